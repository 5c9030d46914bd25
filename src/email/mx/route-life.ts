import { RefusedError } from '../../domain/errors.ts';

/** From the first message to the good-bye: what is in flight finishes, and nothing begins afterwards. */
export class RouteLife {
  #underWay = 0;
  #ended = false;
  #idle: (() => void) | null = null;

  async during<T>(work: () => Promise<T>): Promise<T> {
    if (this.#ended) throw new RefusedError('The e-mail route is closed; nothing was sent.');
    this.#underWay += 1;
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0) this.#idle?.();
    }
  }

  /** Resolves when all that began has ended. */
  async end(): Promise<void> {
    this.#ended = true;
    if (this.#underWay === 0) return;
    await new Promise<void>((resolve) => {
      this.#idle = resolve;
    });
  }
}
