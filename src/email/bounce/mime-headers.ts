import { decodeCharset } from './decode-body.ts';

/** More than any honest header has; what lies beyond is a try to wear us out and is not looked at. */
const MAX_FIELDS = 500;
const MAX_FIELD_CHARACTERS = 8192;

/** The fields of one header block (RFC 5322 section 2.2), unfolded, in order; names in lower case. */
export class MimeHeaders {
  readonly #fields = new Map<string, string[]>();

  /** @param block one character a byte, LF line ends */
  constructor(block: string) {
    for (const [name, value] of unfolded(block)) {
      const values = this.#fields.get(name);
      if (values === undefined) this.#fields.set(name, [value]);
      else values.push(value);
    }
  }

  has(name: string): boolean {
    return this.#fields.has(name);
  }

  /** The first field of that name as it stands; empty when there is none. */
  raw(name: string): string {
    return this.#fields.get(name)?.[0] ?? '';
  }

  all(name: string): readonly string[] {
    return this.#fields.get(name) ?? [];
  }

  /** The first field of that name as people read it: encoded words (RFC 2047) decoded. */
  text(name: string): string {
    return decodeWords(this.raw(name));
  }
}

/** `name: value` with its parameters, as in `Content-Type` (RFC 2045 section 5.1). */
export interface StructuredField {
  /** In lower case. */
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
}

export function structuredField(raw: string): StructuredField {
  const parameters = new Map<string, string>();
  const pattern = /;\s*([\w!#$%&'*+.^`|~-]{1,60})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;"\s]*))/gsu;
  for (const [, name, quoted, bare] of raw.matchAll(pattern)) {
    const key = (name ?? '').toLowerCase();
    if (!parameters.has(key)) parameters.set(key, quoted?.replaceAll(/\\(.)/gsu, '$1') ?? bare ?? '');
  }
  return { value: (/^[^;]*/u.exec(raw)?.[0] ?? '').trim().toLowerCase(), parameters };
}

function* unfolded(block: string): Generator<readonly [string, string]> {
  let name = '';
  let value = '';
  let count = 0;
  for (const line of block.split('\n')) {
    if (/^[ \t]/u.test(line)) {
      if (value.length < MAX_FIELD_CHARACTERS) value += ` ${line.trim()}`;
      continue;
    }
    if (name !== '') {
      yield [name, value.slice(0, MAX_FIELD_CHARACTERS).trim()];
      count += 1;
      if (count >= MAX_FIELDS) return;
    }
    const colon = line.indexOf(':');
    name = colon > 0 && colon < 80 ? line.slice(0, colon).trim().toLowerCase() : '';
    value = line.slice(colon + 1, colon + 1 + MAX_FIELD_CHARACTERS).trim();
  }
  if (name !== '') yield [name, value.slice(0, MAX_FIELD_CHARACTERS).trim()];
}

function decodeWords(raw: string): string {
  const joined = raw.replaceAll(/\?=\s+=\?/gu, '?==?');
  const decoded = joined.replaceAll(
    /=\?([\w.:+-]{1,40})(?:\*[\w-]{1,20})?\?([bq])\?([^?]{0,2000})\?=/giu,
    (_all, charset: string, encoding: string, content: string) => {
      const bytes =
        encoding.toLowerCase() === 'b'
          ? Buffer.from(content, 'base64')
          : Buffer.from(
              content
                .replaceAll('_', ' ')
                .replaceAll(/=([0-9a-f]{2})/giu, (_hex, hex: string) =>
                  String.fromCharCode(Number.parseInt(hex, 16)),
                ),
              'latin1',
            );
      return decodeCharset(bytes, charset);
    },
  );
  return decoded === joined ? decodeCharset(Buffer.from(raw, 'latin1'), 'utf-8') : decoded;
}
