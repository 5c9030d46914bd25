import { claimForEmail } from '../../src/ledger/claim.ts';
import { Database, type DatabaseOptions } from '../../src/ledger/database.ts';
import { addOwnLetter } from '../../src/ledger/own-letter-store.ts';
import { moveAll } from '../../src/ledger/transition.ts';

/** A process that wants the same as others: does what its parent names, then tells what it got. */
const [action = '', batchId = '', runId = ''] = process.argv.slice(2);
const ledger = new Database(JSON.parse(process.env['LEDGER'] ?? '') as DatabaseOptions);

async function claimEverything(): Promise<readonly string[]> {
  const mine: string[] = [];
  for (;;) {
    const claimed = await ledger.transaction((session) =>
      claimForEmail(session, { batchIds: [batchId], runId, count: 5, lease: 60_000 }),
    );
    if (claimed.length === 0) return mine;
    mine.push(...claimed.map(({ dispatchId }) => dispatchId));
  }
}

async function moveEverything(): Promise<readonly string[]> {
  let moved = 0;
  for (const [from, to] of [
    ['queued_email', 'queued_print'],
    ['queued_print', 'pending'],
    ['pending', 'queued_email'],
  ] as const) {
    for (let half = 0; half < 2; half += 1) {
      moved += await ledger.transaction((session) =>
        moveAll(session, (query) => void query.whereRaw(`id % 2 = ${half}`), from, to, {
          reason: `moved by ${runId}`,
          runId,
        }),
      );
    }
  }
  return [String(moved)];
}

async function writeNotice(): Promise<readonly string[]> {
  const letter = {
    batchId,
    purpose: 'block_notice',
    documentId: 'abuse-block:B-1',
    reason: 'S18: notice of the block, once per block',
    recipientId: 'P-1',
    address: { country: 'DE', postalCode: '12345' },
    addressKey: null,
    content: { pdf: Buffer.from('letter'), pages: 1, sha256: 'a'.repeat(64) },
  } as const;
  try {
    await ledger.transaction((session) => addOwnLetter(session, letter, runId));
    return ['written'];
  } catch (error) {
    if (!ledger.dialect.isUniqueViolation(error)) throw error;
    return ['there already'];
  }
}

const actions = { claimEverything, moveEverything, writeNotice };
export type RivalAction = keyof typeof actions;

const result = await actions[action as RivalAction]();
await ledger.close();
process.send?.(result);
