import type { Defect } from './email-process.ts';

/** One rule of the protocol broken at a time: for each there must be a schedule in which a second copy leaves. */
export const DEFECTS: Readonly<Record<string, Defect>> = {
  'the fence is not asked before the body': {
    order: async (hooks, send) => {
      await hooks.bodyBegun().catch(() => undefined);
      return send();
    },
  },
  'the body goes out before the journal says so': {
    order: async (hooks, send) => {
      const answer = await send();
      await hooks.bodyBegun();
      return answer;
    },
  },
  'the journal says that a line is on the disk before it is': { forgetfulJournal: true },
  'recovery reads the journals before it moves the tokens': { journalsBeforeTokens: true },
};
