/** Types of columns that our statements return. */
export type ColumnType =
  'bit' | 'int' | 'bigint' | 'float' | 'nvarchar' | 'nvarchar(max)' | 'varbinary(max)' | 'datetime2';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

export type Cell = string | number | bigint | boolean | Uint8Array | Date | null;

/** An error as the server tells it: severity 16 is a faulty statement, 13 a deadlock, 14 a login, 20 ends the connection. */
export interface ServerError {
  readonly number: number;
  readonly state?: number;
  readonly severity?: number;
  readonly message: string;
}

/** Latin1_General_CI_AS, as a server would send it. */
const COLLATION = Buffer.of(0x09, 0x04, 0xd0, 0x00, 0x34);
const MORE = 0x01;
const FAILED = 0x02;
const COUNTED = 0x10;
const ATTENTION = 0x20;
const CURRENT_COMMAND = 0xc1;

export const ENVIRONMENT = { database: 1, packetSize: 4, begin: 8, commit: 9, rollback: 10 } as const;

export function preloginReply(encryption: 'on' | 'not supported'): Buffer {
  const values: readonly [number, Buffer][] = [
    [0, Buffer.of(14, 0, 0x03, 0xe8, 0, 0)],
    [1, Buffer.of(encryption === 'on' ? 1 : 2)],
    [2, Buffer.of(0)],
    [3, Buffer.alloc(0)],
    [4, Buffer.of(0)],
  ];
  let offset = values.length * 5 + 1;
  const head: Buffer[] = [];
  for (const [token, value] of values) {
    const entry = Buffer.alloc(5);
    entry.writeUInt8(token, 0);
    entry.writeUInt16BE(offset, 1);
    entry.writeUInt16BE(value.length, 3);
    head.push(entry);
    offset += value.length;
  }
  return Buffer.concat([...head, Buffer.of(0xff), ...values.map(([, value]) => value)]);
}

export function loginAcknowledged(database: string): Buffer {
  const program = shortText('Microsoft SQL Server');
  const body = Buffer.concat([Buffer.of(1, 0x74, 0, 0, 0x04), program, Buffer.of(14, 0, 0x03, 0xe8)]);
  return Buffer.concat([
    environmentChanged(ENVIRONMENT.database, shortText(database), shortText('master')),
    Buffer.of(0xad),
    u16(body.length),
    body,
  ]);
}

export function environmentChanged(type: number, now: Buffer, before: Buffer): Buffer {
  return Buffer.concat([Buffer.of(0xe3), u16(1 + now.length + before.length), Buffer.of(type), now, before]);
}

/** A transaction's descriptor where an environment change carries it. */
export function descriptor(value: bigint | null): Buffer {
  if (value === null) return Buffer.of(0);
  const bytes = Buffer.alloc(9);
  bytes.writeUInt8(8, 0);
  bytes.writeBigUInt64LE(value, 1);
  return bytes;
}

export function errorToken({ number, state = 1, severity = 16, message }: ServerError): Buffer {
  const text = Buffer.from(message, 'utf16le');
  const body = Buffer.concat([
    i32(number),
    Buffer.of(state, severity),
    u16(message.length),
    text,
    shortText('stub'),
    shortText(''),
    i32(1),
  ]);
  return Buffer.concat([Buffer.of(0xaa), u16(body.length), body]);
}

/** The end of a batch or of a login. */
export function done(
  options: { readonly failed?: boolean; readonly attention?: boolean; readonly rows?: number } = {},
): Buffer {
  const status =
    (options.failed === true ? FAILED : 0) |
    (options.attention === true ? ATTENTION : 0) |
    (options.rows === undefined ? 0 : COUNTED);
  return ending(0xfd, status, options.rows ?? 0);
}

/** The end of one statement within `sp_executesql`. */
export function doneInProcedure(rows: number): Buffer {
  return ending(0xff, COUNTED | MORE, rows);
}

/** The end of `sp_executesql` itself, with its status. */
export function doneProcedure(failed: boolean): Buffer {
  return Buffer.concat([Buffer.of(0x79), i32(failed ? 1 : 0), ending(0xfe, failed ? FAILED : 0, 0)]);
}

function ending(token: number, status: number, rows: number): Buffer {
  const count = Buffer.alloc(8);
  count.writeBigUInt64LE(BigInt(rows));
  return Buffer.concat([Buffer.of(token), u16(status), u16(CURRENT_COMMAND), count]);
}

export function columnsToken(columns: readonly Column[]): Buffer {
  return Buffer.concat([
    Buffer.of(0x81),
    u16(columns.length),
    ...columns.map(({ name, type }) =>
      Buffer.concat([Buffer.from([0, 0, 0, 0, 0x09, 0]), typeInfo(type), shortText(name)]),
    ),
  ]);
}

function typeInfo(type: ColumnType): Buffer {
  switch (type) {
    case 'bit':
      return Buffer.of(0x68, 1);
    case 'int':
      return Buffer.of(0x26, 4);
    case 'bigint':
      return Buffer.of(0x26, 8);
    case 'float':
      return Buffer.of(0x6d, 8);
    case 'nvarchar':
      return Buffer.concat([Buffer.of(0xe7), u16(8000), COLLATION]);
    case 'nvarchar(max)':
      return Buffer.concat([Buffer.of(0xe7), u16(0xffff), COLLATION]);
    case 'varbinary(max)':
      return Buffer.concat([Buffer.of(0xa5), u16(0xffff)]);
    default:
      return Buffer.of(0x2a, 3);
  }
}

export function rowToken(columns: readonly Column[], cells: Readonly<Record<string, Cell>>): Buffer {
  return Buffer.concat([
    Buffer.of(0xd1),
    ...columns.map(({ name, type }) => cell(type, cells[name] ?? null)),
  ]);
}

function cell(type: ColumnType, value: Cell): Buffer {
  switch (type) {
    case 'bit':
      return value === null ? Buffer.of(0) : Buffer.of(1, Number(value));
    case 'int':
      return value === null ? Buffer.of(0) : Buffer.concat([Buffer.of(4), i32(Number(value))]);
    case 'bigint': {
      if (value === null) return Buffer.of(0);
      const bytes = Buffer.alloc(9);
      bytes.writeUInt8(8, 0);
      bytes.writeBigInt64LE(BigInt(value as string | number | bigint), 1);
      return bytes;
    }
    case 'float': {
      if (value === null) return Buffer.of(0);
      const bytes = Buffer.alloc(9);
      bytes.writeUInt8(8, 0);
      bytes.writeDoubleLE(Number(value), 1);
      return bytes;
    }
    case 'nvarchar': {
      if (value === null) return u16(0xffff);
      const text = Buffer.from(String(value), 'utf16le');
      return Buffer.concat([u16(text.length), text]);
    }
    case 'nvarchar(max)':
      return partial(value === null ? null : Buffer.from(String(value), 'utf16le'));
    case 'varbinary(max)':
      return partial(value === null ? null : Buffer.from(value as Uint8Array));
    default:
      return moment(value === null ? null : new Date(value as string | Date));
  }
}

/** A `max` value in chunks (MS-TDS section 2.2.5.2.3), as a server sends a large one. */
function partial(value: Buffer | null): Buffer {
  const length = Buffer.alloc(8, 0xff);
  if (value === null) return length;
  length.writeBigUInt64LE(BigInt(value.length));
  const parts: Buffer[] = [length];
  for (let start = 0; start < value.length; start += 8000) {
    const chunk = value.subarray(start, start + 8000);
    parts.push(i32(chunk.length), chunk);
  }
  return Buffer.concat([...parts, i32(0)]);
}

/** Days from 0001-01-01 to 1970-01-01. */
const EPOCH_DAY = 719_162;
const DAY = 86_400_000;

/** `datetime2(3)`: four bytes of milliseconds since midnight, three of days since year 1; UTC. */
function moment(value: Date | null): Buffer {
  if (value === null) return Buffer.of(0);
  const bytes = Buffer.alloc(8);
  const days = Math.floor(value.getTime() / DAY);
  bytes.writeUInt8(7, 0);
  bytes.writeUInt32LE(value.getTime() - days * DAY, 1);
  bytes.writeUIntLE(days + EPOCH_DAY, 5, 3);
  return bytes;
}

function shortText(text: string): Buffer {
  return Buffer.concat([Buffer.of(text.length), Buffer.from(text, 'utf16le')]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function i32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}
