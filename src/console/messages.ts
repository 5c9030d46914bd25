/** More people than these never wait for an answer at once. */
const MOST = 1_000;

/** What is told on the next page that somebody sees, once: "done" belongs there, not into the address of a page. */
export class Messages {
  readonly #waiting = new Map<string, string>();

  /** @param subject of the visitor */
  leave(subject: string, text: string): void {
    this.#waiting.set(subject, text);
    for (const oldest of this.#waiting.keys()) {
      if (this.#waiting.size <= MOST) break;
      this.#waiting.delete(oldest);
    }
  }

  take(subject: string): string | null {
    const text = this.#waiting.get(subject) ?? null;
    this.#waiting.delete(subject);
    return text;
  }
}
