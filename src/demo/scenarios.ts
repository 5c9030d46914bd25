import type { Scenario } from './scenario.ts';
import { AGREEMENT_SCENARIOS } from './scenarios/agreement.ts';
import { EMAILED_SCENARIOS } from './scenarios/emailed.ts';
import { GUARDED_SCENARIOS } from './scenarios/guarded.ts';
import { NOT_DISPATCHED_SCENARIOS } from './scenarios/not-dispatched.ts';
import { PROTECTED_SCENARIOS } from './scenarios/protected.ts';
import { RECIPIENT_SCENARIOS } from './scenarios/recipient.ts';
import { REFUSED_SCENARIOS } from './scenarios/refused.ts';

/** Every situation of the demo; together they meet each clause of `docs/routing-rules.md` (a test counts them). */
export const SCENARIOS: readonly Scenario[] = [
  ...EMAILED_SCENARIOS,
  ...REFUSED_SCENARIOS,
  ...PROTECTED_SCENARIOS,
  ...AGREEMENT_SCENARIOS,
  ...RECIPIENT_SCENARIOS,
  ...NOT_DISPATCHED_SCENARIOS,
  ...GUARDED_SCENARIOS,
];
