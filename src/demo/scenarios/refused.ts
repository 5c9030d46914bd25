import { RETURNING_DOMAIN } from '../returned-mail.ts';
import type { Clause, Expected, Scenario } from '../scenario.ts';

/** The one that was tried, or a later one to the same domain or mailbox. */
const POSTED_AFTER_REFUSAL: Expected = {
  result: 'post',
  decidingRules: ['S10.eligible', 'S3.'],
  finalState: 'handed_over',
};

/** What goes by e-mail until the recipient's side has its say. */
export const REFUSED_SCENARIOS: readonly Scenario[] = [
  atDomain(
    'no-starttls',
    'kein-starttls.example',
    ['S2', 'S3', 'S4'],
    'server offers no TLS: no waiver, post',
    1,
  ),
  atDomain('tls-1.1', 'tls11.example', ['S1', 'S2', 'S3'], 'server speaks TLS 1.1 at most: post', 1),
  atDomain('unknown-mailbox', 'unbekannt.example', ['S3', 'S15'], 'mailbox does not exist: post', 1),
  atDomain('mailbox-full', 'voll.example', ['S3'], 'mailbox is full: post', 0.3),
  {
    id: 'given-back-later',
    clauses: ['S2', 'S3'],
    what: 'accepted, then given back by the mail system (bounce): post',
    weight: 0,
    expected: { result: 'post', decidingRules: ['S10.eligible'], finalState: 'handed_over' },
    build: (kit) => [kit.document(kit.partner('DE', { domain: RETURNING_DOMAIN }))],
  },
  {
    id: 'dropped-after-the-dot',
    clauses: ['S16'],
    what: 'line drops after the message, before the reply: nobody guesses',
    weight: 0,
    expected: { result: 'email', decidingRules: ['S10.eligible'], finalState: 'in_doubt' },
    build: (kit) => [kit.document(kit.partner('DE', { domain: 'drop.example' }))],
  },
];

function atDomain(
  id: string,
  domain: string,
  clauses: readonly Clause[],
  what: string,
  weight: number,
): Scenario {
  return {
    id,
    clauses,
    what,
    weight,
    expected: POSTED_AFTER_REFUSAL,
    build: (kit) => [kit.document(kit.partner('DE', { domain }))],
  };
}
