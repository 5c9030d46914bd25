import { createDecipheriv } from 'node:crypto';
import type { IndirectObject } from './parse-object.ts';
import { PdfRef, isDict, itemsOf } from './pdf-value.ts';
import type { PdfDict, PdfValue } from './pdf-value.ts';
import { rc4 } from './rc4.ts';
import { md5 } from './security-key.ts';
import { bytesOfString } from './string-bytes.ts';
import { UnfitPdfError, damaged } from './unfit-pdf-error.ts';

/** How strings or streams are encrypted; `identity`: not at all. */
export type CipherMethod = 'identity' | 'rc4' | 'aes128' | 'aes256';

export interface DecryptionKeys {
  readonly key: Uint8Array;
  readonly streams: CipherMethod;
  readonly strings: CipherMethod;
  readonly encryptMetadata: boolean;
}

const AES_BLOCK = 16;
const AES_SALT = Buffer.from('sAlT', 'latin1');

/** Decrypts the objects of a file one by one (ISO 32000-2, 7.6.3). What lies in an object stream is clear once that is. */
export class Decryption {
  readonly #keys: DecryptionKeys;

  constructor(keys: DecryptionKeys) {
    this.#keys = keys;
  }

  /**
   * @param gen generation, as the object's own head states it
   * @throws UnfitPdfError `encrypted` for a stream with a cipher of its own, `damaged` for what does not decrypt
   */
  object(num: number, gen: number, { value, data, guessedEnd }: IndirectObject): IndirectObject {
    const { streams, strings } = this.#keys;
    if (data === null) return { value: this.#value(value, strings, num, gen), data, guessedEnd };
    const dict = isDict(value) ? value : new Map<string, PdfValue>();
    if (dict.get('/Type') === '/XRef') return { value, data, guessedEnd };
    assertNoOwnCipher(dict);
    const isClear = dict.get('/Type') === '/Metadata' && !this.#keys.encryptMetadata;
    return {
      value: this.#value(value, strings, num, gen),
      data: isClear ? data : this.#bytes(data, streams, num, gen),
      guessedEnd,
    };
  }

  #value(value: PdfValue, method: CipherMethod, num: number, gen: number): PdfValue {
    if (method === 'identity' || value instanceof PdfRef) return value;
    if (typeof value === 'string') {
      if (!value.startsWith('(') && !value.startsWith('<')) return value;
      const clear = this.#bytes(bytesOfString(value), method, num, gen);
      return `<${Buffer.from(clear).toString('hex')}>`;
    }
    if (isDict(value)) {
      return new Map([...value].map(([key, item]) => [key, this.#value(item, method, num, gen)]));
    }
    return value.map((item) => this.#value(item, method, num, gen));
  }

  #bytes(data: Uint8Array, method: CipherMethod, num: number, gen: number): Uint8Array {
    switch (method) {
      case 'identity':
        return data;
      case 'rc4':
        return rc4(this.#objectKey(num, gen, method), data);
      case 'aes128':
        return decryptAes('aes-128-cbc', this.#objectKey(num, gen, method), data);
      case 'aes256':
        return decryptAes('aes-256-cbc', this.#keys.key, data);
    }
  }

  /** Algorithm 1: each object has a key of its own. */
  #objectKey(num: number, gen: number, method: CipherMethod): Uint8Array {
    const { key } = this.#keys;
    const place = Buffer.from([num, num >> 8, num >> 16, gen, gen >> 8]);
    const salt = method === 'aes128' ? AES_SALT : Buffer.alloc(0);
    return md5(Buffer.concat([key, place, salt])).subarray(0, Math.min(key.length + 5, 16));
  }
}

/** Its first block is the initialization vector. */
function decryptAes(cipher: 'aes-128-cbc' | 'aes-256-cbc', key: Uint8Array, data: Uint8Array): Uint8Array {
  // Nothing at all, and a vector that nothing follows: writers of empty strings leave the padding out.
  if (data.length === 0 || data.length === AES_BLOCK) return new Uint8Array();
  const decipher = createDecipheriv(cipher, key, Buffer.concat([data], AES_BLOCK));
  try {
    return Buffer.concat([decipher.update(data.subarray(AES_BLOCK)), decipher.final()]);
  } catch (error) {
    throw damaged('An encrypted part of the file does not decrypt: it is cut off or overwritten.', {
      cause: error,
    });
  }
}

function assertNoOwnCipher(dict: PdfDict): void {
  const filter = dict.get('/Filter');
  if (filter === '/Crypt' || itemsOf(filter)?.includes('/Crypt') === true) {
    throw new UnfitPdfError('encrypted', 'A stream that the pages need is encrypted in a way of its own.');
  }
}
