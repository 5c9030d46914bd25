import { personIn } from '../people/person.ts';
import { SeededRandom } from '../random.ts';
import { addressLinesOf, salutationOf } from '../people/printed-name.ts';
import { buildLetter } from './build-letter.ts';
import { LETTER_LAYOUTS, type LetterSpec } from './letter-spec.ts';

export interface GeneratedLetter {
  readonly spec: LetterSpec;
  readonly pdf: Uint8Array;
}

const TITLES = {
  invoice: 'Beitragsrechnung',
  notice: 'Information zum Versicherungsvertrag',
  statement: 'Auszug des Beitragskontos',
  reminder: 'Qualifizierte Mahnung mit Fristsetzung',
} as const;

const LINES = ['Kraftfahrt', 'Hausrat', 'Privathaftpflicht', 'Rechtsschutz', 'Wohngebäude'] as const;

/** Mostly thin letters, as in a real night: four of ten have one page. */
export const PAGE_SHARES = [1, 1, 1, 1, 2, 2, 3, 4, 5, 6] as const;

/** `count` letters to invented people, one at a time, the same for the same seed; for benchmarks and tests. */
export async function* generateLetters(count: number, seed: number): AsyncGenerator<GeneratedLetter> {
  const random = new SeededRandom(seed);
  for (let index = 0; index < count; index += 1) {
    const jurisdiction = random.chance(0.15) ? 'AT' : 'DE';
    const person = personIn(random, jurisdiction);
    const layout = random.pick(LETTER_LAYOUTS);
    const spec: LetterSpec = {
      layout,
      jurisdiction,
      addressLines: addressLinesOf(person),
      salutation: salutationOf(person),
      title: TITLES[layout],
      lineOfBusiness: random.pick(LINES),
      contractNumber: `K-${random.digits(8)}/${random.digits(2)}`,
      date: `2026-${String(random.int(1, 12)).padStart(2, '0')}-${String(random.int(1, 28)).padStart(2, '0')}`,
      pages: random.pick(PAGE_SHARES),
      seed: random.int(0, 2 ** 31),
    };
    yield { spec, pdf: await buildLetter(spec) };
  }
}
