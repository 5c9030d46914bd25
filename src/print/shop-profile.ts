import { HandOverForbiddenError } from './errors.ts';

/** A kind of envelope and how many sheets (80 g/m²) the shop's machine puts into it at most. */
export interface EnvelopeClass {
  readonly name: string;
  readonly maxSheets: number;
}

/** What one letter shop wants, as far as planning and hand-over need to know it. */
export interface ShopProfile {
  readonly id: string;
  readonly shopName: string;
  /** ISO 3166-1 alpha-2 codes of the countries that the shop posts to as domestic mail. */
  readonly homeCountries: readonly string[];
  /** Whether the shop prints both sides of a sheet; L2 documents are simplex all the same. */
  readonly duplex: boolean;
  /** In ascending order of `maxSheets`; at least one. */
  readonly envelopeClasses: readonly EnvelopeClass[];
  /** What one print file may hold at most; a mailpiece is never split. */
  readonly limits: PrintFileLimits;
  /** Directory that the shop collects from, or that a transfer client empties. */
  readonly outbox: string;
  /** Finished print files wait on hold until a second person releases them. */
  readonly fourEyes: boolean;
  /** § 203 (3), (4) StGB: the shop has signed the undertaking of secrecy. */
  readonly secrecyUndertaking: boolean;
  /** Art. 28 GDPR: a processing agreement with the shop is in force. */
  readonly processingAgreement: boolean;
}

export interface PrintFileLimits {
  readonly maxMailpieces: number;
  readonly maxSheets: number;
}

/**
 * L6: letters may be shown to a print service provider only under both undertakings.
 * @throws HandOverForbiddenError (exit 78) that names what is missing.
 */
export function assertHandOverAllowed(profile: ShopProfile): void {
  const missing = [
    ...(profile.secrecyUndertaking ? [] : ['secrecyUndertaking (§ 203 (3), (4) StGB)']),
    ...(profile.processingAgreement ? [] : ['processingAgreement (Art. 28 GDPR)']),
  ];
  if (missing.length === 0) return;
  throw new HandOverForbiddenError(
    `Shop profile \`${profile.id}\`: expected ${missing.join(' and ')} to be stated as \`true\`, got \`false\`. ` +
      'Nothing is handed over to this shop before. Set it once the signed paper is on file.',
  );
}
