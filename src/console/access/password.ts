import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { passwordHashText, type PasswordHash } from '../../config/password-hash.ts';
import { UsageError } from '../../domain/errors.ts';

/** OWASP's first choice for scrypt: 128 MB and about half a second for each guess. */
const COST = { logN: 17, blockSize: 8, parallelization: 1 } as const;
const HASH_BYTES = 32;
const SALT_BYTES = 16;
/** NIST SP 800-63B: length is what counts. */
const SHORTEST = 12;
const LONGEST = 500;

/** The line for the configuration's secret. @throws UsageError for a password that is too short or too long */
export async function hashPassword(
  password: string,
  cost: Pick<PasswordHash, 'logN'> = COST,
): Promise<string> {
  if (password.length < SHORTEST || password.length > LONGEST) {
    throw new UsageError(
      `expected a password of ${SHORTEST} to ${LONGEST} characters, got ${password.length}.`,
    );
  }
  const parts = { ...COST, ...cost, salt: randomBytes(SALT_BYTES) };
  return passwordHashText({ ...parts, hash: await derive(password, parts, HASH_BYTES) });
}

/** One at a time: each takes 128 MB, and many at once would take the machine. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * @param known null: there is no such person
 * @param like somebody's, of the same cost: to say that there is no such person takes as long
 */
export function verifyPassword(
  password: string,
  known: PasswordHash | null,
  like: PasswordHash,
): Promise<boolean> {
  const expected = known ?? like;
  const mine = turn.then(async () => {
    const found = await derive(password.slice(0, LONGEST), expected, expected.hash.length);
    return timingSafeEqual(found, expected.hash) && known !== null;
  });
  turn = mine.catch(() => undefined);
  return mine;
}

function derive(password: string, parts: Omit<PasswordHash, 'hash'>, length: number): Promise<Buffer> {
  const { logN, blockSize, parallelization, salt } = parts;
  const N = 2 ** logN;
  return new Promise((resolve, reject) => {
    scrypt(
      // The same letters typed on another keyboard are the same password.
      password.normalize('NFKC'),
      salt,
      length,
      { N, r: blockSize, p: parallelization, maxmem: 256 * N * blockSize },
      (error, key) => {
        if (error === null) resolve(key);
        else reject(error);
      },
    );
  });
}
