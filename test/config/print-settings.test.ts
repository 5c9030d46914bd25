import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEFAULT_PDF_LIMITS, type PdfLimits } from '../../src/print/pdf/pdf-limits.ts';
import { assertHandOverAllowed, type ShopProfile } from '../../src/print/shop-profile.ts';
import { tariffOn, type Tariff } from '../../src/print/tariff.ts';
import { ConfigFolder, leastSettings, settingsWith } from './example-settings.ts';

let folder: ConfigFolder;
beforeEach(() => void (folder = new ConfigFolder()));
afterEach(() => folder.remove());

it('L6: gives a letter shop’s profile that forbids the hand-over until both papers are stated', () => {
  const silent: ShopProfile = folder.load(leastSettings()).print.profile;
  expect(() => assertHandOverAllowed(silent)).toThrow(/secrecyUndertaking.*processingAgreement/);
  const stated: ShopProfile = folder.load(
    settingsWith('print.profile', {
      id: 'shop-north',
      shopName: 'Druckerei Nord',
      handOver: { kind: 'folder', path: 'outbox' },
      secrecyUndertaking: true,
      processingAgreement: true,
    }),
  ).print.profile;
  expect(() => assertHandOverAllowed(stated)).not.toThrow();
});

it('has the limits for PDFs that print has by itself', () => {
  const limits: PdfLimits = folder.load(leastSettings()).pdf.limits;
  expect(limits).toEqual(DEFAULT_PDF_LIMITS);
});

it('gives tariffs that the business date chooses from', () => {
  const prices = [{ destination: 'domestic', envelopeClass: 'standard', price: 95 }];
  const tariffs: readonly Tariff[] = folder.load(
    settingsWith('print.tariffs', [
      { validFrom: '2025-01-01', prices },
      { validFrom: '2027-01-01', handling: 5, prices },
    ]),
  ).print.tariffs;
  expect(tariffOn(tariffs, '2026-11-23')).toMatchObject({ validFrom: '2025-01-01', handling: 0 });
});
