import { afterEach, describe, expect, it } from 'vitest';
import { postalAddressProblem } from '../../src/classify/postal-address.ts';
import type { AbuseBlock } from '../../src/domain/abuse-block.ts';
import type { CrashPoint } from '../../src/domain/crash-point.ts';
import type { Fallback } from '../../src/dispatch/notice-fallbacks.ts';
import type { RunContext } from '../../src/dispatch/run-context.ts';
import {
  BlockViewError,
  writeOwnLetters,
  type OwnLetterTools,
} from '../../src/dispatch/write-own-letters.ts';
import { BlockSource } from '../../src/ledger/block-source.ts';
import { listPrintItems } from '../../src/ledger/print-queue.ts';
import { markDomainWithoutTls } from '../../src/ledger/recipient-store.ts';
import { suppress, suppressionKey } from '../../src/ledger/suppression-store.ts';
import { UnprintableLetterError } from '../../src/print/errors.ts';
import { createNight, emailRow, LETTER, type Night } from '../support/night.ts';
import type { CoreRow } from '../support/small-core.ts';
import { ON_SQL_SERVER } from '../support/test-place.ts';
import { collectAndClassify, MINUTE } from './mail.ts';

const VIEW = 'current_abuse_block';

let night: Night;
afterEach(() => night.close());

/** A night whose core database has a view of the blocks, here a table of its name. */
async function start(
  blocks: readonly (readonly [id: string, city: string | null])[] = [],
  rows: readonly CoreRow[] = [],
): Promise<RunContext> {
  night = await createNight({ rows });
  const columns = [
    'block_id, policyholder_id, recipient_name, recipient_addition, recipient_street, recipient_postal_code',
    'recipient_city, recipient_country, residence_country, reference',
  ];
  night.core(`DROP TABLE IF EXISTS ${VIEW}`);
  night.core(`CREATE TABLE ${VIEW} (${columns.join(', ').replaceAll(/\w+/g, '$& nvarchar(400) NULL')})`);
  for (const [id, city] of blocks) block(id, city);
  return night.context();
}

function block(id: string, city: string | null = 'Musterstadt'): void {
  night.core(
    `INSERT INTO ${VIEW} VALUES (?, 'P-1', 'Erika Beispiel', NULL, 'Musterweg 1', '12345', ?, 'DE', 'AT', 'V-1')`,
    id,
    city,
  );
}

/** What was rendered, and the tools that render it. */
function tools(changes: Partial<OwnLetterTools> = {}): OwnLetterTools & {
  readonly blocksWritten: AbuseBlock[];
  readonly fallbacksWritten: Fallback[];
} {
  const blocksWritten: AbuseBlock[] = [];
  const fallbacksWritten: Fallback[] = [];
  const isPostable: OwnLetterTools['block']['isPostable'] = (address) =>
    postalAddressProblem(address) === null;
  const made = { pdf: LETTER, pages: 1 };
  return {
    blocksWritten,
    fallbacksWritten,
    blocks: new BlockSource(night.anotherCore(), VIEW),
    block: {
      isPostable,
      renderBlockNotice: (of) => {
        blocksWritten.push(of);
        return Promise.resolve(made);
      },
    },
    fallback: {
      isPostable,
      withDocuments: true,
      renderFallbackNotice: (of) => {
        fallbacksWritten.push(of);
        return Promise.resolve(made);
      },
    },
    ...changes,
  };
}

describe('S18: the notice of a block that no document tells of', () => {
  it('is written exactly once, in the words that the view gives, and waits for the next print file', async () => {
    const run = await start([['B-1', 'Musterstadt']]);
    const first = tools();
    expect(await writeOwnLetters(run, first)).toEqual({ notices: 1, fault: null });
    expect(first.blocksWritten).toMatchObject([
      { blockId: 'B-1', policyholderId: 'P-1', residenceCountry: 'AT', reference: 'V-1' },
    ]);
    expect(await writeOwnLetters(run, tools())).toEqual({ notices: 0, fault: null });
    expect(night.states('block_notice')).toEqual({ 'abuse-block:B-1': 'queued_print' });
    expect(await listPrintItems(night.ledger, run.batchIds, 10)).toMatchObject([
      { documentId: 'abuse-block:B-1', recipientId: 'P-1', neverBundle: true, isOwnLetter: true },
    ]);
  });

  it('is written for each of two blocks whose ids differ in capitals alone, once each', async () => {
    const run = await start([
      ['B-1', 'Musterstadt'],
      ['b-1', 'Musterstadt'],
    ]);
    // As it is in the ledger of most servers.
    if (!ON_SQL_SERVER) {
      night.sql('DROP INDEX ux_dispatch_block_notice');
      night.sql(
        `CREATE UNIQUE INDEX ux_dispatch_block_notice ON dispatch (document_id COLLATE NOCASE) WHERE purpose = 'block_notice'`,
      );
    }
    const first = tools();
    expect(await writeOwnLetters(run, first)).toEqual({ notices: 2, fault: null });
    expect(first.blocksWritten.map(({ blockId }) => blockId).toSorted()).toEqual(['B-1', 'b-1']);
    expect(await writeOwnLetters(run, tools())).toEqual({ notices: 0, fault: null });
    expect(Object.keys(night.states('block_notice'))).toEqual([
      expect.stringMatching(/^abuse-block:b-1$/i) as string,
      expect.stringMatching(/^abuse-block:[0-9a-f]{64}$/) as string,
    ]);
  });

  it('is not written again when a document told of the block first, nor for a block that was lifted', async () => {
    const run = await start([['B-1', 'Musterstadt']]);
    await writeOwnLetters(run, tools());
    night.core(`DELETE FROM ${VIEW}`);
    block('B-2');
    night.sql(`UPDATE dispatch SET state = 'handed_over'`);
    expect(await writeOwnLetters(run, tools())).toMatchObject({ notices: 1 });
    expect(night.states('block_notice')).toEqual({
      'abuse-block:B-1': 'handed_over',
      'abuse-block:B-2': 'queued_print',
    });
  });

  type Spoiled = [what: string, spoil: (run: RunContext) => Promise<OwnLetterTools>];
  const notText: Spoiled = [
    'an address that is no text',
    async () => {
      night.core(`UPDATE ${VIEW} SET recipient_name = x'00FF'`);
      return tools();
    },
  ];

  it.each<Spoiled>([
    [
      'no usable address',
      async () => {
        night.core(`UPDATE ${VIEW} SET recipient_city = NULL`);
        return tools();
      },
    ],
    [
      'two rows',
      async () => {
        block('B-1', 'Anderswo');
        return tools();
      },
    ],
    // A server's text column takes no bytes that are no text.
    ...(ON_SQL_SERVER ? [] : [notText]),
    [
      'a name that the font has not',
      async () => {
        const own = tools();
        const renderBlockNotice = (): Promise<never> =>
          Promise.reject(new UnprintableLetterError('the font has no such letter'));
        return { ...own, block: { ...own.block, renderBlockNotice } };
      },
    ],
  ])('is held in sight of a person for %s, once, and others are written', async (_what, spoil) => {
    const run = await start([['B-1', 'Musterstadt']]);
    const spoiled = await spoil(run);
    expect(await writeOwnLetters(run, spoiled)).toMatchObject({ notices: 1 });
    block('B-2');
    expect(await writeOwnLetters(run, tools())).toMatchObject({ notices: 1 });
    expect(night.states('block_notice')).toEqual({
      'abuse-block:B-1': 'held',
      'abuse-block:B-2': 'queued_print',
    });
    expect((await night.dispatch('abuse-block:B-1')).reason).toMatch(/^S18.*to be written by hand/);
  });

  it.each<[CrashPoint, number]>([
    ['notice.asked', 0],
    ['notice.queued', 1],
  ])('after a crash at %s the next run writes what is missing, and nothing twice', async (point, stands) => {
    const run = await start([
      ['B-1', 'Musterstadt'],
      ['B-2', 'Musterstadt'],
    ]);
    const atPoint = (reached: CrashPoint): void => {
      if (reached === point) throw new Error('crash');
    };
    const crashed = await writeOwnLetters({ ...run, atPoint }, tools());
    expect(crashed.fault).not.toBeNull();
    expect(Object.keys(night.states('block_notice'))).toHaveLength(stands);
    await writeOwnLetters(run, tools());
    expect(night.states('block_notice')).toEqual({
      'abuse-block:B-1': 'queued_print',
      'abuse-block:B-2': 'queued_print',
    });
    expect(night.sql('SELECT COUNT(*) AS n FROM own_letter')).toEqual([{ n: 2 }]);
  });

  it('does not cost the night its other letters when the view cannot be read, but the run says so', async () => {
    const run = await start();
    const broken = tools({ blocks: new BlockSource(night.anotherCore(), 'no_such_view') });
    const { fault } = await writeOwnLetters(run, broken);
    expect(fault).toBeInstanceOf(BlockViewError);
    expect(fault?.message).toContain('core.blockView');
  });

  it('reads more blocks than one statement asks for', async () => {
    const run = await start();
    const ids = Array.from({ length: 521 }, (_, n) => `('B-${10_000 + n}')`);
    night.core(`INSERT INTO ${VIEW} (block_id) VALUES ${ids.join(', ')}`);
    expect(await writeOwnLetters(run, tools())).toEqual({ notices: 521, fault: null });
  });
});

describe('S3: the letter that e-mail does not reach an address', () => {
  const address = 'anna@alt.example';
  const rows = [
    emailRow('A', { email_address: address, policyholder_id: 'P-1', recipient_id: 'P-1' }),
    emailRow('B', {
      email_address: 'Anna@alt.example',
      policyholder_id: 'P-1',
      recipient_id: 'P-1',
      document_type: 'VERTRAGSINFORMATION',
    }),
    emailRow('C', { policyholder_id: 'P-2', recipient_id: 'P-2' }),
  ];

  const refuse = (domain = 'alt.example'): Promise<void> =>
    markDomainWithoutTls(night.ledger, { domain, reason: 'no TLS', attemptId: 'a', expiry: MINUTE });

  it('is one for all documents of the night, lists them, and lies on top in their envelope', async () => {
    const run = await start([], rows);
    await refuse();
    await collectAndClassify(run);
    const own = tools();
    expect(await writeOwnLetters(run, own)).toMatchObject({ notices: 1 });
    expect(own.fallbacksWritten).toMatchObject([
      {
        cause: 'no-encryption',
        email: address,
        documentTypes: ['BEITRAGSRECHNUNG', 'VERTRAGSINFORMATION'],
      },
    ]);
    const items = await listPrintItems(night.ledger, run.batchIds, 10);
    const [letter, invoice] = [items.find(({ isOwnLetter }) => isOwnLetter), items[0]];
    expect(letter).toMatchObject({ neverBundle: false, recipientId: 'P-1', addressKey: invoice?.addressKey });
    expect(night.states()).toMatchObject({ A: 'queued_print', B: 'queued_print', C: 'queued_email' });
  });

  it('L8: names no address in ids, reasons, logs and the record that it was written', async () => {
    const run = await start([], rows);
    await refuse();
    await collectAndClassify(run);
    await writeOwnLetters(run, tools());
    const kept = [
      ...night.sql('SELECT * FROM fallback_notice'),
      ...night.sql('SELECT document_id, reason FROM dispatch'),
      ...night.logged,
    ];
    expect(JSON.stringify(kept)).not.toMatch(/anna|alt\.example/i);
  });

  it('is written once per episode: not while the mark is prolonged, again when it began anew, S6: not for another address', async () => {
    const run = await start([], rows);
    await refuse();
    await collectAndClassify(run);
    await writeOwnLetters(run, tools());
    await refuse();
    expect(await writeOwnLetters(run, tools())).toMatchObject({ notices: 0 });
    night.sql(`UPDATE recipient_domain SET no_tls_since = '2027-05-01T00:00:00.000Z'`);
    expect(await writeOwnLetters(run, tools())).toMatchObject({ notices: 1 });
    night.core(
      `UPDATE pending_output_document SET email_address = 'anna@neu.example' WHERE document_id = 'A'`,
    );
    night.core(
      `UPDATE pending_output_document SET email_address = 'anna@neu.example' WHERE document_id = 'B'`,
    );
    expect(await writeOwnLetters(run, tools())).toMatchObject({ notices: 0 });
  });

  const mailboxDied = (): Promise<void> =>
    suppress(night.ledger, {
      addressSha256: suppressionKey(address),
      reason: '550 5.1.1',
      attemptId: 'a',
      person: null,
      expiry: MINUTE,
    });

  it('is written again when what was known of the mailbox had run out and shows anew', async () => {
    const run = await start([], rows);
    await mailboxDied();
    await collectAndClassify(run);
    expect(await writeOwnLetters(run, tools())).toMatchObject({ notices: 1 });
    await mailboxDied();
    expect(await writeOwnLetters(run, tools())).toMatchObject({ notices: 0 });
    night.sql(`UPDATE suppression_term SET until = '2026-01-01T00:00:00.000Z'`);
    night.sql(`UPDATE suppressed_address SET since = '2025-01-01T00:00:00.000Z'`);
    night.sql(`UPDATE fallback_notice SET since = '2025-01-01T00:00:00.000Z'`);
    expect(await writeOwnLetters(run, tools())).toMatchObject({ notices: 0 });
    await mailboxDied();
    expect(await writeOwnLetters(run, tools())).toMatchObject({ notices: 1 });
    expect(night.sql('SELECT event FROM suppression_event ORDER BY id').map(({ event }) => event)).toEqual([
      'added',
      'prolonged',
      'added',
    ]);
  });

  it('is written again when the mark of a domain had run out and is made anew', async () => {
    const run = await start([], rows);
    await refuse();
    await collectAndClassify(run);
    expect(await writeOwnLetters(run, tools())).toMatchObject({ notices: 1 });
    const over = '2026-01-01T00:00:00.000Z';
    night.sql('UPDATE recipient_domain SET no_tls_since = ?, no_tls_until = ?', over, over);
    night.sql('UPDATE fallback_notice SET since = ?', over);
    await refuse();
    expect(await writeOwnLetters(run, tools())).toMatchObject({ notices: 1 });
  });

  it('tells of a mailbox that does not exist in words of its own', async () => {
    const run = await start([], rows);
    await mailboxDied();
    await collectAndClassify(run);
    const own = tools();
    await writeOwnLetters(run, own);
    expect(own.fallbacksWritten).toMatchObject([{ cause: 'undeliverable' }]);
  });

  it('is not written for post that has another reason, though the address is marked: nothing was agreed', async () => {
    const run = await start([], [emailRow('A', { email_address: address, consent_given_on: null })]);
    await refuse();
    await collectAndClassify(run);
    expect(await writeOwnLetters(run, tools())).toMatchObject({ notices: 0 });
  });

  it('is not written when a cut-off or a message too large made it post: the customer has nothing to mend', async () => {
    const run = await start([], rows.slice(0, 1));
    await collectAndClassify(run);
    night.sql(`UPDATE dispatch SET state = 'queued_print', attempts = 2, reason = 'cut-off reached'`);
    expect(await writeOwnLetters(run, tools())).toMatchObject({ notices: 0 });
  });

  it('gets an envelope of its own, or is not written, where the insurer wants it so', async () => {
    const run = await start([], rows);
    await refuse();
    await collectAndClassify(run);
    expect(await writeOwnLetters(run, tools({ fallback: null }))).toMatchObject({ notices: 0 });
    const own = tools();
    await writeOwnLetters(run, {
      ...own,
      fallback: own.fallback === null ? null : { ...own.fallback, withDocuments: false },
    });
    const items = await listPrintItems(night.ledger, run.batchIds, 10);
    expect(items.find(({ isOwnLetter }) => isOwnLetter)).toMatchObject({
      neverBundle: true,
      addressKey: null,
    });
  });

  it('comes whole or not at all: a letter that cannot be recorded is not kept either', async () => {
    const run = await start([], rows);
    await refuse();
    await collectAndClassify(run);
    const own = tools();
    const renderFallbackNotice = async (): Promise<{ pdf: Uint8Array; pages: number }> => {
      // Another worker is faster.
      await writeOwnLetters(run, tools());
      return { pdf: LETTER, pages: 1 };
    };
    const slow = own.fallback === null ? null : { ...own.fallback, renderFallbackNotice };
    expect(await writeOwnLetters(run, { ...own, fallback: slow })).toMatchObject({ notices: 0 });
    expect(Object.keys(night.states('fallback_notice'))).toHaveLength(1);
    expect(night.sql('SELECT COUNT(*) AS n FROM own_letter')).toEqual([{ n: 1 }]);
  });
});
