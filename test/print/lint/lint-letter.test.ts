import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { degrees } from 'pdf-lib';
import { beforeAll, describe, expect, it, test } from 'vitest';
import type { Finding } from '../../../src/print/lint/finding.ts';
import { lintLetter } from '../../../src/print/lint/lint-letter.ts';
import type { LintRules } from '../../../src/print/lint/lint-page.ts';
import { loadPdfium } from '../../../src/print/pdfium/raw-pdfium.ts';
import type { RawPdfium } from '../../../src/print/pdfium/raw-pdfium.ts';
import { CORPUS_NOTE, letterPaths } from '../pdf/support/corpus.ts';
import { letterWith, helvetica, RULES } from './bad-letters.ts';

let pdfium: RawPdfium;
beforeAll(async () => {
  pdfium = await loadPdfium();
});

function findings(pdf: Uint8Array, rules: LintRules = RULES): readonly Finding[] {
  return lintLetter(pdfium, pdf, rules).findings;
}

describe('a letter as the shop wants it', () => {
  it('has no findings, its fold marks included', async () => {
    expect(findings(await letterWith())).toEqual([]);
  });

  it('is measured as a reader sees it: a rotated page is judged upright', async () => {
    const turned = await letterWith(({ page }) => page.setRotation(degrees(180)));
    expect(findings(turned).map(({ code }) => code)).toContain('address-missing');
  });
});

describe('the address', () => {
  it('is missed where it stands above the window, and the window is told in millimetres', async () => {
    const [finding] = findings(await letterWith(undefined, { addressShift: { x: 80, y: -40 } }));
    expect(finding).toMatchObject({
      code: 'address-missing',
      level: 'error',
      page: 1,
      where: { x: 20, y: 62.7, width: 85, height: 27.3 },
    });
  });

  it('leaves the window at its right side when it is shifted, and each line says by how much', async () => {
    const shifted = findings(await letterWith(undefined, { addressShift: { x: 65, y: 0 } }));
    expect(shifted.map(({ code }) => code)).toEqual([
      'address-outside',
      'address-outside',
      'address-outside',
    ]);
    expect(shifted[0]?.got).toMatch(/leaves it by \d+\.\d mm/);
    expect(shifted[0]?.where?.x).toBeCloseTo(90, 0);
  });

  it('is alone in its window: a logo in it is found at its place', async () => {
    const [finding, ...others] = findings(await letterWith(({ box }) => box(80, 70, 15, 10)));
    expect(others).toEqual([]);
    expect(finding?.code).toBe('ink-in-address');
    expect(finding?.where?.x).toBeCloseTo(80, 0);
    expect(finding?.where?.height).toBeCloseTo(10, 0);
  });

  it('without a postal code is a warning, no error', async () => {
    // A zone that ends above the line with the code.
    const addressZone = { x: 20, y: 60, width: 85, height: 19.4 };
    const rules = { ...RULES, geometry: { ...RULES.geometry, addressZone } };
    const [finding] = findings(await letterWith(), rules);
    expect(finding).toMatchObject({ code: 'address-no-postal-code', level: 'warning' });
  });
});

describe('zones that must be free', () => {
  it('name the text in them', async () => {
    const [finding, ...others] = findings(await letterWith(({ text }) => text('Seite', 2, 172)));
    expect(others.every(({ zone }) => zone === 'left-edge' || zone === 'datamatrix')).toBe(true);
    expect(finding).toMatchObject({ code: 'text-in-zone', page: 1, got: 'text (5 characters)' });
  });

  it('name ink that is no text', async () => {
    const codes = findings(await letterWith(({ box }) => box(5, 170, 5, 5)));
    expect(codes.map(({ code, zone }) => `${code} ${zone}`)).toEqual([
      'ink-in-zone left-edge',
      'ink-in-zone datamatrix',
    ]);
  });

  it('let ink reach in by the tolerance, and no further', async () => {
    expect(findings(await letterWith(({ box }) => box(11.2, 200, 10, 10)))).toEqual([]);
    expect(findings(await letterWith(({ box }) => box(10.5, 200, 10, 10)))).toHaveLength(1);
  });

  it('allow fold marks only where nobody reads bars', async () => {
    const [finding] = findings(await letterWith(), { ...RULES, foldMarksAllowed: false });
    expect(finding).toMatchObject({ code: 'ink-in-zone', zone: 'left-edge' });
    expect(finding?.where?.y).toBeCloseTo(105, 0);
  });

  it('that concern the first page leave the others alone', async () => {
    const two = await letterWith(({ pdf }) => {
      const page = pdf.addPage([595.276, 841.89]);
      page.drawRectangle({ x: 100, y: 690, width: 50, height: 20 });
    });
    expect(findings(two)).toEqual([]);
  });
});

describe('the file', () => {
  it('with a font that is not embedded says which', async () => {
    const bad = await letterWith(async ({ pdf, text }) => text('Hallo', 30, 150, await helvetica(pdf)));
    expect(findings(bad)).toMatchObject([{ code: 'font-not-embedded', level: 'error', page: 1 }]);
  });

  it('with a script, or with an attachment, is warned about', async () => {
    const active = await letterWith(async ({ pdf }) => {
      pdf.addJavaScript('hello', 'app.alert(1)');
      await pdf.attach(new Uint8Array([1, 2, 3]), 'invoice.xml');
    });
    expect(
      findings(active)
        .map(({ code, level }) => `${level} ${code}`)
        .sort(),
    ).toEqual(['warning attachment', 'warning javascript']);
  });

  it('of another size is an error, landscape a warning', async () => {
    expect(findings(await letterWith(undefined, { size: [148, 210] }))).toMatchObject([
      { code: 'page-size' },
    ]);
    expect(findings(await letterWith(undefined, { size: [297, 210] }))).toMatchObject([
      { code: 'page-turned', level: 'warning' },
    ]);
  });

  it('that cannot be printed says why', () => {
    const [finding] = findings(Buffer.from('no PDF at all'));
    expect(finding).toMatchObject({ code: 'unfit', page: null });
    expect(finding?.got).toContain('not_a_pdf');
  });

  it('never quotes what the letter says (L8)', async () => {
    const told = JSON.stringify(findings(await letterWith(({ text }) => text('Geheimnis', 2, 172))));
    expect(told).not.toContain('Geheimnis');
  });
});

/** Where each producer of the sample letters puts the address; none of them follows DIN 5008. */
const WINDOWS: Readonly<Record<string, { readonly y: number; readonly height: number }>> = {
  lo: { y: 26, height: 26 },
  chr: { y: 27.5, height: 26 },
  fop: { y: 42, height: 26 },
  plib: { y: 21, height: 26 },
  rl: { y: 47, height: 36 },
};
const letters = letterPaths().filter((_, index) => index % 10 < 5 && index < 60);

describe.skipIf(letters.length === 0)(`sample letters (${CORPUS_NOTE})`, () => {
  test('are clean against a window where their address stands', () => {
    for (const path of letters) {
      const producer = /_(\w+)\.pdf$/.exec(basename(path))?.[1] ?? '';
      const window = { x: 18, width: 100, ...(WINDOWS[producer] ?? { y: 0, height: 1 }) };
      const geometry = {
        ...RULES.geometry,
        addressField: window,
        addressZone: window,
        // Their left margin holds the OMR bars of another shop.
        clearEdges: { left: 0, right: 5, top: 5, bottom: 5 },
        clearZones: [],
      };
      expect(findings(readFileSync(path), { geometry, foldMarksAllowed: true }), basename(path)).toEqual([]);
    }
  });

  test('with bars of another shop in the left margin are not clean for a shop that wants it free', () => {
    const barred = letters.find((path) => path.endsWith('000004_rl.pdf')) ?? '';
    const inMargin = findings(readFileSync(barred)).filter(({ zone }) => zone === 'left-edge');
    expect(inMargin.length).toBeGreaterThan(3);
    expect(inMargin[0]?.where).toMatchObject({ x: 3.3 });
  });
});
