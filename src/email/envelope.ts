import type { SMTPEnvelope } from 'nodemailer/lib/smtp-connection';
import type { EmailAddress } from '../domain/email-address.ts';
import { parseEmailAddress } from '../domain/email-address.ts';
import { ConfigurationError } from '../domain/errors.ts';
import type { RelayOptions } from './relay-options.ts';
import type { OutgoingMessage } from './route.ts';

/** Sender and recipient in the form that SMTP carries. */
export interface Envelope {
  readonly from: string;
  /** Null: not an address; the message is refused without asking anybody. */
  readonly to: EmailAddress | null;
}

/** @throws ConfigurationError when the envelope sender is no address: it comes from the configuration. */
export function envelopeOf(message: OutgoingMessage): Envelope {
  const from = parseEmailAddress(message.from);
  if (from === null || !from.ascii) {
    throw new ConfigurationError(
      'The envelope sender is no e-mail address that every server takes (ASCII, with a full domain). ' +
        'Nothing was sent; mend the sender address in the configuration.',
    );
  }
  return { from: `${from.local}@${from.domain}`, to: parseEmailAddress(message.to) };
}

/** What is asked of the server beyond taking the message. */
export type EnvelopeWishes = Pick<RelayOptions, 'requireTls' | 'dsn'>;

/** The envelope as the library wants it. It leaves out by itself what the server does not announce (DSN, SIZE). */
export function libraryEnvelope(
  message: OutgoingMessage,
  from: string,
  to: EmailAddress,
  options: EnvelopeWishes,
  announced: readonly string[],
): SMTPEnvelope {
  const recipient = `${to.local}@${to.domain}`;
  return {
    from,
    to: [recipient],
    size: message.bytes.length,
    // RFC 6531 section 3.1: a message with an international address in its header has 8-bit bytes.
    use8BitMime: !to.ascii,
    requireTLSExtensionEnabled: options.requireTls !== 'off' && announced.includes('REQUIRETLS'),
    ...(options.dsn
      ? {
          dsn: {
            // The returned part may travel unencrypted: headers are enough to know which message it was.
            ret: 'HDRS',
            envid: message.envelopeId ?? message.attemptId,
            notify: ['FAILURE', 'DELAY'],
            // RFC 3461 section 4.2 knows no form for an address beyond ASCII.
            ...(to.ascii ? { orcpt: `rfc822;${recipient}` } : {}),
          },
        }
      : {}),
  };
}
