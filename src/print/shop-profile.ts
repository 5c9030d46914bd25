import { HandOverForbiddenError } from './errors.ts';
import type { ShopExchange } from './shop-exchange.ts';
import type { LetterGeometry } from './letter-geometry.ts';
import type { Marks } from './marks.ts';

/** A kind of envelope and how many sheets (80 g/m²) the shop's machine puts into it at most. */
export interface EnvelopeClass {
  readonly name: string;
  readonly maxSheets: number;
}

/** What one letter shop wants: `docs/schemas/shop-profile.schema.json` is the published form. */
export interface ShopProfile extends ShopExchange {
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
  readonly geometry: LetterGeometry;
  readonly marks: Marks;
  /** Grams per square metre: what a sheet weighs. */
  readonly grammage: number;
  /** Types of documents in the order in which one envelope holds them; other types follow. */
  readonly documentOrder: readonly string[];
  /** Types of documents that go by registered mail, each in an envelope of its own. */
  readonly registeredTypes: readonly string[];
  /** Types of documents whose first page shows no address: a carrier sheet with it is put in front. */
  readonly carrierSheetTypes: readonly string[];
  readonly inserts: readonly Insert[];
  /** Whether the print file begins with a page for the operator of the machine. */
  readonly jobTicket: boolean;
  /** Whether the print file ends with a page that parts it from the next one in the stack. */
  readonly separatorPage: boolean;
  /**
   * Whether each mailpiece must show its postal code in `geometry.addressField`; the document of one that does not is
   * held before the print file is sealed.
   */
  readonly checkAddresses: boolean;
  /** Finished print files wait on hold until a second person releases them. */
  readonly fourEyes: boolean;
  /** § 203 (3), (4) StGB: the shop has signed the undertaking of secrecy. */
  readonly secrecyUndertaking: boolean;
  /** Art. 28 GDPR: a processing agreement with the shop is in force. */
  readonly processingAgreement: boolean;
}

/** Enclosures that lie in a station of the inserting machine and join certain documents. */
export interface Insert {
  /** Counted from 1. */
  readonly station: number;
  readonly documentTypes: readonly string[];
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
