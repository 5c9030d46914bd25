import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { SmtpScript } from './smtp-script.ts';

/** A scripted server in a process of its own: what it accepted is read from `script.directory`. */
export interface SmtpServerProcess {
  readonly port: number;
  readonly pid: number;
  close(): Promise<void>;
}

/** Starts it and waits until it listens. It ends with this process at the latest. */
export async function startSmtpServerProcess(script: SmtpScript): Promise<SmtpServerProcess> {
  const child = fork(fileURLToPath(new URL('smtp-server-child.ts', import.meta.url)));
  const ended = once(child, 'exit');
  child.send(script);
  const [answer] = (await Promise.race([
    once(child, 'message'),
    ended.then(() => Promise.reject(new Error('The demo SMTP server ended before it listened.'))),
  ])) as [{ port: number }];
  return {
    port: answer.port,
    pid: child.pid ?? 0,
    async close() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
