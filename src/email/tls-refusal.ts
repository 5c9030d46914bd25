import type { SmtpReply } from '../domain/delivery.ts';

/**
 * Statuses that say by themselves that the recipient's side cannot do the TLS that we demand. RFC 3463: X.7.4
 * security features not supported, X.7.5 cryptographic failure; RFC 5248 registry: X.7.10 encryption needed, X.7.30
 * REQUIRETLS needed; X.7.321 to X.7.325 are Exchange Online's for STARTTLS, certificates and DANE. X.4.8 is its MTA-STS.
 */
const TLS_STATUSES = new Set(['7.4', '7.5', '7.10', '7.30', '7.321', '7.322', '7.323', '7.324', '7.325']);

/** Statuses beside which the wording decides; X.1 and X.2 speak of the mailbox, whatever the text quotes. */
const OPEN_STATUS = /^(?:0\.\d+|4\.8|7\.\d+)$/u;

const TLS_WORDING = [
  /\b(?:start)?tls\b.{0,40}\b(?:requir|need|not\b|unavailable|unsupported|mismatch|fail|refused)/iu,
  /\b(?:requir\w+|need\w*|must\b|expected at least|not|no)\b.{0,40}\b(?:start)?tls/iu,
  /\bMinimumTlsRequirement/iu,
  /\bencryption (?:is )?(?:needed|required)/iu,
  /\b(?:MTA-STS|DANE)\b.{0,40}\b(?:valid|fail|mismatch|expired)/iu,
  /\bserver certificate\b.{0,40}\bnot (?:verified|trusted)/iu,
  /\bcertificate\b.{0,60}\b(?:MTA-STS|DANE|mismatch|expired)/iu,
  /\bcannot start tls/iu,
  /(?:\b(?:start)?tls\b|verschl(?:ü|ue)sselung).{0,40}\b(?:erforderlich|ben(?:ö|oe)tigt|notwendig|zwingend|nicht unterst(?:ü|ue)tzt)/iu,
];

/** The relay itself cannot do TLS: nobody's fault but ours. Postfix's own words. */
const RELAY_CANNOT = /\bour TLS engine is unavailable|\bTLS is required, but unavailable/iu;

/**
 * Whether a refusal says that the way from the relay to the recipient's server cannot be encrypted as we demand. The
 * class of the status does not matter: a relay that answers 4.7.x has tried, what it met is a setting of the other
 * side that seldom changes within a night, and waiting could only miss the print file (S3). The price of being wrong
 * is a letter.
 */
export function isTlsRefusal(reply: SmtpReply): boolean {
  if (reply.code < 400 || isRelayWithoutTls(reply)) return false;
  if (reply.enhanced !== null && TLS_STATUSES.has(reply.enhanced.slice(2))) return true;
  if (reply.enhanced !== null && !OPEN_STATUS.test(reply.enhanced.slice(2))) return false;
  // Addresses out first: a mailbox may well be called tls@….
  const text = reply.text.replaceAll(/<[^>]*>|\S+@\S+/gu, ' ');
  return TLS_WORDING.some((wording) => wording.test(text));
}

/** Whether the relay says that it has no TLS at all to offer the others. */
export function isRelayWithoutTls(reply: SmtpReply): boolean {
  return reply.code >= 400 && RELAY_CANNOT.test(reply.text);
}
