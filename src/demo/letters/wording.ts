import type { Jurisdiction } from '../../domain/decision.ts';
import { DEMO_INSURER } from '../insurer.ts';
import type { LetterFlow } from './letter-flow.ts';

/** Words that differ between Germany and Austria. */
export interface Wording {
  readonly premium: string;
  readonly premiumOf: string;
  readonly deductible: string;
  readonly policy: string;
  readonly tax: string;
  /** Hundredths. */
  readonly taxRate: number;
  readonly office: string;
  readonly phone: string;
  readonly reminderLaw: string;
}

export const WORDING: Readonly<Record<Jurisdiction, Wording>> = {
  DE: {
    premium: 'Beitrag',
    premiumOf: 'Beitrags',
    deductible: 'Selbstbeteiligung',
    policy: 'Versicherungsschein',
    tax: 'Versicherungsteuer 19 %',
    taxRate: 19,
    office: 'Leipzig',
    phone: DEMO_INSURER.phone,
    reminderLaw: '§ 38 des Versicherungsvertragsgesetzes (VVG)',
  },
  AT: {
    premium: 'Prämie',
    premiumOf: 'Prämien',
    deductible: 'Selbstbehalt',
    policy: 'Polizze',
    tax: 'Versicherungssteuer 11 %',
    taxRate: 11,
    office: 'Wien',
    phone: DEMO_INSURER.austrianPhone,
    reminderLaw: '§ 39 des Versicherungsvertragsgesetzes (VersVG)',
  },
};

export function writeClosing(flow: LetterFlow): void {
  const { phone } = WORDING[flow.spec.jurisdiction];
  flow.keepTogether(30);
  flow.paragraph(
    `Haben Sie Fragen? Sie erreichen uns montags bis freitags von 8 bis 18 Uhr unter ${phone.replaceAll(' ', '\u00a0')} oder unter service@${DEMO_INSURER.domain}. Bitte halten Sie dabei die Nummer ${flow.spec.contractNumber} bereit.`,
  );
  flow.paragraph('Mit freundlichen Grüßen', {}, { after: 1 });
  flow.paragraph(DEMO_INSURER.name, { font: 'semibold' }, { after: 2 });
  flow.paragraph(
    'Dieses Schreiben wurde maschinell erstellt und gilt ohne Unterschrift.',
    { size: 8.5 },
    { after: 0 },
  );
}
