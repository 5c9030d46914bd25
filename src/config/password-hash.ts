/** What a stored password was made with: scrypt (RFC 7914) in the PHC string format. */
export interface PasswordHash {
  /** log2 of the cost N. */
  readonly logN: number;
  readonly blockSize: number;
  readonly parallelization: number;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

const FORM = /^\$scrypt\$ln=(\d{2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/]{22,86})\$([\w+/]{43,86})$/;
/** Less is quickly guessed (OWASP's least at r = 8), more takes 1 GB for each login. */
const LOG_N = { least: 14, most: 20 } as const;

/** The parts of `$scrypt$ln=17,r=8,p=1$salt$hash`, as `console hash-password` writes it; null for anything else. */
export function parsePasswordHash(text: string): PasswordHash | null {
  const [, ln, r, p, salt, hash] = FORM.exec(text.trim()) ?? [];
  if (salt === undefined || hash === undefined) return null;
  const parsed = {
    logN: Number(ln),
    blockSize: Number(r),
    parallelization: Number(p),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
  const isFit =
    parsed.logN >= LOG_N.least &&
    parsed.logN <= LOG_N.most &&
    parsed.blockSize >= 8 &&
    parsed.blockSize <= 16 &&
    parsed.parallelization >= 1 &&
    parsed.parallelization <= 16;
  return isFit ? parsed : null;
}

/** The same as one line. */
export function passwordHashText(made: PasswordHash): string {
  const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
  return `$scrypt$ln=${made.logN},r=${made.blockSize},p=${made.parallelization}$${base64(made.salt)}$${base64(made.hash)}`;
}
