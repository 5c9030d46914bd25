import { agreementEndsOn, readDay } from '../calendar.ts';
import type { Rule } from './rule.ts';
import { fires, passes } from './rule.ts';

const NO_NOTICE = passes('S21.insurer-notice', 'the insurer gave no notice');

/**
 * S21: from the night of the last day on it is post. That night's messages are handed over after midnight, when the
 * agreement has ended; a letter a day early breaks nothing.
 */
export const insurerGaveNoNotice: Rule = ({ insurerNoticeOn }, { businessDate }) => {
  if (insurerNoticeOn === null) return NO_NOTICE;
  const noticeOn = readDay(insurerNoticeOn);
  if (noticeOn === null) return fires('S21.insurer-notice', "the day of the insurer's notice is not a day");
  if (noticeOn > businessDate) return passes('S21.insurer-notice', `notice only on ${noticeOn}`);
  const endsOn = agreementEndsOn(noticeOn);
  return endsOn <= businessDate
    ? fires('S21.insurer-notice', `notice on ${noticeOn} ended the agreement on ${endsOn}`)
    : passes('S21.insurer-notice', `notice on ${noticeOn} ends the agreement on ${endsOn}`);
};
