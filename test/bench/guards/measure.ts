import { createFindSensitive } from '../../../src/classify/guards/find-sensitive.ts';
import { HOUSE_CATALOGUE } from '../../support/house-catalogue.ts';
import { labelledTexts, type LabelledText } from './labelled-texts.ts';

export interface GuardFigures {
  readonly texts: number;
  readonly protectedTexts: number;
  readonly invoices: number;
  /** Shares of 1. */
  readonly recall: number;
  readonly precision: number;
  readonly falseAlarmsOnInvoices: number;
  readonly falseAlarmsOnHarmless: number;
  readonly wrong: readonly LabelledText[];
}

/** What the guard of the house catalogue makes of one half of the labelled texts. */
export function measureGuard(half: 'tuned' | 'held out'): GuardFigures {
  const find = createFindSensitive(HOUSE_CATALOGUE.contentGuard);
  const judged = labelledTexts()
    .filter(({ isHeldOut }) => isHeldOut === (half === 'held out'))
    .map((labelled) => ({ ...labelled, alarm: find(labelled.text).length > 0 }));
  const share = (of: readonly { readonly alarm: boolean }[]): number =>
    of.length === 0 ? 0 : of.filter(({ alarm }) => alarm).length / of.length;
  const guarded = judged.filter(({ isProtected }) => isProtected);
  const harmless = judged.filter(({ isProtected }) => !isProtected);
  const invoices = harmless.filter(({ type }) => type === 'invoice');
  const alarms = judged.filter(({ alarm }) => alarm);
  return {
    texts: judged.length,
    protectedTexts: guarded.length,
    invoices: invoices.length,
    recall: share(guarded),
    precision: alarms.filter(({ isProtected }) => isProtected).length / Math.max(1, alarms.length),
    falseAlarmsOnInvoices: share(invoices),
    falseAlarmsOnHarmless: share(harmless),
    wrong: judged.filter(({ isProtected, alarm }) => isProtected !== alarm),
  };
}
