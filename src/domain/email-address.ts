import { domainToASCII, domainToUnicode } from 'node:url';

/** One mailbox on the internet, fit for `MAIL FROM` and `RCPT TO`. */
export interface EmailAddress {
  /** The part before the `@` in Unicode NFC, quotes included when it is a quoted string. */
  readonly local: string;
  /** A-label form (RFC 5890), lower case. */
  readonly domain: string;
  /** Whether the local part is ASCII; otherwise every server on the way must offer SMTPUTF8 (RFC 6531). */
  readonly ascii: boolean;
}

/** RFC 5321 section 4.5.3.1, in octets; that of an address is stricter than the 253 of a domain alone. */
const MAX_LOCAL_OCTETS = 64;
const MAX_ADDRESS_OCTETS = 254;

/** `atext` of RFC 5322 and RFC 6531: printable ASCII but specials, or letters, marks, digits and symbols beyond. */
const ATOM = String.raw`(?:[A-Za-z0-9!#$%&'*+/=?^_\u0060{|}~-]|(?!\p{ASCII})[\p{L}\p{M}\p{N}\p{S}\p{P}])+`;
const DOT_ATOM = new RegExp(String.raw`^${ATOM}(?:\.${ATOM})*$`, 'u');
/** Quoted string of RFC 5321; never empty, no control characters, no angle brackets (they end the SMTP argument). */
const QUOTED =
  /^"(?:[\x20\x21\x23-\x3b=\x3f-\x5b\x5d-\x7e]|\\[\x20-\x3b=\x3f-\x7e]|(?!\p{ASCII})[\p{L}\p{M}\p{N}\p{S}\p{P}])+"$/u;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** IDNA 2008 takes letters, marks, digits and hyphens, no symbols. */
const UNICODE_LABEL = /^[\p{L}\p{M}\p{N}-]+$/u;
/** Two characters and two hyphens are reserved (RFC 5891 section 4.2.3.1); only `xn--` has a meaning. */
const RESERVED_LABEL = /^(?!xn)..--/;
/** Every top-level domain that exists is of letters, or an A-label. */
const TOP_LEVEL = /^(?:[a-z]{2,}|xn--.+)$/;
/** Special-use names (RFC 6761, 6762, 7686, 3172) that no mail on the internet can reach. */
const UNREACHABLE_TOP_LEVEL: ReadonlySet<string> = new Set([
  'invalid',
  'localhost',
  'local',
  'onion',
  'arpa',
]);

/**
 * Reads exactly one address (S15), by the subset of RFC 5321, 5322 and 6531 that real mailboxes use: dot-atoms and
 * quoted strings, international local parts and domains. Anything else is `null`: lists, display names, comments, white space around
 * it, address literals, domains without a dot, obsolete forms. Such an address goes by post, which is the smaller
 * harm: a letter reaches the customer, a message to a misread address may reach somebody else.
 */
export function parseEmailAddress(text: string): EmailAddress | null {
  const at = text.lastIndexOf('@');
  if (at < 1) return null;
  const local = text.slice(0, at).normalize('NFC');
  if (Buffer.byteLength(local) > MAX_LOCAL_OCTETS) return null;
  if (!DOT_ATOM.test(local) && !QUOTED.test(local)) return null;
  const domain = parseDomain(text.slice(at + 1));
  if (domain === null || Buffer.byteLength(local) + 1 + domain.length > MAX_ADDRESS_OCTETS) return null;
  return { local, domain, ascii: /^\p{ASCII}*$/u.test(local) };
}

function parseDomain(text: string): string | null {
  const written = text.normalize('NFC').toLowerCase().split('.');
  const domain = domainToASCII(text);
  const labels = domain.split('.');
  if (labels.length < 2 || labels.length !== written.length) return null;
  const top = labels.at(-1) ?? '';
  if (!TOP_LEVEL.test(top) || UNREACHABLE_TOP_LEVEL.has(top)) return null;
  return labels.every((label, index) => isHonestLabel(label, written[index] ?? '')) ? domain : null;
}

function isHonestLabel(label: string, written: string): boolean {
  if (!LABEL.test(label)) return false;
  // A label that the mapping of UTS 46 turns into other ASCII (full-width letters, invisible characters) is a
  // disguise or a typing error; an honest international label becomes an A-label.
  if (!label.startsWith('xn--')) return label === written && !RESERVED_LABEL.test(label);
  // One that stands for no international label comes back unchanged.
  const unicode = domainToUnicode(label);
  return UNICODE_LABEL.test(unicode) && !/^\p{ASCII}*$/u.test(unicode) && domainToASCII(unicode) === label;
}
