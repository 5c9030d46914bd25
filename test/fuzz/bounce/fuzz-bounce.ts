import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readReport } from '../../../src/email/bounce/read-report.ts';
import { REPORT_KINDS } from '../../../src/email/bounce/report.ts';
import { CORPUS, corpusIsThere } from '../../email/bounce/agreement.ts';
import { dsn, mail } from '../../email/bounce/mails.ts';

export interface BounceFuzz {
  readonly mutations: number;
  /** By kind of answer. */
  readonly kinds: ReadonlyMap<string, number>;
  readonly slowest: { readonly millis: number; readonly mutation: number };
}

/** Cuts, flips, repeats and nests real reports, and wants an answer for each. @throws on anything but an answer */
export function fuzzBounces(options: {
  readonly mutations: number;
  readonly seed: number;
  readonly onProgress?: (done: number) => void;
}): BounceFuzz {
  const seeds = seedMails();
  const random = generator(options.seed);
  const kinds = new Map<string, number>();
  let slowest = { millis: 0, mutation: 0 };
  for (let mutation = 0; mutation < options.mutations; mutation += 1) {
    const bytes = mutate(seeds, random);
    const started = performance.now();
    const { kind } = readReport(bytes);
    const millis = performance.now() - started;
    if (!REPORT_KINDS.includes(kind)) throw new Error(`Mutation ${mutation}: ${kind} is no kind.`);
    if (millis > slowest.millis) slowest = { millis, mutation };
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    options.onProgress?.(mutation + 1);
  }
  return { mutations: options.mutations, kinds, slowest };
}

function seedMails(): readonly Buffer[] {
  const own = [
    dsn({ action: 'failed', status: '5.1.1', diagnostic: 'smtp; 550 5.1.1 unknown' }),
    mail({ 'Return-Path': '<>', Subject: 'failure notice' }, '<a@b.example>:\n550 no such user'),
  ];
  if (!corpusIsThere()) return own;
  const folder = join(CORPUS, 'eml');
  return [...own, ...readdirSync(folder).map((name) => readFileSync(join(folder, name)))];
}

type Random = (below: number) => number;

/** Mulberry32: the same seed gives the same mails. */
function generator(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

function mutate(seeds: readonly Buffer[], random: Random): Buffer {
  const pick = (): Buffer => seeds[random(seeds.length)] ?? Buffer.alloc(0);
  let bytes: Buffer = Buffer.from(pick());
  for (let round = random(4); round >= 0; round -= 1) {
    const at = random(bytes.length + 1);
    switch (random(7)) {
      case 0:
        bytes = bytes.subarray(0, at);
        break;
      case 1:
        for (let flips = random(30); flips >= 0 && bytes.length > 0; flips -= 1) {
          bytes[random(bytes.length)] = random(256);
        }
        break;
      case 2:
        bytes = Buffer.concat([bytes.subarray(0, at), pick().subarray(0, 5000), bytes.subarray(at)]);
        break;
      case 3: {
        const piece = bytes.subarray(at, at + 1 + random(200));
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          ...Array.from({ length: random(200) }, () => piece),
          bytes.subarray(at),
        ]);
        break;
      }
      case 4:
        bytes = nested(bytes, random(40));
        break;
      case 5:
        bytes = Buffer.concat([Buffer.from(`Subject: ${'x'.repeat(random(200_000))}\n`), bytes]);
        break;
      default:
        bytes = Buffer.concat([bytes.subarray(at), bytes.subarray(0, at)]);
    }
  }
  return bytes;
}

function nested(bytes: Buffer, depth: number): Buffer {
  let inner: Buffer = bytes;
  for (let level = 0; level < depth; level += 1) {
    const head = `Content-Type: multipart/mixed; boundary="b${level}"\n\n--b${level}\n`;
    inner = Buffer.concat([Buffer.from(head), inner, Buffer.from(`\n--b${level}--\n`)]);
  }
  return inner;
}
