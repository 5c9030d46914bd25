import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildManifest } from '../../../src/print/build-manifest.ts';
import type { PrintManifest } from '../../../src/print/manifest.ts';
import { DEFAULT_PDF_LIMITS } from '../../../src/print/pdf/pdf-limits.ts';
import { createPrintFileWriter } from '../../../src/print/pdf/print-file-writer.ts';
import { strayAddresses } from '../../../src/print/window-text/stray-addresses.ts';
import { EXAMPLE_PROFILE, printItem } from '../example-profile.ts';
import { letterWith } from '../lint/bad-letters.ts';

const WINDOW = EXAMPLE_PROFILE.geometry.addressField;

let folder = '';
let path = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stray-'));
  path = join(folder, 'print.pdf');
  const writer = await createPrintFileWriter(path, { limits: DEFAULT_PDF_LIMITS, title: 'Test' });
  // Both are addressed to 97070; the second one stands too low.
  await writer.append(await letterWith(), { duplex: false });
  await writer.append(await letterWith(undefined, { addressShift: { x: 0, y: 40 } }), { duplex: false });
  await writer.finish();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function manifest(...postalCodes: readonly string[]): PrintManifest {
  return buildManifest({
    plan: {
      stream: 'domestic-standard-simplex',
      mailpieces: postalCodes.map((postalCode, index) => ({
        items: [printItem({ dispatchId: `d-${index}`, documentId: `doc-${index}`, postalCode })],
        sheets: 1,
      })),
    },
    profile: EXAMPLE_PROFILE,
    printFileId: '20261123-0001',
    businessDate: '2026-11-23',
    runId: 'run-1',
    catalogueHash: 'c'.repeat(64),
    toolVersion: '0.1.0',
    file: { name: 'x.pdf', sha256: '0'.repeat(64), bytes: 1 },
  });
}

async function strays(...postalCodes: readonly string[]): Promise<readonly number[]> {
  return (await strayAddresses(path, manifest(...postalCodes), WINDOW)).map(({ sequence }) => sequence);
}

describe('postal codes in the address window', () => {
  it('are found where they belong, and missed where the address stands elsewhere', async () => {
    expect(await strays('97070', '97070')).toEqual([2]);
  });

  it('of somebody else are not taken for the right one, nor are parts of it', async () => {
    expect(await strays('97071', '97070')).toEqual([1, 2]);
    expect(await strays('9707', '97070')).toEqual([1, 2]);
    expect(await strays('7070', '97070')).toEqual([1, 2]);
  });

  it('are not looked for where the address has none', async () => {
    expect(await strays('', '')).toEqual([]);
  });
});
