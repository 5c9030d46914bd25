import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readReport } from '../../../src/email/bounce/read-report.ts';
import { REPORT_KINDS } from '../../../src/email/bounce/report.ts';
import { CORPUS, corpusIsThere } from '../../email/bounce/agreement.ts';
import { dsn, mail } from '../../email/bounce/mails.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { below, pick, type Random } from '../random.ts';

/** Real reports that were cut, flipped, repeated and nested: each gets one of the known answers. */
export const BOUNCE_TARGET: FuzzTarget = {
  name: 'bounce',
  shortRuns: 500,
  open: () => {
    const seeds = seedMails();
    return Promise.resolve({
      invent: (random) => mutateMail(seeds, random),
      judge: (input) => {
        const { kind } = readReport(input);
        if (!REPORT_KINDS.includes(kind)) throw new Error(`Expected a kind of report, got ${kind}.`);
        return kind;
      },
      close: () => Promise.resolve(),
    });
  },
};

function seedMails(): readonly Buffer[] {
  const own = [
    dsn({ action: 'failed', status: '5.1.1', diagnostic: 'smtp; 550 5.1.1 unknown' }),
    mail({ 'Return-Path': '<>', Subject: 'failure notice' }, '<a@b.example>:\n550 no such user'),
  ];
  if (!corpusIsThere()) return own;
  const folder = join(CORPUS, 'eml');
  return [...own, ...readdirSync(folder).map((name) => readFileSync(join(folder, name)))];
}

function mutateMail(seeds: readonly Buffer[], random: Random): Buffer {
  let bytes: Buffer = Buffer.from(pick(random, seeds));
  for (let rounds = 1 + below(random, 4); rounds > 0; rounds -= 1) bytes = faultyMail(bytes, seeds, random);
  return bytes;
}

function faultyMail(bytes: Buffer, seeds: readonly Buffer[], random: Random): Buffer {
  const at = below(random, bytes.length + 1);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (below(random, 7)) {
    case 0:
      return before;
    case 1: {
      const flipped = Buffer.from(bytes);
      for (let flips = 1 + below(random, 30); flips > 0 && flipped.length > 0; flips -= 1) {
        flipped[below(random, flipped.length)] = below(random, 256);
      }
      return flipped;
    }
    case 2:
      return Buffer.concat([before, pick(random, seeds).subarray(0, 5000), after]);
    case 3: {
      const piece = bytes.subarray(at, at + 1 + below(random, 200));
      return Buffer.concat([before, ...Array.from({ length: below(random, 200) }, () => piece), after]);
    }
    case 4:
      return nested(bytes, below(random, 40));
    case 5:
      return Buffer.concat([Buffer.from(`Subject: ${'x'.repeat(below(random, 200_000))}\n`), bytes]);
    default:
      return Buffer.concat([after, before]);
  }
}

function nested(bytes: Buffer, depth: number): Buffer {
  let inner: Buffer = bytes;
  for (let level = 0; level < depth; level += 1) {
    const head = `Content-Type: multipart/mixed; boundary="b${level}"\n\n--b${level}\n`;
    inner = Buffer.concat([Buffer.from(head), inner, Buffer.from(`\n--b${level}--\n`)]);
  }
  return inner;
}
