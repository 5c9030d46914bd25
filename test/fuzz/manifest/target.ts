import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { verifyFiles } from '../../../src/operations/verify-files.ts';
import { PrintFileDamagedError, PrintFileMismatchError } from '../../../src/print/errors.ts';
import { chained, chainStart } from '../../../src/print/manifest-chain.ts';
import { manifestJson, parseManifest, type PrintManifest } from '../../../src/print/manifest.ts';
import type { ShopProfile } from '../../../src/print/shop-profile.ts';
import type { Night } from '../../support/night.ts';
import type { FuzzTarget, OpenTarget } from '../fuzz-target.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { printedNight } from '../printed-night.ts';
import { below, pick, type Random } from '../random.ts';

const MARKED: Partial<ShopProfile> = {
  marks: {
    kind: 'datamatrix',
    x: 4,
    y: 166,
    module: 0.5,
    symbolSize: null,
    whiteBox: true,
    separator: '-',
    fields: (['printFile', 'mailpiece', 'sheet', 'sheets'] as const).map((field) => ({
      field,
      length: null,
      text: null,
    })),
  },
  jobTicket: true,
  separatorPage: true,
};

/** What an input begins with: which print file of the two, and what of it the rest stands for. */
const INPUT = /^(plain|marked) (manifest|forged|file)\n/;

const WORDS = [
  '"',
  ',',
  ':',
  '{',
  '}',
  '[',
  ']',
  'null',
  'true',
  '1e400',
  '-0',
  '"hash"',
  '"stream": "foreign-standard-simplex"',
  '"reprint": {}',
  '__proto__',
  '\\u0000',
  '0'.repeat(64),
  '"productionDate": "2026-12-01"',
  ' ',
  '\n',
  '/Kids',
  'endobj',
  'stream\n',
  'xref',
  'trailer',
];

/**
 * Manifests and print files with faults, and manifests that somebody changed who knows how to seal them: `verify` takes none
 * that says anything else than the file shows, and fails on none.
 */
export const MANIFEST_TARGET: FuzzTarget = { name: 'manifest', shortRuns: 300, open: openManifests };

interface Printed {
  readonly night: Night;
  readonly pdf: Buffer;
  readonly json: Buffer;
  readonly manifest: PrintManifest;
}

async function openManifests(): Promise<OpenTarget> {
  const printed = { plain: await printedFile({}), marked: await printedFile(MARKED) };
  return {
    invent: (random) => {
      const which = random() < 0.5 ? 'plain' : 'marked';
      const what = pick(random, ['manifest', 'manifest', 'forged', 'forged', 'file'] as const);
      return Buffer.concat([Buffer.from(`${which} ${what}\n`), faulty(printed[which], what, random)]);
    },
    judge: (input) => {
      const [begin, which, what] = INPUT.exec(input.subarray(0, 20).toString('latin1')) ?? [];
      if (begin === undefined) throw new Error('Expected an input of this target.');
      return judge(
        printed[which === 'marked' ? 'marked' : 'plain'],
        what ?? '',
        input.subarray(begin.length),
      );
    },
    close: async () => {
      await printed.plain.night.close();
      await printed.marked.night.close();
    },
  };
}

async function printedFile(profile: Partial<ShopProfile>): Promise<Printed> {
  const { night } = await printedNight(profile);
  const outbox = night.path('outbox');
  const name = readdirSync(outbox).find((each) => each.endsWith('.pdf')) ?? '';
  const json = readFileSync(`${outbox}/${name.replace(/pdf$/, 'json')}`, 'utf8');
  // The only thing in it that differs from night to night, and with it every hash.
  const manifest = sealed({ ...parseManifest(json), runId: 'run-1' });
  return {
    night,
    pdf: readFileSync(`${outbox}/${name}`),
    json: Buffer.from(manifestJson(manifest)),
    manifest,
  };
}

function faulty({ pdf, json, manifest }: Printed, what: string, random: Random): Buffer {
  if (what === 'file') return mutateBytes(pdf, random, WORDS, 2);
  return what === 'manifest' ? mutateBytes(json, random, WORDS, 3) : Buffer.from(forged(manifest, random));
}

/** One or two values changed, and everything sealed anew. */
function forged(manifest: PrintManifest, random: Random): string {
  const copy = structuredClone(manifest);
  for (let changes = 1 + below(random, 2); changes > 0; changes -= 1) change(copy, random);
  return manifestJson(sealed(copy));
}

function sealed({ seal: _seal, mailpieces, ...head }: PrintManifest): PrintManifest {
  const chain: PrintManifest['mailpieces'] = [];
  for (const { hash: _hash, ...entry } of mailpieces)
    chain.push(chained(chain.at(-1)?.hash ?? chainStart(head), entry));
  return { ...head, seal: chain.at(-1)?.hash ?? chainStart(head), mailpieces: chain };
}

function change(manifest: PrintManifest, random: Random): void {
  const inside =
    random() < 0.6
      ? pick(random, manifest.mailpieces)
      : pick(random, [manifest, manifest.counts, manifest.file, manifest.marks]);
  const holder = inside as Record<string, unknown>;
  const key = pick(
    random,
    Object.keys(holder).filter((name) => name !== 'mailpieces'),
  );
  const value = holder[key];
  if (typeof value === 'number') holder[key] = value + pick(random, [-1, 1, 2, 0.5, 1000]);
  else if (typeof value === 'boolean') holder[key] = !value;
  else if (typeof value === 'string')
    holder[key] = /^[0-9a-f]{64}$/.test(value)
      ? value.replace(/^./, (digit) => (digit === '0' ? '1' : '0'))
      : `${value}-simplex`;
  else if (Array.isArray(value) && random() < 0.5) value.pop();
  else if (Array.isArray(value)) value.reverse();
  if (random() < 0.1) manifest.mailpieces.reverse();
}

async function judge(printed: Printed, what: string, content: Buffer): Promise<string> {
  const [pdf, json] = [printed.night.path('fuzzed.pdf'), printed.night.path('fuzzed.json')];
  writeFileSync(pdf, what === 'file' ? content : printed.pdf);
  writeFileSync(json, what === 'file' ? printed.json : content);
  try {
    await verifyFiles({ printFile: pdf, manifest: null, profile: null, cwd: '/' });
  } catch (error) {
    if (error instanceof PrintFileDamagedError || error instanceof PrintFileMismatchError)
      return `${what}: ${error.code}`;
    throw error;
  }
  if (what === 'file') {
    if (!content.equals(printed.pdf)) throw new Error('Another print file was taken.');
    return 'file: the same';
  }
  const taken = parseManifest(content.toString('utf8'));
  const isTaken =
    what === 'manifest'
      ? isDeepStrictEqual(taken, printed.manifest)
      : saysTheSameOfTheFile(taken, printed.manifest);
  if (!isTaken) throw new Error('A manifest that says something else was taken.');
  return `${what}: taken`;
}

/** Whoever can seal can say anything of what no page shows; of the pages, sheets and marks he can say nothing else. */
function saysTheSameOfTheFile(taken: PrintManifest, real: PrintManifest): boolean {
  return isDeepStrictEqual(shown(taken), shown(real));
}

function shown({ file, counts, marks, serviceSheets, mailpieces }: PrintManifest): unknown {
  return {
    sha256: file.sha256,
    bytes: file.bytes,
    counts,
    marks,
    serviceSheets: serviceSheets.toSorted((left, right) => left.firstPage - right.firstPage),
    mailpieces: mailpieces.map(({ firstPage, lastPage, sheets, contentSha256, marks: payloads }) => [
      firstPage,
      lastPage,
      sheets,
      contentSha256,
      payloads,
    ]),
  };
}
