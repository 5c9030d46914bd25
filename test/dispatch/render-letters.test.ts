import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/load-config.ts';
import type { Fallback } from '../../src/dispatch/notice-fallbacks.ts';
import { letterWriter } from '../../src/dispatch/render-letters.ts';
import { ConfigFolder, leastSettings } from '../config/example-settings.ts';
import { hasTool } from '../print/pdf/support/rendering.ts';
import { eligibleFacts } from '../support/facts.ts';
import { HOUSE_CATALOGUE } from '../support/house-catalogue.ts';
import { NIGHT } from '../support/night.ts';

let folder: ConfigFolder;
let config: Config;
beforeAll(() => {
  folder = new ConfigFolder();
  config = folder.load(leastSettings());
});
afterAll(() => folder.remove());

async function textOf(fallback: Partial<Fallback>): Promise<string> {
  const { pdf, pages } = await letterWriter(config, HOUSE_CATALOGUE, NIGHT).renderFallbackNotice({
    facts: eligibleFacts(),
    email: 'annegret@example.com',
    cause: 'no-encryption',
    documentTypes: ['BEITRAGSRECHNUNG'],
    ...fallback,
  });
  expect(pages).toBe(1);
  return execFileSync('pdftotext', ['-', '-'], { input: pdf, encoding: 'utf8' }).replaceAll(/\s+/g, ' ');
}

describe.skipIf(!hasTool('pdftotext'))(
  'S3: the letter that e-mail does not reach an address (needs pdftotext)',
  () => {
    it('names documents as the catalogue calls them, and the contract to ask about', async () => {
      const text = await textOf({ documentTypes: ['BEITRAGSRECHNUNG', 'NEUARTIG', null] });
      expect(text).toContain('• Beitragsrechnung • Schreiben zu Ihrem Vertrag • Schreiben zu Ihrem Vertrag');
      expect(text).toContain('annegret@example.com');
      expect(text).toContain('V-4711');
    });

    it('counts what would push it off its page', async () => {
      const text = await textOf({ documentTypes: Array.from({ length: 90 }, () => 'BEITRAGSRECHNUNG') });
      expect(text).toContain('und 87 weitere Schreiben');
    });

    it('speaks of an address that the font cannot show, instead of printing boxes', async () => {
      const text = await textOf({ email: '用户@例え.example' });
      expect(text).toContain('per E-Mail an Ihre uns bekannte Adresse senden');
    });

    it('S23: speaks as in Austria to who lives there', async () => {
      const facts = eligibleFacts({ residenceCountry: 'AT' });
      expect(await textOf({ facts, cause: 'undeliverable' })).toContain('§ 10 VersVG');
    });
  },
);
