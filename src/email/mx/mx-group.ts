import type { MailServer } from './find-servers.ts';

/** Second-level names under country codes that are themselves open to everybody, as `co.at` and `com.pl`. */
const OPEN_SECOND_LEVEL = /^(?:ac|co|com|edu|gov|gv|ltd|net|or|org|plc)$/u;

/**
 * A name for the provider behind a domain's servers: the registered domain of the most preferred one. Hosters give each
 * customer's domain servers of its own name (`x-de.mail.protection.outlook.com`) in front of the same machines, and it
 * is those that count connections. Where it guesses too wide, two providers share a limit, which only costs time.
 */
export function mxGroup(servers: readonly [MailServer, ...MailServer[]]): string {
  const best = servers.reduce((a, b) =>
    b.preference < a.preference || (b.preference === a.preference && b.host < a.host) ? b : a,
  );
  const labels = best.host.split('.');
  const [second = '', top = ''] = labels.slice(-2);
  const depth = top.length === 2 && OPEN_SECOND_LEVEL.test(second) ? 3 : 2;
  return labels.slice(-depth).join('.');
}
