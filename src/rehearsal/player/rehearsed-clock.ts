import { readFileSync, writeFileSync } from 'node:fs';

/** Milliseconds of this process for which the file is believed unread: a clock is asked thousands of times a second. */
const BELIEVED = 10;

const MachineDate = Date;
const read = readFileSync;
const write = writeFileSync;

let file: string | null = null;
let offset = 0;
let readAt = Number.NEGATIVE_INFINITY;

/** From now on the time of this process is what the file says, as of each other process of the trial. */
export function followClock(clockFile: string): void {
  file = clockFile;
  readAt = Number.NEGATIVE_INFINITY;
}

/** Milliseconds since 1970, as the rehearsal has it. */
export function rehearsedNow(): number {
  return MachineDate.now() + currentOffset();
}

/** The clock of all processes jumps, as when the machine's is set. */
export function jumpClock(byMs: number): void {
  if (file === null) return;
  readAt = Number.NEGATIVE_INFINITY;
  write(file, String(currentOffset() + byMs));
  readAt = Number.NEGATIVE_INFINITY;
}

function currentOffset(): number {
  if (file === null) return 0;
  const at = performance.now();
  // After a pause the time of the process has gone on, so the file is read anew.
  if (at - readAt < BELIEVED) return offset;
  const text = read(file, 'utf8');
  // Another process may be writing it at this moment.
  if (text !== '') offset = Number(text);
  readAt = at;
  return offset;
}

/** `new Date()` and `Date.now()` tell the rehearsed time; dates that are named stay what they are. */
export function rehearseClock(): void {
  globalThis.Date = new Proxy(MachineDate, {
    construct: (target, given: readonly unknown[], asked) =>
      Reflect.construct(target, given.length === 0 ? [rehearsedNow()] : given, asked) as object,
    apply: () => new MachineDate(rehearsedNow()).toString(),
    get: (target, key) => (key === 'now' ? rehearsedNow : (Reflect.get(target, key) as unknown)),
  });
}
