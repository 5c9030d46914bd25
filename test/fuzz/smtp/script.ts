/** The moments of a conversation at which a server speaks; `ehlo-tls` is the second EHLO, `dot` the end of the message. */
export const STAGES = [
  'greeting',
  'ehlo',
  'starttls',
  'ehlo-tls',
  'mail',
  'rcpt',
  'data',
  'dot',
  'rset',
] as const;
export type Stage = (typeof STAGES)[number];

/** What the server says at one moment. Texts are bytes (Latin-1). */
export interface Speech {
  /** Written one after the other, with a turn of the event loop in between. */
  readonly chunks: readonly string[];
  /** What follows: the conversation, an end of it, or a text again and again until the client has enough. */
  readonly ending?: 'fin' | 'rst' | 'silence' | 'flood' | 'drip';
  /** What is repeated. */
  readonly again?: string;
}

/** Speeches that differ from those of a server as it should be. */
export interface SmtpFuzzScript {
  readonly implicitTls?: boolean;
  readonly says: Partial<Readonly<Record<Stage, Speech>>>;
}

const HELLO = '250-relay.example\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n';

export const USUAL: Readonly<Record<Stage, string>> = {
  greeting: '220 relay.example ESMTP\r\n',
  ehlo: `${HELLO}250-STARTTLS\r\n250 8BITMIME\r\n`,
  starttls: '220 2.0.0 Ready to start TLS\r\n',
  'ehlo-tls': `${HELLO}250-DSN\r\n250 8BITMIME\r\n`,
  mail: '250 2.1.0 Ok\r\n',
  rcpt: '250 2.1.5 Ok\r\n',
  data: '354 End data with <CR><LF>.<CR><LF>\r\n',
  dot: '250 2.0.0 Ok: queued as 4bNQ7x1Zz9\r\n',
  rset: '250 2.0.0 Ok\r\n',
};
