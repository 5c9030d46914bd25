import { readDay } from '../calendar.ts';
import type { Rule } from './rule.ts';
import { fires, passes } from './rule.ts';

const ID = 'S20.contract-in-force';

/** S20: a contract with digital post in force on the business date, its last day included. */
export const contractIsInForce: Rule = ({ digitalPostFrom, digitalPostUntil }, { businessDate }) => {
  if (digitalPostFrom === null) return fires(ID, 'no contract with digital post');
  const from = readDay(digitalPostFrom);
  const until = readDay(digitalPostUntil);
  if (from === null) return fires(ID, 'the begin of digital post is not a day');
  if (digitalPostUntil !== null && until === null) return fires(ID, 'the end of digital post is not a day');
  if (until !== null && until < from) {
    return fires(ID, `contradiction: digital post ends on ${until}, before it begins on ${from}`);
  }
  if (from > businessDate) return fires(ID, `digital post begins only on ${from}`);
  if (until !== null && until < businessDate) {
    return fires(ID, `the last contract with digital post ended on ${until}`);
  }
  return passes(
    ID,
    until === null ? `digital post since ${from}` : `digital post from ${from} until ${until}`,
  );
};
