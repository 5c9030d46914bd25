import { afterEach, describe, expect, it } from 'vitest';
import { BLOCK_COLUMNS, BlockSource } from '../../src/ledger/block-source.ts';
import { createNight, type Night } from '../support/night.ts';
import { ON_SQL_SERVER } from '../support/test-place.ts';

let night: Night;
afterEach(() => night.close());

/** Blocks in a view whose collation tells neither capitals nor trailing blanks apart, as that of most servers. */
async function blocks(ids: readonly string[]): Promise<BlockSource> {
  night = await createNight();
  night.core('DROP VIEW IF EXISTS current_blocks');
  night.core('DROP TABLE IF EXISTS block');
  night.core(
    `CREATE TABLE block (stored_id varchar(40), ${BLOCK_COLUMNS.map((column) => `${column} varchar(40)`)
      .slice(1)
      .join(', ')})`,
  );
  for (const id of ids)
    night.core(
      `INSERT INTO block (stored_id, policyholder_id, recipient_name) VALUES (?, ?, ?)`,
      id,
      `P-${id}`,
      id,
    );
  const id = ON_SQL_SERVER ? 'stored_id' : 'stored_id COLLATE NOCASE';
  night.core(`CREATE VIEW current_blocks AS SELECT ${id} AS block_id, block.* FROM block`);
  return new BlockSource(night.anotherCore(), 'current_blocks');
}

describe('S18: the ids of blocks in force', () => {
  it.each([1, 2, 3, 10])(
    'are all there where the collation does not tell capitals apart, in chunks of %i',
    async (chunkSize) => {
      const source = await blocks(['B-1a', 'B-1A', 'b-1a', 'B-2', 'B-0', 'B-2', ' ']);
      const ids: string[] = [];
      for await (const chunk of source.blockIds(chunkSize)) ids.push(...chunk);
      expect([...new Set(ids)].toSorted()).toEqual(['B-0', 'B-1A', 'B-1a', 'B-2', 'b-1a']);
    },
  );

  it('name what the view says of each as it is spelled, and nothing of one that was not asked for', async () => {
    const source = await blocks(['B-1a', 'B-1A']);
    const found = await source.blocksOf(['B-1a']);
    expect([...found.keys()]).toEqual(['B-1a']);
    expect(found.get('B-1a')).toMatchObject({ kind: 'found', block: { policyholderId: 'P-B-1a' } });
  });

  it('are known without their blanks: padded, a block is the same block', async () => {
    const source = await blocks(['B-1  ']);
    for await (const ids of source.blockIds(10)) {
      expect([...(await source.blocksOf(ids)).keys()]).toEqual(['B-1']);
    }
  });
});
