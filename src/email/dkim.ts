import { createHash, createPrivateKey, hash, sign, type KeyObject } from 'node:crypto';
import { ConfigurationError } from '../domain/errors.ts';
import type { BuiltMessage } from './message.ts';

export interface DkimKey {
  /** `d=`, in ASCII: aligned with the sender's address. */
  readonly domain: string;
  /** `s=`. */
  readonly selector: string;
  /** PEM: RSA of at least 2048 bits, or Ed25519. */
  readonly privateKey: string;
}

/**
 * All that the customer sees, and what tells how to read it: named once more than they stand in the message (RFC 6376 section
 * 8.15), so that nobody can put a second one on top of a message of ours and have its signature hold.
 */
const SEALED_HEADERS = [
  'From',
  'To',
  'Cc',
  'Reply-To',
  'Subject',
  'Date',
  'Message-ID',
  'MIME-Version',
  'Content-Type',
];
/** Signed as they are: what keeps automatic answers away (section 5.4.1). */
const SIGNED_HEADERS = ['Auto-Submitted', 'Content-Language'];

/** RFC 8301 section 3.2 wants 2048 of signers. */
const LEAST_RSA_BITS = 2048;
/** Characters of a line of a signature. */
const LINE_LENGTH = 72;

interface ParsedHeader {
  readonly name: string;
  /** `relaxed` (section 3.4.2). */
  readonly canonical: string;
}

/**
 * Signs a message with every key, `relaxed/relaxed`; without keys it stays as it is. The time in the signature is that of the
 * message, and both kinds of key sign deterministically: the same message gives the same bytes on every try. The library that
 * verifies in the tests cannot sign a header that there is not, so that this is written out here.
 *
 * @throws ConfigurationError when a key cannot sign: nothing must leave unsigned that was to be signed
 */
export function signMessage(message: BuiltMessage, keys: readonly DkimKey[], date: Date): BuiltMessage {
  if (keys.length === 0) return message;
  const end = message.bytes.indexOf('\r\n\r\n');
  const headers = headersOf(message.bytes.toString('latin1', 0, end));
  const bodyHash = hash('sha256', relaxedBody(message.bytes.subarray(end + 4)), 'base64');
  const signatures = keys.map((key) => signature(key, headers, bodyHash, date));
  const bytes = Buffer.concat([Buffer.from(signatures.join(''), 'latin1'), message.bytes]);
  return { bytes, sha256: hash('sha256', bytes) };
}

/** The whole header, with its line end. */
function signature(key: DkimKey, headers: readonly ParsedHeader[], bodyHash: string, date: Date): string {
  const privateKey = privateKeyOf(key);
  const isRsa = privateKey.asymmetricKeyType === 'rsa';
  const signed = [...SEALED_HEADERS, ...SIGNED_HEADERS].flatMap((name) =>
    // The last of its name first (section 5.4.2).
    headers.filter((header) => header.name === name.toLowerCase()).toReversed(),
  );
  const names = [...signed.map(({ name }) => name), ...SEALED_HEADERS.map((name) => name.toLowerCase())];
  const tags = [
    'v=1',
    `a=${isRsa ? 'rsa' : 'ed25519'}-sha256`,
    'c=relaxed/relaxed',
    'q=dns/txt',
    `d=${key.domain}`,
    `s=${key.selector}`,
    `t=${Math.floor(date.getTime() / 1000)}`,
    `h=${folded(names, ':')}`,
    `bh=${bodyHash}`,
    'b=',
  ];
  const header = `DKIM-Signature: ${tags.join(';\r\n ')}`;
  const covered = [...signed.map(({ canonical }) => canonical), relaxedHeader(header)].join('\r\n');
  const data = Buffer.from(covered, 'latin1');
  // RFC 8463 section 3: Ed25519 signs the hash, as RSA does.
  const value = isRsa
    ? sign('sha256', data, privateKey)
    : sign(null, createHash('sha256').update(data).digest(), privateKey);
  return `${header}${folded(value.toString('base64').match(/.{1,64}/gu) ?? [], '')}\r\n`;
}

/** The words with a separator, broken into lines behind it; white space there means nothing (section 3.5). */
function folded(words: readonly string[], separator: string): string {
  let line = 0;
  return words
    .map((word, index) => {
      const text = index === words.length - 1 ? word : `${word}${separator}`;
      line += text.length;
      if (index === 0 || line <= LINE_LENGTH) return text;
      line = text.length;
      return `\r\n ${text}`;
    })
    .join('');
}

function headersOf(head: string): readonly ParsedHeader[] {
  return head.split(/\r\n(?![ \t])/u).map((line) => ({
    name: line.slice(0, line.indexOf(':')).trim().toLowerCase(),
    canonical: relaxedHeader(line),
  }));
}

/** Section 3.4.2: the name in lower case, unfolded, white space as one space or none at the ends. */
function relaxedHeader(line: string): string {
  const colon = line.indexOf(':');
  const value = line
    .slice(colon + 1)
    .replaceAll('\r\n', '')
    .replaceAll(/[ \t]+/gu, ' ')
    .trim();
  return `${line.slice(0, colon).trim().toLowerCase()}:${value}`;
}

/** Section 3.4.4: white space as one space, none at line ends, no empty lines at the end. */
function relaxedBody(body: Buffer): Buffer {
  const text = body
    .toString('latin1')
    .replaceAll(/[ \t]+/gu, ' ')
    .replaceAll(' \r\n', '\r\n')
    .replace(/(?:\r\n)*$/u, '');
  return Buffer.from(text === '' ? '' : `${text}\r\n`, 'latin1');
}

/** Keys are few, and read from their text for each message it would cost as much as the signature. */
const privateKeys = new Map<string, KeyObject>();

function privateKeyOf({ domain, selector, privateKey }: DkimKey): KeyObject {
  const known = privateKeys.get(privateKey);
  if (known !== undefined) return known;
  const unfit = (why: string, cause?: unknown): ConfigurationError =>
    new ConfigurationError(
      `The DKIM key \`${selector}\` of ${domain} cannot sign (${why}). Nothing was sent; mend \`email.mx.dkim\`.`,
      { cause },
    );
  let key: KeyObject;
  try {
    key = createPrivateKey(privateKey);
  } catch (cause) {
    throw unfit('expected a private key in PEM', cause);
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType === 'rsa' ? bits < LEAST_RSA_BITS : key.asymmetricKeyType !== 'ed25519') {
    throw unfit(`expected RSA of at least ${LEAST_RSA_BITS} bits, or Ed25519`);
  }
  privateKeys.set(privateKey, key);
  return key;
}
