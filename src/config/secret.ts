import { inspect } from 'node:util';

const MASK = '[secret]';

/**
 * A secret that cannot be printed by accident: every way of turning it into text gives `[secret]`. The value comes
 * out of `reveal()` only, which is called where the secret is handed to the library that needs it and nowhere else.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself: never store, log or wrap it into a message. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
