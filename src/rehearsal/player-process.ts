import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { NOTES, type Answer, type Order } from './player/fault.ts';

/** How one command line ended. */
export interface Performance extends Omit<Answer, 'exitCode'> {
  /** Null: the process died on its way. */
  readonly exitCode: number | null;
}

/** How players are started. */
export interface PlayerOptions {
  /** The module that plays: it runs the program's command line. */
  readonly script: string;
  /** Further arguments of node, before the script. */
  readonly nodeArguments?: readonly string[];
  /** Where compiled code is kept between starts. */
  readonly compileCache?: string;
}

/** Characters: enough for what ended a process. */
const LOG_KEPT = 4_000;

/** A process of its own that runs command lines of the program, one after the other, until one of them kills it. */
export class Player {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #notes = '';
  #heard = 0;
  #log = '';
  /** Command lines so far. */
  played = 0;
  #onPause: (() => void) | null = null;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = once(child, 'close').then(() => undefined);
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#log = `${this.#log}${chunk.toString('utf8')}`.slice(-LOG_KEPT);
    });
    (child.stdio[NOTES] as Readable).on('data', (chunk: Buffer) => {
      this.#notes += chunk.toString('utf8');
      if (!this.#notes.includes('paused\n', this.#heard)) return;
      this.#onPause?.();
      this.#onPause = null;
    });
  }

  static async start({ script, nodeArguments = [], compileCache }: PlayerOptions): Promise<Player> {
    const env = {
      ...process.env,
      ...(compileCache === undefined ? {} : { NODE_COMPILE_CACHE: compileCache }),
    };
    const child = spawn(process.execPath, [...nodeArguments, script], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc', 'pipe'],
      env,
    });
    const player = new Player(child);
    await Promise.race([
      once(child, 'message'),
      player.#ended.then(() =>
        Promise.reject(new Error(`A player ended before it was ready: ${player.#log}`)),
      ),
    ]);
    return player;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Runs one command line to its end, or to the end of the process. */
  async perform(order: Order): Promise<Performance> {
    this.#heard = this.#notes.length;
    this.played += 1;
    const answered = once(this.#child, 'message').then(([answer]) => answer as Answer);
    this.#child.send(order);
    const died = this.#ended.then(() => ({ exitCode: null, stdout: '', stderr: '' }));
    return Promise.race([answered, died]);
  }

  /** @param then what is to be done when the plan has stopped this process in the middle of its next command line */
  whenPaused(then: () => void): void {
    this.#onPause = then;
  }

  /** Lets it go on where it was stopped. */
  wake(): void {
    this.#child.kill('SIGCONT');
  }

  /** What struck during the last command line, in the order in which it did. */
  get struck(): readonly string[] {
    const lines = this.#notes.slice(this.#heard).split('\n');
    return lines.flatMap((line) => (line.startsWith('struck ') ? [line.slice('struck '.length)] : []));
  }

  async end(): Promise<void> {
    if (this.isAlive) this.#child.kill('SIGKILL');
    await this.#ended;
  }
}

/** Players that wait for their next command line: to start one takes longer than a small night. */
export class Cast {
  readonly #options: PlayerOptions;
  readonly #idle: Player[] = [];
  #started: readonly Player[] = [];

  constructor(options: PlayerOptions) {
    this.#options = options;
  }

  /** @param toDie those that have played longest know their part best: they are spared where one is likely to be killed */
  async take(toDie = false): Promise<Player> {
    const next = (): Player | undefined => (toDie ? this.#idle.splice(1, 1)[0] : this.#idle.shift());
    for (let player = next(); player !== undefined; player = next()) {
      if (player.isAlive) return player;
    }
    const started = await Player.start(this.#options);
    this.#started = [...this.#started.filter(({ isAlive }) => isAlive), started];
    return started;
  }

  giveBack(player: Player): void {
    if (!player.isAlive) return;
    this.#idle.push(player);
    this.#idle.sort((one, other) => other.played - one.played);
  }

  /** Ends all that wait: what they still hold in memory or in the database ends with them. */
  async dismiss(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((player) => player.end()));
  }

  /** Ends all that were ever started, those too that a failed trial left asleep. */
  async close(): Promise<void> {
    await Promise.all(this.#started.map((player) => player.end()));
  }
}
