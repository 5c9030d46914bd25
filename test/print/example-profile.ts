import type { PrintItem } from '../../src/domain/print.ts';
import type { ShopProfile } from '../../src/print/shop-profile.ts';

/** A German shop with the four classes of the usual envelopes. */
export const EXAMPLE_PROFILE: ShopProfile = {
  id: 'example-de',
  shopName: 'Beispiel Lettershop GmbH',
  homeCountries: ['DE'],
  duplex: true,
  envelopeClasses: [
    { name: 'standard', maxSheets: 3 },
    { name: 'compact', maxSheets: 8 },
    { name: 'large', maxSheets: 90 },
    { name: 'maxi', maxSheets: 190 },
  ],
  limits: { maxMailpieces: 1_000, maxSheets: 5_000 },
  outbox: '/nowhere',
  fourEyes: false,
  secrecyUndertaking: true,
  processingAgreement: true,
};

export function printItem(overrides: Partial<PrintItem> = {}): PrintItem {
  return {
    dispatchId: 'd-1',
    documentId: 'doc-1',
    recipientId: 'p-1',
    neverBundle: false,
    pages: 1,
    country: 'DE',
    postalCode: '69115',
    addressKey: 'a-1',
    ...overrides,
  };
}
