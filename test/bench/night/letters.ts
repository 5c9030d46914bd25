import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateLetters } from '../../../src/demo/letters/generate-letters.ts';
import { letterSet, REAL_LETTERS, type LetterSetName } from '../print/letter-set.ts';

/** A letter that may go by e-mail: D6 lets it through only beside facts that name the same customer. */
export interface EmailLetter {
  readonly pdf: Uint8Array;
  readonly contractId: string;
  readonly name: string;
}

/** The letters that a night takes turns with. */
export interface NightLetters {
  readonly set: LetterSetName;
  /** Paths, all different from each other; by several producers. */
  readonly print: readonly string[];
  readonly email: readonly EmailLetter[];
}

const CACHE = 'bench-data/print';
/** More take the disk's room; no two of one print file are the same (`insurer.ts`). */
export const MOST_DIFFERENT = 10_000;
/** Where only generated ones are at hand: making one takes some 30 ms. */
const MOST_GENERATED = 2_000;
const EMAIL_LETTERS = 100;
/** Lines of business whose letters the guards do not take for health data (S11). */
const HARMLESS = /Hausrat|Rechtsschutz|Wohngebäude|Kraftfahrt|Haftpflicht/;

/** Letters by real producers where they stand beside the project, else by the three kinds that this repository makes. */
export async function nightLetters(count: number): Promise<NightLetters> {
  const set = existsSync(REAL_LETTERS) ? 'real' : 'generated';
  const different = Math.min(count, set === 'real' ? MOST_DIFFERENT : MOST_GENERATED);
  const print = await letterSet(set, different, CACHE);
  return { set, print, email: set === 'real' ? realEmailLetters() : await generatedEmailLetters() };
}

function realEmailLetters(): readonly EmailLetter[] {
  const [head = '', ...lines] = readFileSync(join(REAL_LETTERS, 'manifest.csv'), 'utf8').trim().split('\n');
  const columns = head.split(',');
  return lines
    .filter((line) => HARMLESS.test(line))
    .map((line) => {
      // No cell of these columns holds a comma; the subject is the last one.
      const cells = line.split(',');
      const cell = (name: string): string => cells[columns.indexOf(name)] ?? '';
      return {
        pdf: readFileSync(join(REAL_LETTERS, cell('file'))),
        contractId: cell('contract_number'),
        name: cell('name'),
      };
    });
}

async function generatedEmailLetters(): Promise<readonly EmailLetter[]> {
  const letters: EmailLetter[] = [];
  for await (const { spec, pdf } of generateLetters(EMAIL_LETTERS, 1)) {
    letters.push({ pdf, contractId: spec.contractNumber, name: spec.addressLines[1] ?? '' });
  }
  return letters;
}
