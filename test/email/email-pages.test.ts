import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailLink, plainValue, webLink } from '../../src/email/email-text.ts';
import type { EmailCategory } from '../../src/email/email-templates.ts';
import { InsurerEmail } from '../../src/email/email-words.ts';
import type { Jurisdiction } from '../../src/domain/decision.ts';

/** Set it to a folder to look at the pages: `EMAIL_PAGES=/tmp/pages npx vitest run test/email/email-pages.test.ts`. */
const PICTURES = process.env['EMAIL_PAGES'];
const CHROMIUM = '/usr/bin/chromium';
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];

const CATEGORIES: readonly EmailCategory[] = ['premium_invoice', 'statement', 'contract_notice'];
const PAGES = CATEGORIES.flatMap((category) =>
  (['DE', 'AT'] as const).flatMap((country) => [
    [category, country, 320] as const,
    [category, country, 800] as const,
  ]),
);
/** WCAG 2.2, 1.4.3, level AA, for text of any size. */
const LEAST_CONTRAST = 4.5;

/** Long names, files and imprints: what breaks a narrow page is never the usual case. */
function pageOf(category: EmailCategory, jurisdiction: Jurisdiction): string {
  const email = new InsurerEmail(
    category,
    jurisdiction,
    {
      revocationAddress: mailLink('einwilligung.elektronische.vertragspost@musterversicherung.example'),
      serviceUrl: webLink('https://kundenportal.musterversicherung.example/postfach/unterlagen'),
      paperNotice: plainValue('§ 5a Abs. 4, § 10 VersVG'),
      insurer: plainValue('Musterversicherung auf Gegenseitigkeit AG'),
    },
    [
      'Musterversicherung auf Gegenseitigkeit AG, Musterstraße 1, 20095 Hamburg',
      'Aufsichtsbehörde: Bundesanstalt für Finanzdienstleistungsaufsicht',
    ],
  );
  const { html } = email.words({
    salutation: plainValue('Guten Tag Frau Dr. Annegret Donaudampfschifffahrtsgesellschaftskapitänswitwe'),
    attachment: plainValue('Beitragsrechnung_zur_Wohngebäudeversicherung_2027_Vertrag_K-10000137-42.pdf'),
    size: plainValue('128 kB'),
  });
  return html.map(({ words }) => words).join('');
}

let browser: Browser | null = null;
beforeAll(async () => {
  if (!existsSync(CHROMIUM)) return;
  browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: [...ARGS, ...QUIET] });
}, 120_000);
afterAll(() => browser?.close());

interface Shown {
  readonly overflow: number;
  readonly language: string;
  readonly title: string;
  readonly headings: readonly string[];
  readonly images: number;
  readonly words: string;
  /** Every text with its contrast against what lies behind it. */
  readonly texts: readonly { readonly text: string; readonly contrast: number }[];
}

/** Runs in the page, so it is text here; contrast by the relative luminance of WCAG 2.2. */
const LOOK = String.raw`(() => {
  const channels = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (color) => {
    const [red, green, blue] = channels(color)
      .slice(0, 3)
      .map((channel) => channel / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const backgroundOf = (element) => {
    if (element === null) return 'rgb(255, 255, 255)';
    const color = getComputedStyle(element).backgroundColor;
    return (channels(color)[3] ?? 1) === 0 ? backgroundOf(element.parentElement) : color;
  };
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = node.textContent.trim();
    if (text === '') continue;
    const [a, b] = [luminance(getComputedStyle(node.parentElement).color), luminance(backgroundOf(node.parentElement))];
    texts.push({ text, contrast: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) });
  }
  return {
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    language: document.documentElement.lang,
    title: document.title,
    headings: [...document.querySelectorAll('h1, h2, h3')].map(({ tagName }) => tagName),
    images: document.querySelectorAll('img, picture, svg, [style*="url("]').length,
    words: document.body.innerText,
    texts,
  };
})()`;

describe('the e-mails as a browser shows them', () => {
  it.for(PAGES)('%s of %s at %d px', { timeout: 120_000 }, async ([category, country, width], { skip }) => {
    if (browser === null) return skip(`${CHROMIUM} is not installed`);
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.setContent(pageOf(category, country));
      const shown: Shown = await page.evaluate<Shown>(LOOK);
      if (PICTURES !== undefined) {
        mkdirSync(PICTURES, { recursive: true });
        const name = `${PICTURES}/${category}-${country}-${width}-${colorScheme}.png`;
        writeFileSync(name, await page.screenshot({ fullPage: true }));
      }
      const weak = shown.texts.filter(({ contrast }) => contrast < LEAST_CONTRAST);
      await page.close();
      expect(shown.overflow, 'it is wider than its window').toBeLessThanOrEqual(0);
      expect(weak, 'text is too faint').toEqual([]);
      expect(asked, 'nothing is fetched').toEqual([]);
      expect(shown).toMatchObject({ language: country === 'AT' ? 'de-AT' : 'de-DE', images: 0 });
      expect(shown.title).not.toBe('');
      expect(shown.headings).toEqual(['H1', 'H2', 'H2', 'H2']);
      // S25, S9, S16: what is attached, to look regularly, how to revoke; the imprint.
      expect(shown.words).toContain('Vertrag_K-10000137-42.pdf (PDF, 128 kB)');
      expect(shown.words).toContain('prüfen Sie deshalb regelmäßig');
      expect(shown.words).toContain('jederzeit für die Zukunft in Textform widerrufen');
      expect(shown.words).toContain('einwilligung.elektronische.vertragspost@musterversicherung.example');
      expect(shown.words).toContain('Aufsichtsbehörde: Bundesanstalt');
      expect(shown.words.includes('§ 5a Abs. 4, § 10 VersVG')).toBe(country === 'AT');
      expect(shown.words.includes('Versicherungspolizze')).toBe(country === 'AT');
    }
  });
});
