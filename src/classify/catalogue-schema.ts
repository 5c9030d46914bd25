import { z } from 'zod';

import { isCalendarDay } from '../domain/business-date.ts';
import { SENSITIVE_CLASSES } from '../domain/content.ts';
import { isCountryCode } from './country-codes.ts';
import { LATER_REASON_IDS, RULE_IDS } from './rule-ids.ts';

const text = z.string().trim().min(1);
const day = z.string().refine(isCalendarDay, 'a day that exists, as YYYY-MM-DD').meta({ format: 'date' });
const country = z.string().refine(isCountryCode, 'a country code of ISO 3166-1 alpha-2 such as DE');
/** Codes are shown in decisions and logs: short, and nothing that could be a person's data (L8). */
const code = z
  .string()
  .regex(/^[\p{L}\p{N}_.-]{1,40}$/u, 'a code of 1 to 40 letters, digits, `_`, `.` or `-`, without spaces');

const enablement = z.strictObject({
  from: day,
  linesOfBusiness: z.union([z.literal('all'), z.array(code).min(1)]),
  countries: z.union([z.literal('all'), z.array(country).min(1)]),
});

const documentType = z.strictObject({
  title: text,
  category: z.enum(['premium_invoice', 'statement', 'contract_notice', 'protected', 'other']),
  form: z.enum(['text', 'written', 'proof']),
  protection: z.enum(['normal', 'high']).default('normal'),
  neverBundle: z.boolean().default(false),
  emailWithoutText: z.boolean().default(false),
  enabledForEmail: z.array(enablement).default([]),
  retention: code,
});

const lineOfBusiness = z.strictObject({
  name: text,
  protected: z.boolean(),
  lifeOrPension: z.boolean(),
});

const membership = z.strictObject({ from: day, until: day.nullable().default(null) });

const maintenanceWindow = z.strictObject({ from: day, until: day, reason: text });

const channelSwitch = z.strictObject({
  from: day,
  until: day.nullable().default(null),
  reason: text,
  by: text,
});

const retentionYears = z.int().min(1).max(100);

const retentionClass = z.strictObject({
  title: text,
  years: z.strictObject({ DE: retentionYears, AT: retentionYears }),
  citation: text,
});

const change = z.strictObject({ version: text, on: day, by: text, summary: text });

const consentWording = z.strictObject({
  from: day,
  until: day.nullable().default(null),
  jurisdictions: z.array(z.enum(['DE', 'AT'])).min(1),
});

/** Not set: a consent counts by its day alone. */
const consent = z.strictObject({
  methods: z.array(code).min(1),
  wordings: z.record(code, consentWording),
});

const terms = z.strictObject({ version: text, announcedOn: day, effectiveOn: day });

/** A word or words that mark a text as protected (S11); `*` stands for what may come before or behind it. */
const guardTerm = z
  .string()
  .regex(
    /^\*?\p{L}[\p{L} -]{2,58}\p{L}\*?$/u,
    'a word or words of 4 letters or more, with `*` at the beginning or end for the rest of a compound',
  );

const ruleText = z.strictObject({ citation: text, german: text, english: text });

/** The rule catalogue as it is written; unknown keys are refused, so that a slip of the pen cannot change a rule. */
export const catalogueSchema = z.strictObject({
  version: text,
  changes: z.array(change).default([]),
  documentTypes: z.record(code, documentType),
  linesOfBusiness: z.record(code, lineOfBusiness),
  euMembership: z.record(country, z.array(membership).min(1)),
  maintenanceWindows: z.array(maintenanceWindow),
  channelSwitches: z.array(channelSwitch).default([]),
  retentionClasses: z.record(code, retentionClass),
  terms: z.array(terms).min(1),
  // Without a default: the hash of a catalogue that does not use it stays what it was.
  consent: consent.optional(),
  contentGuard: z.partialRecord(z.enum(SENSITIVE_CLASSES), z.array(guardTerm)).default({}),
  rules: z.record(z.enum(RULE_IDS), ruleText),
  laterReasons: z.record(z.enum(LATER_REASON_IDS), ruleText),
});

export type WrittenCatalogue = z.infer<typeof catalogueSchema>;
