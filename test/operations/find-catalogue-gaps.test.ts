import { afterEach, expect, it } from 'vitest';
import { findCatalogueGaps } from '../../src/operations/find-catalogue-gaps.ts';
import { HOUSE_CATALOGUE } from '../support/house-catalogue.ts';
import { createNight, emailRow, type Night } from '../support/night.ts';

let night: Night;
afterEach(() => night.close());

it('S8: names types and lines that the core view delivers and the catalogue does not know', async () => {
  night = await createNight({
    rows: [
      emailRow('D-1'),
      emailRow('D-2', { document_type: 'NEUARTIG', line_of_business: 'CYBER' }),
      emailRow('D-3', { document_type: 'Brief an Annegret Beispielhuber' }),
      emailRow('D-4', { document_type: 'Brief an noch jemanden' }),
    ],
  });
  const gaps = await findCatalogueGaps(night.anotherCore(), 'pending_output_document', HOUSE_CATALOGUE);
  expect(gaps.map(({ kind, path, found }) => `${kind} ${path}: ${found}`).sort()).toEqual([
    'gap documentTypes.NEUARTIG: nothing',
    'gap documentTypes: a text that is no code',
    'gap linesOfBusiness.CYBER: nothing',
  ]);
  expect(JSON.stringify(gaps)).not.toContain('Annegret');
});
