import { MESSAGE, type Message } from './packets.ts';

/** What a client asks, as far as knex and tedious ask it. */
export type TdsRequest =
  | { readonly kind: 'batch'; readonly sql: string; readonly parameters: readonly TdsParameter[] }
  /** `procedure` is a name, or the number of a built-in one. */
  | {
      readonly kind: 'rpc';
      readonly procedure: string;
      readonly sql: string;
      readonly parameters: readonly TdsParameter[];
    }
  | { readonly kind: 'begin' | 'commit' | 'rollback'; readonly isolation?: number };

export interface TdsParameter {
  readonly name: string;
  readonly type: string;
  readonly value: string | number | bigint | boolean | Buffer | Date | null;
}

/** Built-in procedures that are called by number (MS-TDS section 2.2.6.6). */
const PROCEDURES: Readonly<Record<number, string>> = {
  10: 'sp_executesql',
  11: 'sp_prepare',
  12: 'sp_execute',
  13: 'sp_prepexec',
  15: 'sp_unprepare',
};

/** @throws Error on what no client of ours sends */
export function parseRequest({ type, payload }: Message): TdsRequest {
  // ALL_HEADERS: the transaction's descriptor; its length comes first.
  const body = new Reader(payload.subarray(payload.readUInt32LE(0)));
  if (type === MESSAGE.sqlBatch) return { kind: 'batch', sql: body.rest(), parameters: [] };
  if (type === MESSAGE.transactionManager) return transactionRequest(body);
  if (type === MESSAGE.rpc) return procedureCall(body);
  throw new Error(`Nobody sends TDS messages of type ${type}.`);
}

function transactionRequest(body: Reader): TdsRequest {
  const operation = body.u16();
  if (operation === 5) return { kind: 'begin', isolation: body.u8() };
  if (operation === 7) return { kind: 'commit' };
  if (operation === 8) return { kind: 'rollback' };
  throw new Error(`Nobody sends transaction manager requests of type ${operation}.`);
}

function procedureCall(body: Reader): TdsRequest {
  const length = body.u16();
  const procedure = length === 0xffff ? (PROCEDURES[body.u16()] ?? '?') : body.text(length);
  body.u16();
  const parameters: TdsParameter[] = [];
  while (body.more()) parameters.push(parameter(body));
  if (procedure !== 'sp_executesql') return { kind: 'rpc', procedure, sql: '', parameters };
  const [statement, , ...values] = parameters;
  return { kind: 'rpc', procedure, sql: String(statement?.value ?? ''), parameters: values };
}

function parameter(body: Reader): TdsParameter {
  const name = body.text(body.u8()).replace(/^@/, '');
  body.u8();
  const type = body.u8();
  switch (type) {
    case 0xe7: {
      const max = body.u16();
      body.skip(5);
      const bytes = max === 0xffff ? body.partial() : body.counted();
      return { name, type: 'nvarchar', value: bytes === null ? null : bytes.toString('utf16le') };
    }
    case 0xa5: {
      const max = body.u16();
      return { name, type: 'varbinary', value: max === 0xffff ? body.partial() : body.counted() };
    }
    case 0x26: {
      body.u8();
      const size = body.u8();
      const value =
        size === 0
          ? null
          : size === 8
            ? body.bytes(8).readBigInt64LE(0)
            : body.bytes(size).readIntLE(0, size);
      return { name, type: 'int', value };
    }
    case 0x68: {
      body.u8();
      return { name, type: 'bit', value: body.u8() === 0 ? null : body.u8() === 1 };
    }
    case 0x6d: {
      body.u8();
      const size = body.u8();
      const bytes = body.bytes(size);
      return {
        name,
        type: 'float',
        value: size === 0 ? null : size === 8 ? bytes.readDoubleLE(0) : bytes.readFloatLE(0),
      };
    }
    default:
      throw new Error(`Parameter ${name} has a TDS type that nobody sends: 0x${type.toString(16)}.`);
  }
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  more(): boolean {
    return this.#at < this.#bytes.length;
  }

  u8(): number {
    return this.bytes(1).readUInt8(0);
  }

  u16(): number {
    return this.bytes(2).readUInt16LE(0);
  }

  text(characters: number): string {
    return this.bytes(characters * 2).toString('utf16le');
  }

  rest(): string {
    return this.bytes(this.#bytes.length - this.#at).toString('utf16le');
  }

  skip(count: number): void {
    this.#at += count;
  }

  bytes(count: number): Buffer {
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  /** Two bytes of length, 0xFFFF for null. */
  counted(): Buffer | null {
    const length = this.u16();
    return length === 0xffff ? null : this.bytes(length);
  }

  /** A `max` value: eight bytes of length, all ones for null, then chunks up to an empty one. */
  partial(): Buffer | null {
    if (this.bytes(8).readBigUInt64LE(0) === 0xffff_ffff_ffff_ffffn) return null;
    const chunks: Buffer[] = [];
    for (;;) {
      const length = this.bytes(4).readUInt32LE(0);
      if (length === 0) return Buffer.concat(chunks);
      chunks.push(this.bytes(length));
    }
  }
}
