import { RETURNING_DOMAIN } from './returned-mail.ts';
import type { Fault } from './smtp-script.ts';

/** A recipient's domain of the demo: what its mail server would do, and what the relay therefore answers. */
export interface DemoDomain {
  readonly domain: string;
  /** In one line, for the table that the demo prints. */
  readonly plays: string;
  readonly expected: 'emailed' | 'posted' | 'emailed after retries' | 'in doubt';
  readonly fault: Fault | null;
}

/** The demo's relay plays all domains itself; every other domain takes everything. */
export const DEMO_DOMAINS: readonly DemoDomain[] = [
  { domain: 'post.example', plays: 'takes everything over TLS 1.3', expected: 'emailed', fault: null },
  { domain: 'mail.example', plays: 'takes everything over TLS 1.3', expected: 'emailed', fault: null },
  {
    domain: RETURNING_DOMAIN,
    plays: 'is taken by the relay, and given back later',
    expected: 'emailed',
    fault: null,
  },
  {
    domain: 'kein-starttls.example',
    plays: 'offers no STARTTLS',
    expected: 'posted',
    fault: {
      at: 'rcpt',
      does: { reply: '550 5.7.4 TLS is required, but was not offered by host mx.{domain}[192.0.2.10]' },
    },
  },
  {
    domain: 'tls11.example',
    plays: 'speaks TLS 1.1 at most',
    expected: 'posted',
    fault: {
      at: 'rcpt',
      does: { reply: '550 5.7.5 Cannot start TLS: handshake failure with mx.{domain}[192.0.2.11]' },
    },
  },
  {
    domain: 'unbekannt.example',
    plays: 'knows no such mailbox',
    expected: 'posted',
    fault: {
      at: 'rcpt',
      does: { reply: '550 5.1.1 <{recipient}>: Recipient address rejected: User unknown' },
    },
  },
  {
    domain: 'voll.example',
    plays: 'mailbox is full',
    expected: 'posted',
    fault: { at: 'rcpt', does: { reply: '552 5.2.2 <{recipient}>: Mailbox is full' } },
  },
  {
    domain: 'greylist.example',
    plays: 'greylists, yields on the third try',
    expected: 'emailed after retries',
    fault: {
      at: 'rcpt',
      does: { reply: '451 4.7.1 <{recipient}>: Greylisted, please come back later' },
      times: 2,
    },
  },
  {
    domain: 'drop.example',
    plays: 'takes the message, then the line drops before the reply',
    expected: 'in doubt',
    fault: { at: 'stored', does: { drop: 'fin' } },
  },
];

/** The faults of the demo's relay, in the form that the server takes. */
export function demoFaults(): Readonly<Record<string, Fault>> {
  return Object.fromEntries(
    DEMO_DOMAINS.flatMap(({ domain, fault }) => (fault === null ? [] : [[domain, fault] as const])),
  );
}
