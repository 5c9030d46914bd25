import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { buildManifest } from '../../src/print/build-manifest.ts';
import { PrintFileDamagedError, PrintFileMismatchError } from '../../src/print/errors.ts';
import { manifestCsv } from '../../src/print/manifest-csv.ts';
import { manifestJson, manifestSchema, parseManifest } from '../../src/print/manifest.ts';
import type { PrintManifest } from '../../src/print/manifest.ts';
import type { ShopProfile } from '../../src/print/shop-profile.ts';
import { verifyManifest } from '../../src/print/verify-manifest.ts';
import { EXAMPLE_PROFILE, printItem } from './example-profile.ts';

const PLAN = {
  stream: 'domestic-standard-duplex',
  mailpieces: [
    { items: [printItem({ pages: 3 })], sheets: 2 },
    {
      items: [
        printItem({ dispatchId: 'd-2', documentId: 'doc-2', postalCode: '70173' }),
        printItem({ dispatchId: 'd-3', documentId: 'doc;"3"', postalCode: '70173', pages: 2 }),
      ],
      sheets: 2,
    },
  ],
};

const MARKED_PROFILE: ShopProfile = {
  ...EXAMPLE_PROFILE,
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
      length: field === 'printFile' ? null : 1,
      text: null,
    })),
  },
};

function exampleManifest(): PrintManifest {
  return buildManifest(exampleInput());
}

describe('manifest', () => {
  test('counts documents, mailpieces, sheets and printed pages, blank backs included', () => {
    expect(exampleManifest().counts).toEqual({
      documents: 3,
      mailpieces: 2,
      sheets: 4,
      pages: 8,
      servicePages: 0,
    });
  });

  test('says what each mailpiece weighs: 4.99 g a sheet at 80 g/m²', () => {
    expect(exampleManifest().mailpieces.map(({ grams }) => grams)).toEqual([9.98, 9.98]);
    const heavier = { ...EXAMPLE_PROFILE, grammage: 100 };
    expect(buildManifest({ ...exampleInput(), profile: heavier }).mailpieces[0]?.grams).toBe(12.47);
  });

  test('a carrier sheet comes before the documents and is counted as a sheet', () => {
    const mailpieces = [{ items: [printItem({ pages: 3 })], sheets: 3, carrierSheet: true }];
    const manifest = buildManifest({ ...exampleInput(), plan: { ...PLAN, mailpieces } });
    expect(manifest.mailpieces[0]).toMatchObject({ firstPage: 1, lastPage: 6, carrierSheet: true });
    expect(manifest.mailpieces[0]?.documents[0]?.firstPage).toBe(3);
    expect(() => verifyManifest(manifest)).not.toThrow();
  });

  test('job ticket and separator are no mailpieces: they have pages of their own', () => {
    const profile = { ...EXAMPLE_PROFILE, jobTicket: true, separatorPage: true };
    const manifest = buildManifest({ ...exampleInput(), profile });
    expect(manifest.serviceSheets).toEqual([
      { kind: 'jobTicket', firstPage: 1, lastPage: 2 },
      { kind: 'separator', firstPage: 11, lastPage: 12 },
    ]);
    expect(manifest.counts).toMatchObject({ sheets: 4, pages: 8, servicePages: 4 });
    expect(manifest.mailpieces[0]?.firstPage).toBe(3);
    expect(() => verifyManifest(manifest)).not.toThrow();
  });

  test('lists the payload of every sheet’s mark', () => {
    const manifest = buildManifest({ ...exampleInput(), profile: MARKED_PROFILE });
    expect(manifest.mailpieces.map(({ marks }) => marks)).toEqual([
      ['pf-1-1-1-2', 'pf-1-1-2-2'],
      ['pf-1-2-1-2', 'pf-1-2-2-2'],
    ]);
    expect(() => verifyManifest(manifest)).not.toThrow();
    manifest.mailpieces[1]?.marks.pop();
    expect(() => verifyManifest(manifest)).toThrow(PrintFileMismatchError);
  });

  test('says for each mailpiece and document on which page it stands', () => {
    const [first, second] = exampleManifest().mailpieces;
    expect([first?.firstPage, first?.lastPage, second?.firstPage, second?.lastPage]).toEqual([1, 4, 5, 8]);
    expect(second?.documents.map((document) => document.firstPage)).toEqual([5, 7]);
  });

  test('simplex documents take one page a sheet', () => {
    const plan = {
      stream: 'domestic-standard-simplex',
      mailpieces: [{ items: [printItem({ pages: 3 })], sheets: 3 }],
    };
    const manifest = buildManifest({ ...exampleInput(), plan });
    expect(manifest.counts.pages).toBe(3);
    expect(() => verifyManifest(manifest)).not.toThrow();
  });

  test('a mailpiece that lost a document keeps the envelope of its stream', () => {
    const plan = { stream: 'domestic-C5-gross-duplex', mailpieces: [{ items: [printItem()], sheets: 1 }] };
    expect(buildManifest({ ...exampleInput(), plan }).mailpieces[0]?.envelopeClass).toBe('C5-gross');
  });

  test('the same print file always gives the same text', () => {
    expect(manifestJson(exampleManifest())).toBe(manifestJson(exampleManifest()));
  });

  test('no id in its CSV is a formula to a spreadsheet', () => {
    const mailpieces = [
      { items: [printItem({ documentId: '=HYPERLINK("//x")', dispatchId: '-1' })], sheets: 1 },
    ];
    const csv = manifestCsv(buildManifest({ ...exampleInput(), plan: { ...PLAN, mailpieces } }));
    expect(csv).toContain(`;"'=HYPERLINK(""//x"")";'-1;`);
  });

  test('its JSON is read back whole', () => {
    const manifest = exampleManifest();
    expect(parseManifest(manifestJson(manifest))).toEqual(manifest);
    const empty = buildManifest({ ...exampleInput(), plan: { ...PLAN, mailpieces: [] } });
    expect(parseManifest(manifestJson(empty))).toEqual(empty);
  });

  test('nobody changes, adds or takes away the day of production without breaking the chain', () => {
    const manifest = buildManifest({ ...exampleInput(), productionDate: '2026-11-24' });
    expect(() => verifyManifest(manifest)).not.toThrow();
    const { productionDate: _day, ...without } = manifest;
    expect(() => verifyManifest(without)).toThrow(PrintFileMismatchError);
    for (const changed of [manifest, exampleManifest()]) {
      expect(() => verifyManifest({ ...changed, productionDate: '2026-12-01' })).toThrow(
        PrintFileMismatchError,
      );
    }
  });

  test('L8: it holds no names or streets, only what the schema publishes', () => {
    expect(() => parseManifest(JSON.stringify({ ...exampleManifest(), recipient: 'Erika' }))).toThrow(
      PrintFileDamagedError,
    );
  });

  test('the published JSON schema is the one that the program checks', () => {
    const published: unknown = JSON.parse(
      readFileSync(new URL('../../docs/schemas/print-manifest.schema.json', import.meta.url), 'utf8'),
    );
    expect(published).toEqual(z.toJSONSchema(manifestSchema));
  });

  test('text that is no manifest is refused with the place of the fault', () => {
    expect(() => parseManifest('{')).toThrow('expected JSON');
    const { mailpieces, ...rest } = exampleManifest();
    expect(() =>
      parseManifest(JSON.stringify({ ...rest, mailpieces: [{ ...mailpieces[0], sheets: -1 }] })),
    ).toThrow('mailpieces.0.sheets');
  });
});

describe('manifest for people', () => {
  test('one line a mailpiece, quoted where a value holds a separator', () => {
    const lines = manifestCsv(exampleManifest()).split('\r\n');
    expect(lines[0]).toBe(
      'sequence;first_page;last_page;sheets;carrier_sheet;grams;envelope_class;country;postal_code;document_ids;dispatch_ids;marks;hash',
    );
    expect(lines[1]).toMatch(/^1;1;4;2;0;9.98;standard;DE;69115;doc-1;d-1;;[0-9a-f]{64}$/);
    expect(lines[2]).toContain(';70173;"doc-2 doc;""3""";d-2 d-3;');
    expect(lines[3]).toBe('');
  });
});

describe('verification of a manifest', () => {
  test('an untouched manifest agrees with itself', () => {
    expect(() => verifyManifest(exampleManifest())).not.toThrow();
  });

  const tampered: Readonly<Record<string, (manifest: PrintManifest) => void>> = {
    'a dropped last line': (manifest) => manifest.mailpieces.pop(),
    'a dropped last line with counts and seal made to fit': (manifest) => {
      manifest.mailpieces.pop();
      Object.assign(manifest, {
        counts: { documents: 1, mailpieces: 1, sheets: 2, pages: 4, servicePages: 0 },
        seal: manifest.mailpieces[0]?.hash,
      });
    },
    'swapped lines': (manifest) => manifest.mailpieces.push(...manifest.mailpieces.splice(0, 1)),
    'a changed postal code': (manifest) => Object.assign(manifest.mailpieces[1]!, { postalCode: '10115' }),
    'another dispatch id': (manifest) =>
      Object.assign(manifest.mailpieces[0]!.documents[0]!, { dispatchId: 'd-9' }),
    'another file': (manifest) => Object.assign(manifest.file, { sha256: '0'.repeat(64) }),
    'another shop': (manifest) => Object.assign(manifest.shop, { name: 'Other' }),
    'another weight': (manifest) => Object.assign(manifest.mailpieces[0]!, { grams: 1 }),
    'another mark': (manifest) => Object.assign(manifest.mailpieces[0]!, { marks: ['a', 'b'] }),
    'another kind of marks': (manifest) => Object.assign(manifest.marks, { kind: 'datamatrix' }),
    'a service sheet that is not there': (manifest) =>
      manifest.serviceSheets.push({ kind: 'separator', firstPage: 9, lastPage: 10 }),
    'another count of sheets': (manifest) => Object.assign(manifest.counts, { sheets: 5 }),
    'another seal': (manifest) => Object.assign(manifest, { seal: '0'.repeat(64) }),
  };

  test.each(Object.keys(tampered))('%s is found', (name) => {
    const manifest = exampleManifest();
    tampered[name]!(manifest);
    expect(() => verifyManifest(manifest)).toThrow(PrintFileMismatchError);
  });

  test.each([
    [[{ items: [printItem(), printItem()], sheets: 2 }], 'dispatch d-1'],
    [[{ items: [printItem()], sheets: 2 }], 'mailpiece 1, sheets'],
  ])('a well-chained manifest of an impossible plan is found too', (mailpieces, named) => {
    const manifest = buildManifest({ ...exampleInput(), plan: { ...PLAN, mailpieces } });
    expect(() => verifyManifest(manifest)).toThrow(named);
  });
});

function exampleInput(): Parameters<typeof buildManifest>[0] {
  return {
    plan: PLAN,
    profile: EXAMPLE_PROFILE,
    printFileId: 'pf-1',
    businessDate: '2026-11-23',
    runId: 'run-1',
    catalogueHash: 'c'.repeat(64),
    toolVersion: '0.1.0',
    file: { name: 'x.pdf', sha256: 'f'.repeat(64), bytes: 1234 },
  };
}
