import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Night } from '../support/night.ts';
import type { RivalAction } from './rival.ts';

/** Lets processes of their own, named `A`, `B`, …, do the same thing to one ledger at the same time. */
export async function rivals(
  night: Night,
  batchId: string,
  action: RivalAction,
  count: number,
): Promise<readonly (readonly string[])[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const name = String.fromCodePoint(65 + index);
      const child = fork(fileURLToPath(new URL('rival.ts', import.meta.url)), [action, batchId, name], {
        env: { ...process.env, LEDGER: JSON.stringify(night.ledgerOptions) },
      });
      const failed = once(child, 'exit').then(([code]) => {
        throw new Error(`Rival ${name} ended with ${String(code)} before it answered.`);
      });
      const [answer] = (await Promise.race([once(child, 'message'), failed])) as [readonly string[]];
      failed.catch(() => undefined);
      return answer;
    }),
  );
}
