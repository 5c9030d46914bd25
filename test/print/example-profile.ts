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
  geometry: {
    addressField: { x: 20, y: 45, width: 85, height: 45 },
    addressZone: { x: 20, y: 62.7, width: 85, height: 27.3 },
    safeWindow: null,
    clearEdges: { left: 12, right: 5, top: 5, bottom: 5 },
    clearZones: [],
    tolerance: { page: 2, ink: 1 },
  },
  marks: { kind: 'none' },
  grammage: 80,
  documentOrder: [],
  registeredTypes: [],
  carrierSheetTypes: [],
  inserts: [],
  jobTicket: false,
  separatorPage: false,
  checkAddresses: false,
  handOver: { kind: 'folder', path: '/nowhere' },
  openPgpKeyFile: null,
  inbox: null,
  acknowledgeWithin: null,
  maxReprintShare: 5,
  automaticReprint: false,
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
