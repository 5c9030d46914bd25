import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Binds each form to the login that it was made for, by a key that lives as long as the process. */
export class CsrfTokens {
  readonly #key = randomBytes(32);

  /** @param subject the session's token, or the login that a proxy vouches for */
  of(subject: string): string {
    return createHmac('sha256', this.#key).update(subject).digest('base64url');
  }

  isRight(subject: string, given: unknown): boolean {
    if (typeof given !== 'string') return false;
    const expected = Buffer.from(this.of(subject));
    const found = Buffer.from(given);
    return found.length === expected.length && timingSafeEqual(found, expected);
  }
}

/**
 * Whether the browser says that another site sent it. `Origin` is `null` in our own forms, because of our own
 * `Referrer-Policy: no-referrer`; whatever else stands there must be ourselves.
 */
export function isForeign({ origin, host, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  if (origin === undefined || origin === 'null') return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}
