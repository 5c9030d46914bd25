/**
 * Memory of messages that were sent, for those to come: each has 141 KB as a rule, and taken from the system and given back each time
 * it costs a fifth of the processor time of a message (the kernel clears its pages, and the collector runs more often).
 */
const spare: ArrayBuffer[] = [];
/** In all; what is beyond goes back to the system. */
const MOST_SPARE = 32 * 1024 * 1024;
let spareBytes = 0;

/** Sizes are rounded up to it, so that the memory of one message fits another. */
const STEP = 64 * 1024;

const ours = new WeakSet<ArrayBuffer>();

/** Memory of at least `size` bytes; what stands in it is arbitrary. */
export function messageMemory(size: number): ArrayBuffer {
  const index = spare.findLastIndex(({ byteLength }) => byteLength >= size && byteLength <= 2 * size + STEP);
  const [found] = index === -1 ? [] : spare.splice(index, 1);
  if (found !== undefined) spareBytes -= found.byteLength;
  const memory = found ?? Buffer.allocUnsafeSlow(Math.ceil(size / STEP) * STEP).buffer;
  ours.add(memory);
  return memory;
}

/**
 * Gives the memory of a message back. `bytes` and all that shares its memory is empty from now on, so that whoever still held it could
 * see nothing of another message; memory of any other origin is left alone.
 */
export function releaseMessage(bytes: Buffer): void {
  const { buffer } = bytes;
  if (!(buffer instanceof ArrayBuffer) || !ours.delete(buffer)) return;
  const memory = buffer.transfer();
  if (spareBytes + memory.byteLength > MOST_SPARE) return;
  spareBytes += memory.byteLength;
  spare.push(memory);
}
