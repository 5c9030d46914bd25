import type { BusinessDate } from '../domain/business-date.ts';
import type { Catalogue, DocumentType, Enablement } from './catalogue.ts';
import type { CatalogueFault } from './catalogue-faults.ts';
import { isHardBlockedLine, isLifeLine } from './protected-data.ts';
import type { RuleId } from './rule-ids.ts';

/**
 * What is written and can never take effect. It harms nobody at night, but somebody meant something by it: a line
 * forgotten elsewhere, a country misread, a rule that has lost its last document type.
 */
export function unreachableIn(catalogue: Catalogue): readonly CatalogueFault[] {
  return [
    ...[...catalogue.documentTypes].flatMap(([code, type]) => enablementFaults(code, type, catalogue)),
    ...idleWaivers(catalogue),
    ...silentRules(catalogue),
    ...coveredWindows(catalogue),
    ...unusedRetention(catalogue),
  ];
}

/** A line of business in a country of residence: what an entry under `enabledForEmail` opens. */
type Pair = `${string} in ${string}`;

function enablementFaults(code: string, type: DocumentType, catalogue: Catalogue): readonly CatalogueFault[] {
  const entries = type.enabledForEmail.map((entry) => ({ entry, pairs: openedBy(entry, catalogue) }));
  return entries.flatMap(({ entry, pairs }, index) => {
    const path = `documentTypes.${code}.enabledForEmail.${index}`;
    const faults = [
      ...idle(entry.linesOfBusiness, (line) => some(pairs, (pair) => pair.startsWith(`${line} in `))).map(
        (line) => ({
          path: `${path}.linesOfBusiness`,
          expected: 'a line that may be e-mailed in one of these countries (S11, S14)',
          found: `\`${line}\``,
        }),
      ),
      ...idle(entry.countries, (country) => some(pairs, (pair) => pair.endsWith(` in ${country}`))).map(
        (country) => ({
          path: `${path}.countries`,
          expected: `a member state on ${entry.from} or later in which one of these lines may be e-mailed (S11, S14)`,
          found: `\`${country}\``,
        }),
      ),
    ];
    if (faults.length > 0) return faults;
    const others = entries.filter(
      (other, at) =>
        at !== index && (other.entry.from < entry.from || (other.entry.from === entry.from && at < index)),
    );
    return [...pairs].every((pair) => others.some((other) => other.pairs.has(pair)))
      ? [
          {
            path,
            expected: 'an entry that opens what no other one opens by then',
            found: 'everything in it is open already',
          },
        ]
      : [];
  });
}

/** Lines and countries that an entry lets by e-mail at last, by the rules that no entry can loosen. */
function openedBy(entry: Enablement, catalogue: Catalogue): ReadonlySet<Pair> {
  const lines = [...catalogue.linesOfBusiness].filter(
    ([code, line]) =>
      covers(entry.linesOfBusiness, code) && !line.protected && !isHardBlockedLine(code, line.name),
  );
  const countries = [...catalogue.euMembership.keys()].filter(
    (country) => covers(entry.countries, country) && isMemberAfter(country, entry.from, catalogue),
  );
  return new Set(
    lines.flatMap(([code, line]) =>
      countries
        .filter((country) => country === 'AT' || !(line.lifeOrPension || isLifeLine(code, line.name)))
        .map((country): Pair => `${code} in ${country}`),
    ),
  );
}

function isMemberAfter(country: string, from: BusinessDate, { euMembership }: Catalogue): boolean {
  return euMembership.get(country)?.some(({ until }) => until === null || until >= from) === true;
}

function covers(codes: 'all' | ReadonlySet<string>, code: string): boolean {
  return codes === 'all' || codes.has(code);
}

function idle(codes: 'all' | ReadonlySet<string>, works: (code: string) => boolean): readonly string[] {
  return codes === 'all' ? [] : [...codes].filter((code) => !works(code));
}

function some(pairs: ReadonlySet<Pair>, matches: (pair: Pair) => boolean): boolean {
  return [...pairs].some(matches);
}

/** D6: a waiver for pages without text means something only where the type is e-mailed at all. */
function idleWaivers({ documentTypes }: Catalogue): readonly CatalogueFault[] {
  return [...documentTypes]
    .filter(([, type]) => type.emailWithoutText && type.enabledForEmail.length === 0)
    .map(([code]) => ({
      path: `documentTypes.${code}.emailWithoutText`,
      expected: 'a type that is enabled for e-mail (`enabledForEmail`), or no such waiver',
      found: '`true`',
    }));
}

/** Rules that only the catalogue can make fire: without a type or line for them they protect nobody. */
function silentRules({ documentTypes, linesOfBusiness }: Catalogue): readonly CatalogueFault[] {
  const types = [...documentTypes.values()];
  const needs: readonly (readonly [RuleId, boolean, string])[] = [
    [
      'L1.form-of-type',
      types.some(({ form }) => form !== 'text'),
      'a type with `form: written` or `form: proof`',
    ],
    [
      'L2.own-envelope',
      types.some(({ neverBundle }) => neverBundle),
      'a type with `neverBundle: true`, such as the qualified reminder',
    ],
    [
      'L4.high-protection',
      types.some(({ protection }) => protection === 'high'),
      'a type with `protection: high`',
    ],
    [
      'S11.document-type',
      types.some(({ category }) => category === 'protected'),
      'a type of the category `protected`',
    ],
    [
      'L5.paper-copy',
      [...linesOfBusiness.values()].some((line) => line.lifeOrPension),
      'a line with `lifeOrPension: true`',
    ],
  ];
  return needs.flatMap(([rule, reachable, expected]) =>
    reachable
      ? []
      : [{ path: `rules.${rule}`, expected: `${expected}, or the rule never fires`, found: 'none' }],
  );
}

function coveredWindows({ maintenanceWindows }: Catalogue): readonly CatalogueFault[] {
  return maintenanceWindows.flatMap((window, index) => {
    const other = maintenanceWindows.findIndex(
      ({ from, until }, at) =>
        at !== index &&
        from <= window.from &&
        window.until <= until &&
        (at < index || from < window.from || window.until < until),
    );
    return other < 0
      ? []
      : [
          {
            path: `maintenanceWindows.${index}`,
            expected: 'nights of its own',
            found: `nights of maintenanceWindows.${other}`,
          },
        ];
  });
}

function unusedRetention({ documentTypes, retentionClasses }: Catalogue): readonly CatalogueFault[] {
  const used = new Set([...documentTypes.values()].map(({ retention }) => retention));
  return [...retentionClasses.keys()]
    .filter((code) => !used.has(code))
    .map((code) => ({
      path: `retentionClasses.${code}`,
      expected: 'a document type of this class',
      found: 'none',
    }));
}
