import type { Rule } from './rule.ts';
import { fires, passes, shown } from './rule.ts';

const OPEN = passes('S18.abuse-block', 'no block on suspicion of abuse');

/** S18: any statement blocks, an empty one too: whoever wrote into that column meant something. */
export const isNotBlocked: Rule = ({ abuseBlockId }) =>
  abuseBlockId === null
    ? OPEN
    : fires('S18.abuse-block', `blocked on suspicion of abuse, block ${shown(abuseBlockId)}`);
