import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The server that takes everything (`sink.ts`), in a process of its own. */
export interface Sink {
  readonly port: number;
  /** PEM of the authority that signed its certificate, which names `sink.example`. */
  readonly ca: string;
  /** Sets the latency of the reply after the dot (ms), and begins to count anew. */
  answerAfter(latencyMs: number): Promise<void>;
  /** Messages by recipient since then. */
  taken(): Promise<ReadonlyMap<string, number>>;
  close(): void;
}

export async function startSink(): Promise<Sink> {
  const child = fork(fileURLToPath(new URL('sink.ts', import.meta.url)), { execArgv: [] });
  const [said] = (await once(child, 'message')) as [{ port: number; ca: string }];
  const ask = async (order: { latencyMs: number } | 'taken'): Promise<unknown> => {
    child.send(order);
    const [answer] = (await once(child, 'message')) as [unknown];
    return answer;
  };
  return {
    ...said,
    answerAfter: async (latencyMs) => {
      await ask({ latencyMs });
    },
    taken: async () => new Map((await ask('taken')) as readonly [string, number][]),
    close: () => child.disconnect(),
  };
}
