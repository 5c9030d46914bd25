import { below, pick, type Random } from './random.ts';

/** One to `most` faults of the kinds that transport, bugs and malice make. @param words that steer the reader */
export function mutateBytes(
  original: Uint8Array,
  random: Random,
  words: readonly string[],
  most = 6,
): Buffer {
  let bytes: Buffer = Buffer.from(original);
  for (let faults = 1 + below(random, most); faults > 0; faults -= 1) bytes = fault(bytes, random, words);
  return bytes;
}

function fault(bytes: Buffer, random: Random, words: readonly string[]): Buffer {
  const at = below(random, bytes.length + 1);
  const length = below(random, Math.min(200, bytes.length - at + 1));
  const before = bytes.subarray(0, at);
  const after = bytes.subarray(at);
  switch (below(random, 9)) {
    case 0:
      return Buffer.concat([before, Buffer.of(below(random, 256)), bytes.subarray(at + 1)]);
    case 1:
      return Buffer.concat([before, bytes.subarray(at + length)]);
    case 2:
      return Buffer.concat([before, ...repeated(bytes.subarray(at, at + length), random), after]);
    case 3:
      return Buffer.concat([before, Buffer.from(pick(random, words)), after]);
    case 4:
      return Buffer.concat([before, Buffer.from(pick(random, words)), bytes.subarray(at + length)]);
    case 5:
      return random() < 0.2 ? Buffer.from(before) : bytes;
    case 6:
      return swapped(bytes, random);
    case 7:
      return replacedNumber(bytes, at, random);
    default:
      return Buffer.concat([before, ...repeated(Buffer.from(pick(random, words)), random), after]);
  }
}

function repeated(piece: Buffer, random: Random): readonly Buffer[] {
  const times = random() < 0.05 ? below(random, 2_000) : below(random, 4);
  return Array.from({ length: times }, () => piece);
}

/** Two lines change places, or one comes twice. */
function swapped(bytes: Buffer, random: Random): Buffer {
  const lines = bytes.toString('latin1').split('\n');
  const [from, to] = [below(random, lines.length), below(random, lines.length)];
  const moved = lines.with(from, lines[to] ?? '');
  return Buffer.from((random() < 0.5 ? moved : moved.with(to, lines[from] ?? '')).join('\n'), 'latin1');
}

/** Replaces the next number behind `at`, so that all stays readable and says something else. */
function replacedNumber(bytes: Buffer, at: number, random: Random): Buffer {
  const match = /\d+/.exec(bytes.toString('latin1', at, at + 2_000));
  if (match === null) return bytes;
  const from = at + match.index;
  const number = String(below(random, 10 ** below(random, 10)));
  const sign = random() < 0.1 ? '-' : '';
  return Buffer.concat([
    bytes.subarray(0, from),
    Buffer.from(`${sign}${number}`),
    bytes.subarray(from + match[0].length),
  ]);
}
