import { PDFDocument } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { parseCatalogue } from '../../../src/classify/catalogue.ts';
import { catalogueChanges } from '../../../src/classify/catalogue-changes.ts';
import { LATER_REASON_IDS, RULE_IDS } from '../../../src/classify/rule-ids.ts';
import { catalogueDocument } from '../../../src/operations/catalogue-document/catalogue-document.ts';
import { toHtml } from '../../../src/operations/written-document/to-html.ts';
import { toPdf } from '../../../src/operations/written-document/to-pdf.ts';
import { HOUSE_CATALOGUE, HOUSE_CATALOGUE_YAML } from '../../support/house-catalogue.ts';

const OLDER = HOUSE_CATALOGUE_YAML.replace('form: proof', 'form: written').replace(
  'linesOfBusiness: [KFZ], countries: all',
  'linesOfBusiness: [KFZ, GLAS], countries: all',
);
const DOCUMENT = catalogueDocument(HOUSE_CATALOGUE, {
  with: 'Version 2026-09',
  changes: catalogueChanges(OLDER, HOUSE_CATALOGUE_YAML),
});

describe('the catalogue as a document', () => {
  it('has every rule and every later reason with clause, wording and citation', () => {
    const rules = DOCUMENT.blocks.flatMap((block) => (block.kind === 'rule' ? [block] : []));
    expect(rules.map(({ id }) => id)).toEqual([...RULE_IDS, ...LATER_REASON_IDS]);
    for (const { id, clause, wording, citation } of rules) {
      expect(id.startsWith(`${clause}.`)).toBe(true);
      expect(wording).not.toBe('');
      expect(citation).not.toBe('');
    }
  });

  it('has every document type, line, member state and version of terms', () => {
    const html = toHtml(DOCUMENT);
    const { documentTypes, linesOfBusiness, euMembership, terms, hash } = HOUSE_CATALOGUE;
    for (const code of [...documentTypes.keys(), ...linesOfBusiness.keys(), ...euMembership.keys(), hash]) {
      expect(html).toContain(code);
    }
    for (const { version } of terms) expect(html).toContain(version);
  });

  it('S11: has the words that the catalogue adds to the guard', () => {
    const words = [...HOUSE_CATALOGUE.contentGuard.values()].flat();
    expect(words.length).toBeGreaterThan(0);
    expect(toHtml(DOCUMENT)).toContain(`Zusätzliche Wörter: ${words.join(', ')};`);
  });

  it('says in German what changed since the older one, and by whom', () => {
    const html = toHtml(DOCUMENT);
    expect(html).toContain('Fachbereich Postausgang');
    expect(html).toContain('Dokumentart QUALIFIZIERTE_MAHNUNG: Form');
    expect(html).toMatch(/Schriftform<\/td><td data-label="Jetzt">Zugangsnachweis/);
    expect(html).toContain('Länder: alle; ab: 01.10.2024; Sparten: KFZ, GLAS');
  });

  it('says so when nothing changed, or when there is nothing to compare with', () => {
    expect(toHtml(catalogueDocument(HOUSE_CATALOGUE, { with: 'x', changes: [] }))).toContain('Keine: Beide');
    expect(toHtml(catalogueDocument(HOUSE_CATALOGUE, null))).toContain(
      'Eine frühere Fassung liegt nicht vor.',
    );
  });
});

describe('its HTML', () => {
  it('takes nothing from elsewhere and shows markup as text', () => {
    const catalogue = parseCatalogue(
      HOUSE_CATALOGUE_YAML.replace('title: Beitragsrechnung', 'title: <script src="https://x.example"> & Co'),
    );
    const html = toHtml(catalogueDocument(catalogue, null));
    expect(html).toContain('&lt;script src=&quot;https://x.example&quot;&gt; &amp; Co');
    expect(html).not.toMatch(/<(?:script|link|img|iframe)/);
    expect(html).toContain('<html lang="de">');
  });
});

describe('its PDF', () => {
  it('is A4, several pages, and the same bytes for the same rules', async () => {
    const pdf = await toPdf(DOCUMENT);
    const pages = (await PDFDocument.load(pdf)).getPages();
    expect(pages.length).toBeGreaterThan(5);
    for (const page of pages) expect(page.getWidth()).toBeCloseTo(595.28, 1);
    expect(Buffer.from(pdf).equals(Buffer.from(await toPdf(DOCUMENT)))).toBe(true);
  });
});
