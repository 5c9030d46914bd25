import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import { createFindSensitive } from '../../src/classify/guards/find-sensitive.ts';
import { readContent, type ContentGuards } from '../../src/dispatch/read-content.ts';
import { ContractLookup } from '../../src/ledger/contract-lookup.ts';
import { openTextReader } from '../../src/print/text/text-reader.ts';
import { createNight, emailRow, type Night } from '../support/night.ts';
import { collectAndClassify, startMail } from './mail.ts';

const TEXT_LIMITS = { maxMillis: 60_000, maxMemoryBytes: 256_000_000, maxCharacters: 100_000, workers: 1 };

let night: Night;
let guards: ContentGuards;

beforeEach(async () => {
  night = await createNight({
    rows: [
      await row('OWN', 'K-10000001/11', 'Vertrag K-10000001/11, Ihre Rechnung'),
      await row('SAME', 'K-10000002/11', 'K-10000002/11 und Ihr Vertrag K-10000009/11', {
        policyholder_id: 'P-9',
      }),
      await row('NINE', 'K-10000009/11', 'K 10000009 / 11, Ihre Rechnung', { policyholder_id: 'P-9' }),
      await row('WRONG', 'K-10000003/11', 'K-10000003/11. Anlage: K 1000 0001/11'),
      await row('ILL', 'K-10000004/11', 'K-10000004/11, nach der Operation im Spital'),
    ],
  });
  guards = {
    text: openTextReader(TEXT_LIMITS),
    findSensitive: createFindSensitive(new Map()),
    contracts: new ContractLookup(night.anotherCore(), 'pending_output_document'),
    contractPatterns: [],
  };
});
afterEach(async () => {
  await guards.text.close();
  await night.close();
});

async function row(
  documentId: string,
  contract: string,
  text: string,
  more: Record<string, string> = {},
): Promise<ReturnType<typeof emailRow>> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  pdf.addPage().drawText(text, { x: 50, y: 600, size: 11, font });
  const person = { policyholder_id: `P-${documentId}`, ...more };
  return emailRow(documentId, {
    ...person,
    recipient_id: person.policyholder_id,
    contract_id: contract,
    pdf_content: await pdf.save(),
  });
}

describe('D6, S11: documents whose PDFs are read at classification', () => {
  it('go by e-mail, are held with an alarm, or go by post by what the text says', async () => {
    const context = await night.context();
    await collectAndClassify(context, { readContent: (facts, pdf) => readContent(guards, facts, pdf) });
    expect(night.states()).toEqual({
      OWN: 'queued_email',
      SAME: 'queued_email',
      NINE: 'queued_email',
      WRONG: 'held',
      ILL: 'queued_print',
    });
    expect(night.logged.filter((line) => line.includes('guard.other-contract'))).toHaveLength(1);
    expect(night.logged.join('')).not.toContain('Operation');
  });

  it('keep the finding until they are sent, and lose it when the contract is another by then', async () => {
    const context = await night.context();
    await collectAndClassify(context, { readContent: (facts, pdf) => readContent(guards, facts, pdf) });
    night.core(`UPDATE pending_output_document SET contract_id = 'K-10000077/11' WHERE document_id = 'SAME'`);
    const mail = await startMail(night);
    await mail.send(context);
    await mail.close();
    expect(night.states()).toMatchObject({ OWN: 'emailed', NINE: 'emailed', SAME: 'queued_print' });
    expect((await night.dispatch('SAME')).reason).toContain('D6.unread');
  });
});
