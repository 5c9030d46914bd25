/** Waits until the scheduler lets the process take its next step. `what` says what that step does. */
export type Gate = (what: string) => Promise<void>;

/** Far above what any process of the model needs: who takes more goes round in circles. */
const MOST_STEPS = 200;

/**
 * A program that runs from gate to gate. Nothing else runs meanwhile, so that the order of all effects is the order in
 * which the scheduler chose. One that is never chosen again has crashed: what it did stays, what it knew is gone.
 */
export class Process {
  readonly name: string;
  readonly #program: (gate: Gate) => Promise<void>;
  #begun = false;
  #open: () => void = () => undefined;
  #stopped: () => void = () => undefined;
  #steps = 0;
  /** What its next step does; null before its first gate and after its end. */
  next: string | null = null;
  ended = false;
  /** What it was ended by; null: by its own decision. */
  failure: Error | null = null;

  constructor(name: string, program: (gate: Gate) => Promise<void>) {
    this.name = name;
    this.#program = program;
  }

  /** Goes on to its next gate, or to its end. */
  async step(): Promise<void> {
    this.#steps += 1;
    if (this.#steps > MOST_STEPS) throw new Error(`${this.name} took ${MOST_STEPS} steps and has no end.`);
    const stopped = new Promise<void>((resolve) => {
      this.#stopped = resolve;
    });
    if (this.#begun) this.#open();
    else this.#begin();
    await stopped;
  }

  #begin(): void {
    this.#begun = true;
    const end = (failure: Error | null): void => {
      this.failure = failure;
      this.ended = true;
      this.next = null;
      this.#stopped();
    };
    this.#program((what) => this.#wait(what)).then(
      () => end(null),
      (error: unknown) => end(error instanceof Error ? error : new Error('failed', { cause: error })),
    );
  }

  async #wait(what: string): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#open = resolve;
      this.next = what;
      this.#stopped();
    });
  }
}
