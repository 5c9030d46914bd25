import { afterEach, expect, it } from 'vitest';
import { orderResend } from '../../src/operations/resend.ts';
import { ON_SQL_SERVER } from '../support/test-place.ts';
import { createNight, documentsIn, type Night } from '../support/night.ts';

let night: Night;

afterEach(async () => {
  await night.close();
});

it('S16: two operators who order the same second copy at once get one', async () => {
  night = await createNight();
  await documentsIn(night, 'handed_over', ['A', 'B']);
  // Two connections of one process to SQLite would wait for each other without end: its driver is synchronous.
  const ledger = () => (ON_SQL_SERVER ? night.anotherLedger() : night.ledger);
  const order = (person: string, documentIds: readonly string[]) =>
    orderResend(ledger(), { documentIds, reason: 'lost on the way', person });
  const orders = await Promise.allSettled([
    order('Erna', ['A', 'B']),
    order('Paul', ['B', 'A']),
    order('Rita', ['B']),
  ]);
  const { fulfilled = [], rejected = [] } = Object.groupBy(orders, ({ status }) => status);
  expect(rejected).toEqual(
    rejected.map(() => expect.objectContaining({ reason: expect.objectContaining({ code: 'REFUSED' }) })),
  );
  expect(fulfilled).toHaveLength(1);
  const copies = night.sql(`SELECT document_id FROM dispatch WHERE purpose = 'resend'`);
  expect(new Set(copies.map(({ document_id: id }) => id)).size).toBe(copies.length);
});
