import type { Scenario } from '../scenario.ts';
import { postedBy } from './posted-by.ts';

/** Everything allows e-mail, and then the PDF itself says something else (D6, S11). */
export const GUARDED_SCENARIOS: readonly Scenario[] = [
  {
    id: 'exchanged-letters',
    clauses: ['D6'],
    what: 'two letters exchanged by mistake: each names the other one’s contract',
    weight: 0,
    expected: { result: 'held', decidingRules: ['D6.other-contract'], finalState: 'held' },
    build: (kit) => {
      const one = kit.document(kit.partner());
      const other = kit.document(kit.partner());
      return [
        { ...one, pdf: { ...one.pdf, letterOf: other } },
        { ...other, pdf: { ...other.pdf, letterOf: one } },
      ];
    },
  },
  {
    id: 'medical-words',
    clauses: ['D6', 'S11'],
    what: 'invoice into which a clerk wrote about an illness',
    weight: 0,
    expected: postedBy('S11.content'),
    build: (kit) => [
      kit.document(kit.partner(), {
        pdf: {
          remark:
            'Die Raten haben wir gestundet, wie mit Ihnen besprochen: Nach dem Bericht Ihres Hausarztes dauert die Behandlung der Depression noch bis zum Frühjahr.',
        },
      }),
    ],
  },
  {
    id: 'scan',
    clauses: ['D6'],
    what: 'scanned annex without text: nobody knows what it says',
    weight: 0,
    expected: postedBy('D6.no-text'),
    build: (kit) => [kit.document(kit.partner(), { pdf: { kind: 'scan', pages: 1 } })],
  },
];
