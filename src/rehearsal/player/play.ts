import { arm, meetPoint } from './armed.ts';
import type { Answer, Order } from './fault.ts';
import { followClock, rehearseClock } from './rehearsed-clock.ts';
import { rehearseDatabase } from './rehearse-database.ts';
import { rehearseDisk } from './rehearse-disk.ts';

/** Runs a command line of the program and collects what it says. */
export type CommandLine = (
  argv: readonly string[],
  say: { readonly stdout: (text: string) => void; readonly stderr: (text: string) => void },
) => Promise<number>;

/**
 * Makes this process one in which the program runs under faults: takes orders from the process that forked it, runs one
 * command line after the other, and dies where the plan says so. It ends with its parent at the latest.
 */
export async function play(load: () => Promise<CommandLine>): Promise<void> {
  process.once('disconnect', () => process.exit());
  rehearseClock();
  rehearseDatabase();
  await rehearseDisk();
  const kill = process.kill.bind(process);
  process.kill = (pid, signal) => {
    if (pid !== process.pid || signal !== 'SIGKILL') return kill(pid, signal);
    meetPoint();
    return true;
  };
  const run = await load();
  process.on('message', (message) => void obey(run, message as Order));
  process.send?.('ready');
}

async function obey(run: CommandLine, order: Order): Promise<void> {
  const said = { stdout: '', stderr: '' };
  followClock(order.clockFile);
  arm(order.faults);
  process.env['POSTAUSGANG_CRASH_AT'] = pointOf(order);
  const exitCode = await run(order.argv, {
    stdout: (text) => void (said.stdout += text),
    stderr: (text) => void (said.stderr += text),
  });
  arm([]);
  process.send?.({ exitCode, ...said } satisfies Answer);
}

function pointOf({ faults }: Order): string {
  const fault = faults.find(({ strikes }) => strikes === 'point');
  return fault?.strikes === 'point' ? `${fault.point}:${fault.times}` : '';
}
