import type { AbuseBlock } from '../domain/abuse-block.ts';
import type { Database } from './database.ts';
import { CoreViewError } from './document-source.ts';
import { chunksFor, type Row } from './rows.ts';

/** The columns of the view that `core.blockView` names; `docs/core-view.md` describes each. */
export const BLOCK_COLUMNS = [
  'block_id',
  'policyholder_id',
  'recipient_name',
  'recipient_addition',
  'recipient_street',
  'recipient_postal_code',
  'recipient_city',
  'recipient_country',
  'residence_country',
  'reference',
] as const;

type BlockColumn = (typeof BLOCK_COLUMNS)[number];

/** What the view says about one block. Two rows of one block contradict each other: nobody may choose. */
export type BlockLookup =
  | { readonly kind: 'found'; readonly block: AbuseBlock }
  | { readonly kind: 'unreadable'; readonly why: string };

/**
 * S18: the blocks in force, whether or not a document of the person is pending: the core database knows them, and we
 * only ever read its view.
 */
export class BlockSource {
  readonly #core: Database;
  readonly #view: string;

  constructor(core: Database, view: string) {
    this.#core = core;
    this.#view = view;
  }

  /**
   * Ids of the blocks in force in chunks, in the order of the id, each once as it is spelled; keyset pagination, wants an
   * index on the id below. No DISTINCT, and the ids that the database takes for the last one are asked for by
   * themselves, for the reason that `DocumentSource.pendingIds` gives: a customer would never be told of a block (S18)
   * whose id differs from another's in capitals alone. Two seeks a chunk; touched is what it gives.
   *
   * @throws CoreViewError for an id that is no text
   */
  async *blockIds(chunkSize: number): AsyncGenerator<readonly string[]> {
    let after: string | number | null = null;
    for (;;) {
      const query = this.#core
        .knex(this.#view)
        .select('block_id')
        .whereNotNull('block_id')
        .orderBy('block_id')
        .limit(chunkSize);
      if (after !== null) void query.where('block_id', '>', after);
      const rows: Row[] = await query;
      const last = rows.at(-1);
      if (last === undefined) return;
      after = keyOf(last['block_id']);
      const equal: Row[] = await this.#core.knex(this.#view).where('block_id', after).select('block_id');
      const ids = [...rows, ...equal].map(({ block_id: id }) => String(keyOf(id)));
      yield [...new Set(ids)].filter((id) => id.trim() !== '');
    }
  }

  /**
   * What the view says about these blocks, by id without the blanks around it; one that was lifted meanwhile is left out,
   * and so is one that was not asked for and is the same to the database. One statement for up to 2,000 of them, a seek for
   * each in the index on the id below.
   */
  async blocksOf(blockIds: readonly string[]): Promise<ReadonlyMap<string, BlockLookup>> {
    const found = new Map<string, BlockLookup>();
    const asked = new Set(blockIds.map((id) => id.trim()));
    for (const chunk of chunksFor(blockIds, 1)) {
      const rows: Row[] = await this.#core
        .knex(this.#view)
        .whereIn('block_id', chunk)
        .select(...BLOCK_COLUMNS);
      for (const row of rows) {
        const id = String(row['block_id']).trim();
        if (!asked.has(id)) continue;
        found.set(
          id,
          found.has(id)
            ? { kind: 'unreadable', why: 'the view has several rows for this block; expected one' }
            : parseBlock(id, row),
        );
      }
    }
    return found;
  }
}

function parseBlock(blockId: string, row: Row): BlockLookup {
  const unreadable: string[] = [];
  const text = (column: BlockColumn): string | null => {
    const value = row[column];
    if (value === null) return null;
    if (typeof value === 'string') return value.trim() === '' ? null : value.trim();
    if (typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))) {
      return String(value);
    }
    unreadable.push(column);
    return null;
  };
  const block: AbuseBlock = {
    blockId,
    policyholderId: text('policyholder_id'),
    address: {
      name: text('recipient_name'),
      addition: text('recipient_addition'),
      street: text('recipient_street'),
      postalCode: text('recipient_postal_code'),
      city: text('recipient_city'),
      country: text('recipient_country'),
    },
    residenceCountry: text('residence_country'),
    reference: text('reference'),
  };
  return unreadable.length === 0
    ? { kind: 'found', block }
    : { kind: 'unreadable', why: `the view gives no text in ${unreadable.join(', ')}` };
}

function keyOf(value: unknown): string | number {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new CoreViewError(
    `View of the blocks, column \`block_id\`: expected a text, got ${typeof value}. Let the view cast it to a text; no notice was written from here on (S18).`,
  );
}
