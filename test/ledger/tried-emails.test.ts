import { afterEach, expect, it } from 'vitest';
import type { BusinessDate } from '../../src/domain/business-date.ts';
import { triedEmails } from '../../src/ledger/night-figures.ts';
import { collectAndClassify, startMail, type Mail } from '../dispatch/mail.ts';
import { createNight, emailRow, type Night } from '../support/night.ts';

let night: Night;
let mail: Mail;

afterEach(async () => {
  await mail.close();
  await night.close();
});

async function triesOf(batchId: string): Promise<number> {
  let tries = 0;
  for await (const page of triedEmails(night.ledger, batchId)) tries += page.length;
  return tries;
}

it('the tries of a batch are its own, where the ids of another lie between them', async () => {
  night = await createNight({ rows: ['A', 'B', 'C'].map((id) => emailRow(id)) });
  mail = await startMail(night);
  const run = await night.context();
  await collectAndClassify(run);
  await mail.send(run);
  const [own = ''] = run.batchIds;
  expect(await triesOf(own)).toBe(3);
  const other = await night.batch('2026-11-24' as BusinessDate);
  night.sql(`UPDATE dispatch SET batch_id = ${other} WHERE id = (SELECT max(id) - 1 FROM dispatch)`);
  expect([await triesOf(own), await triesOf(other)]).toEqual([2, 1]);
});
