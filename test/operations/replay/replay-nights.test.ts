import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseCatalogue } from '../../../src/classify/catalogue.ts';
import { classifyDocuments } from '../../../src/dispatch/classify-documents.ts';
import { parseBusinessDate } from '../../../src/domain/business-date.ts';
import { NotFoundError, UsageError } from '../../../src/domain/errors.ts';
import { addDocuments } from '../../../src/ledger/dispatch-store.ts';
import { replayNights } from '../../../src/operations/replay/replay-nights.ts';
import type { ChangedDocument, ReplayReport } from '../../../src/operations/replay/replay-report.ts';
import { classifyOptions } from '../../dispatch/mail.ts';
import { HOUSE_CATALOGUE, HOUSE_CATALOGUE_YAML } from '../../support/house-catalogue.ts';
import { createNight, emailRow, NIGHT, postRow, type Night } from '../../support/night.ts';

const AUSTRIAN_LIFE = {
  document_type: 'STANDMITTEILUNG',
  line_of_business: 'LEBEN',
  residence_country: 'AT',
  recipient_country: 'AT',
  recipient_postal_code: '1010',
};

/** The house catalogue with one passage changed. */
function changed(passage: string, replacement: string): ReturnType<typeof parseCatalogue> {
  expect(HOUSE_CATALOGUE_YAML).toContain(passage);
  return parseCatalogue(HOUSE_CATALOGUE_YAML.replace(passage, replacement));
}

let night: Night;
beforeEach(async () => {
  night = await createNight({
    rows: [
      emailRow('D-1'),
      emailRow('D-2', { line_of_business: 'GLAS' }),
      postRow('D-3'),
      emailRow('D-4', AUSTRIAN_LIFE),
      emailRow('D-5', { document_type: 'Arztbrief von Dr. Beispiel' }),
      postRow('D-6', { recipient_city: null }),
    ],
  });
  const context = await night.context();
  await addDocuments(night.ledger, context.batchIds[0] ?? '', ['D-1', 'D-2', 'D-3', 'D-4', 'D-5', 'D-6']);
  await classifyDocuments(context, classifyOptions());
});
afterEach(() => night.close());

function replay(
  catalogue = HOUSE_CATALOGUE,
  onOtherWay?: (document: ChangedDocument) => void,
): Promise<ReplayReport> {
  return replayNights(night.ledger, {
    from: NIGHT,
    to: NIGHT,
    catalogue,
    ...(onOtherWay === undefined ? {} : { onOtherWay }),
  });
}

describe('replay', () => {
  it('with the same catalogue finds no difference', async () => {
    expect(await replay()).toMatchObject({
      decisions: 6,
      unchanged: 6,
      otherWay: 0,
      otherRule: 0,
      unreadable: 0,
    });
  });

  it('S7: tells which documents a type that is no longer enabled takes off e-mail, and by which rule', async () => {
    const found: string[] = [];
    const catalogue = changed(
      "title: Beitragsrechnung\n    retention: voucher\n    category: premium_invoice\n    form: text\n    enabledForEmail:\n      - { from: '2024-04-01', linesOfBusiness: all, countries: all }",
      "title: Beitragsrechnung\n    retention: voucher\n    category: premium_invoice\n    form: text\n    enabledForEmail:\n      - { from: '2024-04-01', linesOfBusiness: [KFZ], countries: all }",
    );
    const report = await replay(catalogue, ({ documentId }) => void found.push(documentId));
    expect(report.differences).toEqual([
      {
        documentType: 'BEITRAGSRECHNUNG',
        before: 'email',
        after: 'post',
        ruleBefore: 'S10.eligible',
        ruleAfter: 'S7.not-enabled',
        documents: 1,
      },
    ]);
    expect(report.documents.map(({ documentId }) => documentId)).toEqual(['D-2']);
    expect(found).toEqual(['D-2']);
    expect(report.types[0]).toMatchObject({ documentType: 'BEITRAGSRECHNUNG', otherWay: 1 });
    expect(report.catalogue.hash).toBe(catalogue.hash);
  });

  it('L5, S16: paper that would go besides the e-mail is another way', async () => {
    expect((await replay()).types).toContainEqual({
      documentType: 'STANDMITTEILUNG',
      decisions: 1,
      otherWay: 0,
      before: { 'email and paper': 1 },
      after: { 'email and paper': 1 },
    });
    night.sql('UPDATE dispatch SET paper_copy_basis = NULL');
    expect((await replay()).differences).toMatchObject([{ before: 'email', after: 'email and paper' }]);
  });

  it('counts what another release stored and it cannot read, and says nothing about it', async () => {
    night.sql(`UPDATE decision SET facts = '{}' WHERE result = 'held'`);
    expect(await replay()).toMatchObject({ decisions: 5, unreadable: 1 });
  });

  it('refuses nights of which nothing is stored, and nights in the wrong order', async () => {
    const other = parseBusinessDate('2026-11-20');
    await expect(
      replayNights(night.ledger, { from: other, to: other, catalogue: HOUSE_CATALOGUE }),
    ).rejects.toThrow(NotFoundError);
    await expect(
      replayNights(night.ledger, { from: NIGHT, to: other, catalogue: HOUSE_CATALOGUE }),
    ).rejects.toThrow(UsageError);
  });
});
