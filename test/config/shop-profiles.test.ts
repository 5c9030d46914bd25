import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { shopProfileSchema } from '../../src/config/print-section.ts';
import { jsonSchemaOf } from '../../src/config/schema-keys.ts';
import { clearZonesOf } from '../../src/print/letter-geometry.ts';
import type { ShopProfile } from '../../src/print/shop-profile.ts';
import { ConfigFolder, settingsWith, type Settings } from './example-settings.ts';

const ROOT = join(import.meta.dirname, '../..');
const SHOPS = join(ROOT, 'templates/shops');
const PUBLISHED = join(ROOT, 'docs/schemas/shop-profile.schema.json');

let folder: ConfigFolder;
beforeEach(() => void (folder = new ConfigFolder()));
afterEach(() => folder.remove());

/** The profile as the program has it, or the faults of what was written. */
function load(file: string): ShopProfile {
  folder.write('shop.yaml', readFileSync(join(SHOPS, file), 'utf8'));
  return folder.load(settingsWith('print', { profileFile: 'shop.yaml' })).print.profile;
}

function faultsOf(profile: Settings): readonly string[] {
  const written = {
    id: 'shop-north',
    shopName: 'Druckerei Nord',
    handOver: { kind: 'folder', path: 'outbox' },
    ...profile,
  };
  return folder.faults(settingsWith('print.profile', written)).map((fault) => fault.path);
}

describe('ready-made shop profiles', () => {
  it.each(readdirSync(SHOPS))('L6: %s is valid as it stands, and hands nothing over', (file) => {
    expect(load(file)).toMatchObject({ secrecyUndertaking: false, processingAgreement: false });
  });

  it.each(readdirSync(SHOPS))('%s says everything that can be said, so that nothing is hidden', (file) => {
    const written = parse(readFileSync(join(SHOPS, file), 'utf8')) as Settings;
    expect(Object.keys(written).sort()).toEqual(Object.keys(load(file)).sort());
  });

  it('the German one keeps the place of its DataMatrix free', () => {
    const { geometry, marks } = load('de-din5008-b-datamatrix.yaml');
    const zone = clearZonesOf(geometry).find(({ name }) => name === 'datamatrix');
    if (zone === undefined || marks.kind !== 'datamatrix') throw new Error('expected a DataMatrix');
    expect(marks.y).toBeGreaterThan(zone.y);
    expect(marks.y + 18 * marks.module).toBeLessThan(zone.y + zone.height);
    expect(marks.x + 18 * marks.module).toBeLessThan(zone.x + zone.width);
  });
});

describe('docs/schemas/shop-profile.schema.json', () => {
  it('is the schema that the program checks', () => {
    const schema = jsonSchemaOf(shopProfileSchema({ folder: '/', env: {}, warn: () => undefined }));
    expect(JSON.parse(readFileSync(PUBLISHED, 'utf8'))).toEqual(schema);
  });
});

describe('faults of a shop profile', () => {
  it('a zone must lie on the page', () => {
    expect(faultsOf({ geometry: { addressField: { x: 190 } } })).toEqual([
      'print.profile.geometry.addressField',
    ]);
  });

  it('a DataMatrix must tell one sheet from another', () => {
    const marks = { kind: 'datamatrix', fields: [{ field: 'printFile' }] };
    expect(faultsOf({ marks })).toEqual(['print.profile.marks.fields']);
  });

  it('L3: OMR without a not-end bar could join two letters', () => {
    const marks = { kind: 'omr', lines: ['benchmark', 'safety'] };
    expect(faultsOf({ marks })).toEqual(['print.profile.marks.lines']);
  });

  it('bars and modules keep to what machines read', () => {
    expect(faultsOf({ marks: { kind: 'omr', pitch: 2 } })).toEqual(['print.profile.marks.pitch']);
    expect(faultsOf({ marks: { kind: 'datamatrix', module: 0.1 } })).toEqual(['print.profile.marks.module']);
  });

  it('a fixed text belongs to a constant field, and to no other', () => {
    const fields = [{ field: 'mailpiece' }, { field: 'sheet', text: 'A' }];
    expect(faultsOf({ marks: { kind: 'datamatrix', fields } })).toEqual(['print.profile.marks.fields[1]']);
  });
});
