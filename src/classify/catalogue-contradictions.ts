import { parseBusinessDate } from '../domain/business-date.ts';
import { ANNOUNCEMENT_WEEKS, earliestEffectiveDay } from './calendar.ts';
import type { CatalogueFault } from './catalogue-faults.ts';
import type { WrittenCatalogue } from './catalogue-schema.ts';
import { isHardBlockedLine, isHardBlockedType, isLifeLine } from './protected-data.ts';

type WrittenType = WrittenCatalogue['documentTypes'][string];

/** What is well formed and still cannot be meant: the start is refused rather than a rule guessed. */
export function contradictionsOf(written: WrittenCatalogue): readonly CatalogueFault[] {
  return [
    ...hardBlockFaults(written),
    ...Object.entries(written.documentTypes).flatMap(([code, type]) => typeFaults(code, type, written)),
    ...membershipFaults(written),
    ...maintenanceFaults(written),
    ...switchFaults(written),
    ...retentionFaults(written),
    ...termsFaults(written),
    ...consentFaults(written),
  ];
}

/** S11: the catalogue can add to the hard block in code, never take away from it. */
function hardBlockFaults(written: WrittenCatalogue): readonly CatalogueFault[] {
  const types = Object.entries(written.documentTypes)
    .filter(([code, type]) => type.category !== 'protected' && isHardBlockedType(code, type.title))
    .map(([code, type]) => ({
      path: `documentTypes.${code}.category`,
      expected: '`protected` (S11: code or title names specially protected data)',
      found: `\`${type.category}\``,
    }));
  const lines = Object.entries(written.linesOfBusiness)
    .filter(([code, line]) => !line.protected && isHardBlockedLine(code, line.name))
    .map(([code]) => ({
      path: `linesOfBusiness.${code}.protected`,
      expected: '`true` (S11: code or name names personal insurance)',
      found: '`false`',
    }));
  const life = Object.entries(written.linesOfBusiness)
    .filter(([code, line]) => !line.lifeOrPension && isLifeLine(code, line.name))
    .map(([code]) => ({
      path: `linesOfBusiness.${code}.lifeOrPension`,
      expected: '`true` (S11, L5: code or name names life or pension insurance)',
      found: '`false`',
    }));
  return [...types, ...lines, ...life];
}

/** S7 against S11, L1, L2, L4 and S10: a type that never may is not enabled from any day. */
function typeFaults(code: string, type: WrittenType, written: WrittenCatalogue): readonly CatalogueFault[] {
  if (type.enabledForEmail.length === 0) return [];
  const path = `documentTypes.${code}.enabledForEmail`;
  const bar = barToEmail(type);
  if (bar !== null) {
    return [
      { path, expected: `no entry, because ${bar}`, found: `a list of ${type.enabledForEmail.length}` },
    ];
  }
  return type.enabledForEmail.flatMap((enabled, index) => [
    ...listed(enabled.linesOfBusiness).flatMap((line) => {
      const expected = barToLine(line, written);
      return expected === null
        ? []
        : [{ path: `${path}.${index}.linesOfBusiness`, expected, found: `\`${line}\`` }];
    }),
    ...listed(enabled.countries)
      .filter((country) => !Object.hasOwn(written.euMembership, country))
      .map((country) => ({
        path: `${path}.${index}.countries`,
        expected: 'a country under `euMembership` (S14)',
        found: `\`${country}\``,
      })),
  ]);
}

function listed(codes: 'all' | readonly string[]): readonly string[] {
  return codes === 'all' ? [] : codes;
}

function barToLine(line: string, written: WrittenCatalogue): string | null {
  if (!Object.hasOwn(written.linesOfBusiness, line)) return 'a line of business that the catalogue knows';
  return written.linesOfBusiness[line]?.protected === true
    ? 'a line of business that is not personal insurance (S11)'
    : null;
}

function barToEmail(type: WrittenType): string | null {
  if (type.category === 'protected') return 'its category is `protected` (S11)';
  if (type.category === 'other') return 'its category is `other` (S10)';
  if (type.form !== 'text') return `its form is \`${type.form}\` (L1)`;
  if (type.neverBundle) return 'it goes in an envelope of its own (L2)';
  return type.protection === 'high' ? 'its protection need is `high` (L4)' : null;
}

function membershipFaults(written: WrittenCatalogue): readonly CatalogueFault[] {
  return Object.entries(written.euMembership).flatMap(([country, periods]) =>
    periods.flatMap((period, index) => {
      const next = periods[index + 1];
      const path = `euMembership.${country}.${index}.until`;
      if (period.until !== null && period.until < period.from) {
        return [{ path, expected: `a day not before ${period.from}`, found: `\`${period.until}\`` }];
      }
      if (next !== undefined && (period.until === null || period.until >= next.from)) {
        return [{ path, expected: `a day before ${next.from}`, found: `\`${period.until ?? 'nothing'}\`` }];
      }
      return [];
    }),
  );
}

function maintenanceFaults(written: WrittenCatalogue): readonly CatalogueFault[] {
  return written.maintenanceWindows.flatMap(({ from, until }, index) =>
    until < from
      ? [
          {
            path: `maintenanceWindows.${index}.until`,
            expected: `a day not before ${from}`,
            found: `\`${until}\``,
          },
        ]
      : [],
  );
}

function switchFaults(written: WrittenCatalogue): readonly CatalogueFault[] {
  return written.channelSwitches.flatMap(({ from, until }, index) =>
    until !== null && until < from
      ? [
          {
            path: `channelSwitches.${index}.until`,
            expected: `a day not before ${from}, or nothing`,
            found: `\`${until}\``,
          },
        ]
      : [],
  );
}

/** L7: a document whose class nobody knows would be kept for ever, or not at all. */
function retentionFaults(written: WrittenCatalogue): readonly CatalogueFault[] {
  return Object.entries(written.documentTypes).flatMap(([code, { retention }]) =>
    Object.hasOwn(written.retentionClasses, retention)
      ? []
      : [
          {
            path: `documentTypes.${code}.retention`,
            expected: `one of ${Object.keys(written.retentionClasses).join(', ')} (\`retentionClasses\`, L7)`,
            found: `\`${retention}\``,
          },
        ],
  );
}

/** S22: changes of terms are announced at least six weeks before they take effect; versions follow each other. */
function termsFaults(written: WrittenCatalogue): readonly CatalogueFault[] {
  return written.terms.flatMap(({ version, announcedOn, effectiveOn }, index) => {
    const faults: CatalogueFault[] = [];
    const earliest = earliestEffectiveDay(parseBusinessDate(announcedOn));
    if (effectiveOn < earliest) {
      faults.push({
        path: `terms.${index}.effectiveOn`,
        expected: `${earliest} or later, ${ANNOUNCEMENT_WEEKS} weeks after the announcement (S22)`,
        found: `\`${effectiveOn}\``,
      });
    }
    const before = written.terms[index - 1];
    if (before !== undefined && effectiveOn <= before.effectiveOn) {
      faults.push({
        path: `terms.${index}.effectiveOn`,
        expected: `a day after ${before.effectiveOn}, when version ${before.version} took effect`,
        found: `\`${effectiveOn}\``,
      });
    }
    if (written.terms.findIndex((other) => other.version === version) < index) {
      faults.push({
        path: `terms.${index}.version`,
        expected: 'a version of its own',
        found: `\`${version}\``,
      });
    }
    return faults;
  });
}

/** S9, L5: a demand that nobody can meet would send everything by post; one that ends before it begins is a slip. */
function consentFaults({ consent }: WrittenCatalogue): readonly CatalogueFault[] {
  if (consent === undefined) return [];
  const wordings = Object.entries(consent.wordings);
  const none =
    wordings.length === 0
      ? [{ path: 'consent.wordings', expected: 'at least one wording', found: 'none' }]
      : [];
  return [
    ...none,
    ...wordings.flatMap(([version, { from, until }]) =>
      until !== null && until < from
        ? [
            {
              path: `consent.wordings.${version}.until`,
              expected: `a day not before ${from}, or nothing`,
              found: `\`${until}\``,
            },
          ]
        : [],
    ),
  ];
}
