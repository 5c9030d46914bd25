import { addDays, type BusinessDate } from '../domain/business-date.ts';
import type { Contract, OutputDocument, Partner, PdfDraft } from './core-records.ts';
import { PAGE_SHARES } from './letters/generate-letters.ts';
import { mailboxNameOf } from './people/mailbox-name.ts';
import { companyIn, personIn, type Country } from './people/person.ts';
import type { SeededRandom } from './random.ts';

/** Beyond 2^53: ids are texts, and whoever makes numbers of them loses digits. */
const FIRST_NUMERIC_ID = 9_007_199_254_740_993n;

/** What scenarios build documents from: people against whose e-mail nothing stands, unless a scenario says so. */
export class ScenarioKit {
  readonly random: SeededRandom;
  readonly businessDate: BusinessDate;
  #partners = 0;
  #documents = 0;
  #contracts = 0;

  constructor(random: SeededRandom, businessDate: BusinessDate) {
    this.random = random;
    this.businessDate = businessDate;
  }

  /** The business date moved by `days`. */
  day(days: number): string {
    return addDays(this.businessDate, days);
  }

  partner(country: Country = 'DE', changes: Partial<Partner> & { readonly domain?: string } = {}): Partner {
    const { domain, ...overrides } = changes;
    const person = personIn(this.random, country);
    return {
      ...this.#contactable(person, country, domain ?? this.random.pick(['post.example', 'mail.example'])),
      ...overrides,
    };
  }

  company(): Partner {
    return this.#contactable(companyIn(this.random, 'DE'), 'DE', 'mail.example');
  }

  /** A document to its own policyholder: an invoice for a car, unless `changes` says otherwise. */
  document(policyholder: Partner, changes: DocumentChanges = {}): OutputDocument {
    const { contract, pdf, ...overrides } = changes;
    const lineOfBusiness = overrides.lineOfBusiness ?? 'KFZ';
    return {
      documentId: this.#nextDocumentId(),
      documentType: 'BEITRAGSRECHNUNG',
      lineOfBusiness,
      contract: contract === null ? null : { ...this.#contract(lineOfBusiness), ...contract },
      policyholder,
      recipient: policyholder,
      recipientRole: 'policyholder',
      protectedData: false,
      form: null,
      documentDate: this.day(-this.random.int(0, 4)),
      withdrawnAt: null,
      pdf: {
        kind: 'sound',
        pages: this.random.pick(PAGE_SHARES),
        place: this.random.chance(0.3) ? 'database' : 'file',
        seed: this.random.int(0, 2 ** 31),
        ...pdf,
      },
      ...overrides,
    };
  }

  #contactable(person: ReturnType<typeof personIn>, country: Country, domain: string): Partner {
    this.#partners += 1;
    return {
      ...person,
      partnerId: `P-${String(100_000 + this.#partners * 7)}`,
      residenceCountry: country,
      preferredContact: 'email',
      email: `${mailboxNameOf(person)}.${this.#partners}@${domain}`,
      formerEmail: null,
      consent: { givenOn: this.day(-this.random.int(60, 700)), withdrawnOn: null, insurerNoticeOn: null },
      abuseBlockId: null,
    };
  }

  #contract(lineOfBusiness: string): Contract {
    this.#contracts += 1;
    return {
      contractId: `${lineOfBusiness.slice(0, 1)}-${String(10_000_000 + this.#contracts * 137)}/${this.random.digits(2)}`,
      lineOfBusiness,
      digitalPostFrom: this.day(-this.random.int(60, 700)),
      digitalPostUntil: null,
      dispatchOverride: null,
      dispatchOverrideBasis: null,
    };
  }

  #nextDocumentId(): string {
    this.#documents += 1;
    const number = this.#documents;
    return number % 5 === 0
      ? String(FIRST_NUMERIC_ID + BigInt(number))
      : `D-${this.businessDate.slice(0, 4)}-${String(number).padStart(7, '0')}`;
  }
}

type DocumentChanges = Partial<Omit<OutputDocument, 'contract' | 'pdf'>> & {
  /** Null: the document names no contract. */
  readonly contract?: Partial<Contract> | null;
  readonly pdf?: Partial<PdfDraft>;
};
