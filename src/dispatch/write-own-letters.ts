import { InterruptedError, PostausgangError } from '../domain/errors.ts';
import type { BlockSource } from '../ledger/block-source.ts';
import type { NoticeTools } from './notice-block.ts';
import { noticeBlocks } from './notice-blocks.ts';
import { noticeFallbacks, type FallbackTools } from './notice-fallbacks.ts';
import type { RunContext } from './run-context.ts';

export interface OwnLetterTools {
  /** Null: `core.blockView` is not configured; then only documents tell of blocks. */
  readonly blocks: BlockSource | null;
  readonly block: NoticeTools;
  /** Null: `letters.fallback` is `none`. */
  readonly fallback: FallbackTools | null;
}

/**
 * Our own letters of the night, right before its print files are planned, so that what the e-mail step learned and who
 * was blocked meanwhile is among them.
 *
 * @returns how many were added, and what kept others from being written: the print files go on, and the run fails
 */
export async function writeOwnLetters(
  context: RunContext,
  tools: OwnLetterTools,
): Promise<{ readonly notices: number; readonly fault: PostausgangError | null }> {
  const { blocks, fallback } = tools;
  let notices = fallback === null ? 0 : await noticeFallbacks(context, fallback);
  if (blocks === null) return { notices, fault: null };
  try {
    notices += await noticeBlocks(context, tools.block, blocks);
    return { notices, fault: null };
  } catch (error) {
    if (error instanceof InterruptedError || context.signal.aborted) throw error;
    context.logger.error('notice.blocks-failed', {}, error);
    return { notices, fault: new BlockViewError(error) };
  }
}

/** The letter shop has a deadline: a view that cannot be read must not keep all other letters back. */
export class BlockViewError extends PostausgangError {
  readonly code = 'BLOCK_VIEW';

  constructor(cause: unknown) {
    super(
      'The view of the blocks (`core.blockView`) could not be read: notices of abuse blocks (S18) are missing tonight, everything else was printed. ' +
        'Look at `doctor`, mend the view and rerun.',
      { cause },
    );
  }
}
