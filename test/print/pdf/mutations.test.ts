import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { DEFAULT_PDF_LIMITS, inspectPdf } from '../../../src/print/pdf/inspect-pdf.ts';
import { PDF_CORPUS, corpusFiles } from './support/corpus.ts';
import { mutate, seededRandom } from './support/mutations.ts';
import { inFolder, writePrintFile } from './support/print-file.ts';
import { buildPdf, letterObjects } from './support/pdf-builder.ts';

const LARGEST_BASE = 60_000;
/** `MUTATIONS=100000 npx vitest run test/print/pdf/mutations.test.ts` for the long run. */
const mutations = Number(process.env['MUTATIONS'] ?? 300);

describe('a mutated PDF', () => {
  it(
    'is either fit, and then accepted by the print file, or held with a finding: nothing else is thrown, nothing hangs',
    async () => {
      const bases = [
        buildPdf({ objects: letterObjects('base') }),
        ...corpusFiles()
          .filter(({ kind }) => kind === 'healthy')
          .map(({ path }) => readFileSync(join(PDF_CORPUS, path)))
          .filter(({ length }) => length < LARGEST_BASE),
      ];
      const random = seededRandom(20_261_123);
      const fit: Uint8Array[] = [];
      for (let i = 0; i < mutations; i += 1) {
        // What was decompressed is given back between turns of the event loop, as in a real run.
        if (i % 50 === 0) await setImmediate();
        const mutant = mutate(bases[i % bases.length] ?? Buffer.alloc(0), random);
        const inspection = inspectPdf(mutant, DEFAULT_PDF_LIMITS);
        if (inspection.fit && fit.length < 1_000) fit.push(mutant);
        else if (!inspection.fit) expect(inspection.finding.message.length).toBeGreaterThan(10);
      }
      expect(fit.length).toBeGreaterThan(0);
      const written = await inFolder(async (folder) => writePrintFile(join(folder, 'p.pdf'), fit));
      expect(written.documents).toHaveLength(fit.length);
    },
    mutations * 1_000,
  );
});
