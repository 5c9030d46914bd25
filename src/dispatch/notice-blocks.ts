import type { BlockLookup, BlockSource } from '../ledger/block-source.ts';
import { knownBlockNotices } from '../ledger/own-letter-store.ts';
import { addNotice, contentOf, noticeIdsOf, type NoticeTools } from './notice-block.ts';
import type { RunContext } from './run-context.ts';

/** Blocks whose notices are asked for in one statement. */
const CHUNK = 500;

/**
 * S18: the letters about blocks that have none yet, also of persons of whom no document is pending: so that "as soon as
 * possible" is the next print file, not the customer's next invoice. What cannot be written is held for a person, for
 * the same reason. A crash anywhere leaves whole letters only, and the next run asks again for the others.
 *
 * @returns how many letters were added, the held ones among them
 */
export async function noticeBlocks(
  context: RunContext,
  tools: NoticeTools,
  blocks: BlockSource,
): Promise<number> {
  let added = 0;
  for await (const ids of blocks.blockIds(CHUNK)) {
    const known = await knownBlockNotices(context.ledger, ids.flatMap(noticeIdsOf));
    const missing = ids.filter((id) => !noticeIdsOf(id).some((noticeId) => known.has(noticeId)));
    if (missing.length === 0) continue;
    for (const [blockId, lookup] of await blocks.blocksOf(missing)) {
      context.signal.throwIfAborted();
      context.atPoint('notice.asked');
      if (await write(context, tools, blockId, lookup)) added += 1;
      context.atPoint('notice.queued');
    }
  }
  return added;
}

async function write(
  context: RunContext,
  tools: NoticeTools,
  blockId: string,
  lookup: BlockLookup,
): Promise<boolean> {
  if (lookup.kind === 'unreadable') {
    return addNotice(context, { blockId, ...NOBODY }, { unprintable: lookup.why });
  }
  const { block } = lookup;
  const content = tools.isPostable(block.address)
    ? await contentOf(() => tools.renderBlockNotice(block))
    : { unprintable: 'no usable postal address in the view of the blocks' };
  return addNotice(context, block, content);
}

const NOBODY = {
  policyholderId: null,
  address: { name: null, addition: null, street: null, postalCode: null, city: null, country: null },
} as const;
