import type { Expected } from '../scenario.ts';

/** Goes by post, decided by one of these rules. */
export function postedBy(...decidingRules: readonly string[]): Expected {
  return { result: 'post', decidingRules, finalState: 'handed_over' };
}
