import { parseDocument } from 'yaml';
import type { z } from 'zod';

import type { BusinessDate } from '../domain/business-date.ts';
import { parseBusinessDate } from '../domain/business-date.ts';
import { SENSITIVE_CLASSES, type SensitiveClass } from '../domain/content.ts';
import type { Category, Jurisdiction } from '../domain/decision.ts';
import { canonicalHash } from './canonical-hash.ts';
import { contradictionsOf } from './catalogue-contradictions.ts';
import { CatalogueError, describeFound, faultsOfIssue } from './catalogue-faults.ts';
import type { CatalogueFault } from './catalogue-faults.ts';
import type { WrittenCatalogue } from './catalogue-schema.ts';
import { catalogueSchema } from './catalogue-schema.ts';
import { clauseOf } from './rule-ids.ts';

/** The rules that the insurer owns, as data. What is code and stays code stands in `protected-data.ts` (S11). */
export interface Catalogue {
  readonly version: string;
  /** SHA-256, lower-case hex; the same for the same rules however the file is laid out. */
  readonly hash: string;
  /** Who changed what, the newest last. */
  readonly changes: readonly CatalogueChange[];
  readonly documentTypes: ReadonlyMap<string, DocumentType>;
  readonly linesOfBusiness: ReadonlyMap<string, LineOfBusiness>;
  /** S14: country code → when it was a member state. */
  readonly euMembership: ReadonlyMap<string, readonly Membership[]>;
  readonly maintenanceWindows: readonly MaintenanceWindow[];
  readonly channelSwitches: readonly ChannelSwitch[];
  readonly retentionClasses: ReadonlyMap<string, RetentionClass>;
  readonly terms: readonly TermsVersion[];
  /** S9, L5: what a consent must state to count; null: nothing beside its day. */
  readonly consent: ConsentDemand | null;
  /** S11: words that mark a text as protected, beside those in `guards/sensitive-words.ts`, which always count. */
  readonly contentGuard: ReadonlyMap<SensitiveClass, readonly string[]>;
  /** Wording of every rule and of every later reason, by id. */
  readonly texts: ReadonlyMap<string, RuleText>;
}

export interface CatalogueChange {
  readonly version: string;
  readonly on: BusinessDate;
  readonly by: string;
  readonly summary: string;
}

export interface DocumentType {
  readonly title: string;
  readonly category: Category;
  /** L1: `text` may be e-mailed; `written` needs a signature on paper; `proof` needs proof that it arrived. */
  readonly form: 'text' | 'written' | 'proof';
  /** L4: `high` goes by post although it is not specially protected data (passwords, credit reports). */
  readonly protection: 'normal' | 'high';
  /** L2: an envelope of its own, and never by e-mail. */
  readonly neverBundle: boolean;
  /** D6: may be e-mailed although pages hold no text that a guard could read. */
  readonly emailWithoutText: boolean;
  /** S7: empty = not yet by e-mail. */
  readonly enabledForEmail: readonly Enablement[];
  /** L7: a class under `retentionClasses`. */
  readonly retention: string;
}

export interface Enablement {
  readonly from: BusinessDate;
  readonly linesOfBusiness: 'all' | ReadonlySet<string>;
  readonly countries: 'all' | ReadonlySet<string>;
}

export interface LineOfBusiness {
  readonly name: string;
  /** S11: personal insurance. */
  readonly protected: boolean;
  /** L5: in Austria additionally on paper. */
  readonly lifeOrPension: boolean;
}

export interface Membership {
  readonly from: BusinessDate;
  /** The last day, or null while it lasts. */
  readonly until: BusinessDate | null;
}

/** S17: nights without e-mail, by business date, both ends included. */
export interface MaintenanceWindow {
  readonly from: BusinessDate;
  readonly until: BusinessDate;
  readonly reason: string;
}

/** S17: the e-mail channel switched off by a person, both ends included; without an end until it is taken out. */
export interface ChannelSwitch {
  readonly from: BusinessDate;
  readonly until: BusinessDate | null;
  readonly reason: string;
  readonly by: string;
}

/** L7: how long the law asks to keep a document, in years after the calendar year that it is from. */
export interface RetentionClass {
  readonly title: string;
  readonly years: Readonly<Record<Jurisdiction, number>>;
  readonly citation: string;
}

/** S9, L5: methods and wordings of consent that counsel has accepted. */
export interface ConsentDemand {
  readonly methods: ReadonlySet<string>;
  readonly wordings: ReadonlyMap<string, ConsentWording>;
}

export interface ConsentWording {
  readonly from: BusinessDate;
  /** The last day on which it was used, or null while it is. */
  readonly until: BusinessDate | null;
  /** Whose law it satisfies: Austria's wants an express consent, declared separately (L5). */
  readonly jurisdictions: ReadonlySet<Jurisdiction>;
}

export interface TermsVersion {
  readonly version: string;
  readonly announcedOn: BusinessDate;
  readonly effectiveOn: BusinessDate;
}

export interface RuleText {
  readonly clause: string;
  readonly citation: string;
  readonly german: string;
  readonly english: string;
}

/**
 * Reads the rule catalogue.
 * @param source what to call it in messages, such as the path of the file
 * @throws CatalogueError (a ConfigurationError) that names every fault with its path, what was expected and found.
 */
export function parseCatalogue(yamlText: string, source = 'rule catalogue'): Catalogue {
  const raw = readYaml(yamlText, source);
  const result = catalogueSchema.safeParse(raw);
  if (!result.success) throw new CatalogueError(source, faultsOf(result.error, raw));
  const contradictions = contradictionsOf(result.data);
  if (contradictions.length > 0) throw new CatalogueError(source, contradictions);
  return toCatalogue(result.data);
}

function readYaml(yamlText: string, source: string): unknown {
  const document = parseDocument(yamlText, { prettyErrors: true });
  const broken = document.errors.map((error): CatalogueFault => ({
    path: error.linePos === undefined ? '' : `line ${error.linePos[0].line}`,
    expected: 'YAML',
    found: error.code,
  }));
  if (broken.length > 0) throw new CatalogueError(source, broken);
  try {
    return document.toJS();
  } catch (error) {
    // Aliases that point nowhere or that multiply without bound.
    const found = error instanceof Error ? error.message : 'an alias that cannot be resolved';
    throw new CatalogueError(source, [{ path: '', expected: 'YAML', found }]);
  }
}

function faultsOf(error: z.ZodError, raw: unknown): readonly CatalogueFault[] {
  return error.issues.flatMap((issue) => faultsOfIssue(issue, describeFound(raw, issue.path)));
}

function toCatalogue(written: WrittenCatalogue): Catalogue {
  return {
    version: written.version,
    hash: canonicalHash(written),
    changes: written.changes.map((change) => ({ ...change, on: parseBusinessDate(change.on) })),
    documentTypes: mapOf(written.documentTypes, (type) => ({
      ...type,
      enabledForEmail: type.enabledForEmail.map((enabled) => ({
        from: parseBusinessDate(enabled.from),
        linesOfBusiness: setOf(enabled.linesOfBusiness),
        countries: setOf(enabled.countries),
      })),
    })),
    linesOfBusiness: mapOf(written.linesOfBusiness, (line) => line),
    euMembership: mapOf(written.euMembership, (periods) =>
      periods.map(({ from, until }) => ({
        from: parseBusinessDate(from),
        until: until === null ? null : parseBusinessDate(until),
      })),
    ),
    maintenanceWindows: written.maintenanceWindows.map(({ from, until, reason }) => ({
      from: parseBusinessDate(from),
      until: parseBusinessDate(until),
      reason,
    })),
    channelSwitches: written.channelSwitches.map(({ from, until, reason, by }) => ({
      from: parseBusinessDate(from),
      until: until === null ? null : parseBusinessDate(until),
      reason,
      by,
    })),
    retentionClasses: mapOf(written.retentionClasses, (retention) => retention),
    terms: written.terms.map(({ version, announcedOn, effectiveOn }) => ({
      version,
      announcedOn: parseBusinessDate(announcedOn),
      effectiveOn: parseBusinessDate(effectiveOn),
    })),
    consent:
      written.consent === undefined
        ? null
        : {
            methods: new Set(written.consent.methods),
            wordings: mapOf(written.consent.wordings, ({ from, until, jurisdictions }) => ({
              from: parseBusinessDate(from),
              until: until === null ? null : parseBusinessDate(until),
              jurisdictions: new Set(jurisdictions),
            })),
          },
    contentGuard: new Map(SENSITIVE_CLASSES.map((name) => [name, written.contentGuard[name] ?? []])),
    texts: new Map(
      Object.entries({ ...written.rules, ...written.laterReasons }).map(([id, text]) => [
        id,
        { clause: clauseOf(id), ...text },
      ]),
    ),
  };
}

function mapOf<From, To>(
  record: Readonly<Record<string, From>>,
  convert: (value: From) => To,
): Map<string, To> {
  return new Map(Object.entries(record).map(([key, value]) => [key, convert(value)]));
}

function setOf(codes: 'all' | readonly string[]): 'all' | ReadonlySet<string> {
  return codes === 'all' ? codes : new Set(codes);
}
