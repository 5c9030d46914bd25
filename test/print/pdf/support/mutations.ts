/** Words that steer a reader: put anywhere, they make it follow what is not there. */
const WORDS = [
  'endobj',
  'endstream',
  'stream\n',
  '<<',
  '>>',
  '[',
  ']',
  '(',
  ')',
  ' 0 R',
  '1 0 R',
  '/Kids',
  '/Prev 10',
  '/Length 99999999',
  '/Count -1',
  '/Type/ObjStm',
  '/XRefStm 9',
  'xref',
  'trailer',
  '%%EOF',
  '99999999999',
  '-',
  '/Parent 1 0 R',
  'null',
];

/** The file with a few faults of the kinds that transport, bugs and malice make. */
export function mutate(original: Uint8Array, random: () => number): Buffer {
  let bytes = Buffer.from(original);
  const faults = 1 + Math.floor(random() * 8);
  for (let i = 0; i < faults; i += 1) bytes = applyFault(bytes, random);
  return bytes;
}

function applyFault(bytes: Buffer, random: () => number): Buffer<ArrayBuffer> {
  const at = Math.floor(random() * bytes.length);
  const length = Math.floor(random() * Math.min(200, bytes.length - at));
  const before = bytes.subarray(0, at);
  switch (Math.floor(random() * 7)) {
    case 0:
      return Buffer.concat([before, Buffer.from([Math.floor(random() * 256)]), bytes.subarray(at + 1)]);
    case 1:
      return Buffer.concat([before, bytes.subarray(at + length)]);
    case 2:
      return Buffer.concat([before, bytes.subarray(at, at + length), bytes.subarray(at)]);
    case 3:
      return Buffer.concat([
        before,
        Buffer.from(WORDS[Math.floor(random() * WORDS.length)] ?? ''),
        bytes.subarray(at),
      ]);
    case 4:
      return random() < 0.3 ? Buffer.from(before) : Buffer.from(bytes);
    case 5:
      return replaceNumber(bytes, at, String(Math.floor(random() * 10 ** Math.floor(random() * 10))));
    default:
      return replaceNumber(bytes, at, String(Math.floor(random() * 60)));
  }
}

/** Replaces the next number behind `at`, so that the file stays readable and says something else. */
function replaceNumber(bytes: Buffer, at: number, number: string): Buffer<ArrayBuffer> {
  const text = bytes.toString('latin1', at, at + 2_000);
  const match = /\d+/.exec(text);
  if (match === null) return Buffer.from(bytes);
  const from = at + match.index;
  return Buffer.concat([
    bytes.subarray(0, from),
    Buffer.from(number),
    bytes.subarray(from + match[0].length),
  ]);
}
