/** Types of TDS messages (MS-TDS section 2.2.3.1.1). */
export const MESSAGE = {
  sqlBatch: 0x01,
  rpc: 0x03,
  reply: 0x04,
  attention: 0x06,
  bulkLoad: 0x07,
  transactionManager: 0x0e,
  login7: 0x10,
  prelogin: 0x12,
} as const;

const HEADER = 8;
const LAST_PACKET = 0x01;
/** SQL Server's default; announced by nobody, so both sides keep it. */
const PACKET_SIZE = 4096;

export interface Message {
  readonly type: number;
  readonly payload: Buffer;
}

/** Puts packets together to messages, however the bytes arrive. */
export class MessageReader {
  #rest: Buffer = Buffer.alloc(0);
  #parts: Buffer[] = [];

  /** Messages that the bytes complete. */
  push(bytes: Buffer): readonly Message[] {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const messages: Message[] = [];
    let start = 0;
    while (this.#rest.length - start >= HEADER) {
      const length = this.#rest.readUInt16BE(start + 2);
      if (length < HEADER) throw new Error(`A TDS packet of ${length} bytes cannot hold its header.`);
      if (this.#rest.length - start < length) break;
      this.#parts.push(this.#rest.subarray(start + HEADER, start + length));
      if ((this.#rest.readUInt8(start + 1) & LAST_PACKET) !== 0) {
        messages.push({ type: this.#rest.readUInt8(start), payload: Buffer.concat(this.#parts) });
        this.#parts = [];
      }
      start += length;
    }
    this.#rest = this.#rest.subarray(start);
    return messages;
  }
}

/** A message as packets; without `last` more of it follows, as when a server is slow or dies in the middle. */
export function packetsOf(type: number, payload: Buffer, last = true): Buffer {
  const packets: Buffer[] = [];
  const room = PACKET_SIZE - HEADER;
  for (let start = 0, id = 1; start === 0 || start < payload.length; start += room, id += 1) {
    const part = payload.subarray(start, start + room);
    const header = Buffer.alloc(HEADER);
    header.writeUInt8(type, 0);
    header.writeUInt8(last && start + room >= payload.length ? LAST_PACKET : 0, 1);
    header.writeUInt16BE(part.length + HEADER, 2);
    header.writeUInt8(id % 256, 6);
    packets.push(header, part);
  }
  return Buffer.concat(packets);
}
