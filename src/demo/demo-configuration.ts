import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { WRITE_BACK_STATEMENT } from './core-schema.ts';
import type { DemoPaths } from './demo-paths.ts';
import { DEMO_INSURER } from './insurer.ts';

/** More than any letter of the demo needs, and less than its oversized one has. */
export const MAX_PDF_BYTES = 2_000_000;

const HEAD = `# Written by \`postausgang demo\`: the real nightly job runs with it. The relay is a local server that plays all
# recipients' domains over real TLS; it ends with the demo.
`;

/** As in `templates/shops/de-din5008-b-datamatrix.yaml`: what most German shops ask for. */
const MARKS = {
  kind: 'datamatrix',
  x: 4.5,
  y: 168,
  module: 0.5,
  fields: [
    { field: 'printFile' },
    { field: 'mailpiece', length: 6 },
    { field: 'sheet', length: 3 },
    { field: 'sheets', length: 3 },
    { field: 'endOfSet' },
    { field: 'inserts', length: 4 },
  ],
} as const;

/** Names of files are written relative to the folder, so that the whole demo can be moved. */
export function writeDemoConfiguration(paths: DemoPaths, relayPort: number): void {
  writeFileSync(paths.configuration, HEAD + stringify(configuration(relayPort), { lineWidth: 110 }));
}

function configuration(relayPort: number): object {
  return {
    timeZone: 'Europe/Berlin',
    dataDir: 'data',
    core: {
      client: 'sqlite',
      file: 'core.sqlite',
      view: 'pending_output_document',
      pdfRoot: 'documents',
      contractLookup: { view: 'contract_holder' },
      blockView: 'current_abuse_block',
      writeBack: { statement: WRITE_BACK_STATEMENT },
    },
    ledger: { client: 'sqlite', file: 'ledger.sqlite' },
    email: {
      relay: {
        host: 'localhost',
        port: relayPort,
        mode: 'starttls',
        caFile: 'relay-authority.pem',
      },
      sender: { name: DEMO_INSURER.name, address: `post@${DEMO_INSURER.domain}` },
      returnPath: `bounce@${DEMO_INSURER.domain}`,
      replyTo: `service@${DEMO_INSURER.domain}`,
      messageIdDomain: DEMO_INSURER.domain,
      connections: 4,
      // A real night waits minutes and hours.
      retryDelays: ['1s', '1s', '2s', '2s'],
    },
    bounces: { maildir: 'returned', keys: [{ file: 'bounce.key' }] },
    insurer: {
      name: DEMO_INSURER.name,
      senderLine: DEMO_INSURER.senderLine,
      addressLines: [...DEMO_INSURER.addressLines],
      revocationAddress: `einwilligung@${DEMO_INSURER.domain}`,
      imprintLines: [...DEMO_INSURER.imprintLines],
      contactLines: [`Telefon ${DEMO_INSURER.phone}`, `service@${DEMO_INSURER.domain}`],
    },
    print: {
      profile: {
        id: 'demo-shop',
        shopName: 'Druckerei Morgenrot GmbH',
        duplex: true,
        envelopeClasses: [
          { name: 'standard', maxSheets: 3 },
          { name: 'compact', maxSheets: 8 },
          { name: 'large', maxSheets: 90 },
        ],
        limits: { maxMailpieces: 10_000, maxSheets: 50_000 },
        homeCountries: ['DE'],
        geometry: {
          clearZones: [{ name: 'datamatrix', on: 'every', x: 0, y: 165, width: 15, height: 15 }],
        },
        marks: MARKS,
        handOver: { kind: 'folder', path: 'outbox' },
        inbox: 'inbox',
        acknowledgeWithin: '24h',
        // Among few letters three spoiled ones are a larger share than a real shop's.
        maxReprintShare: 10,
        checkAddresses: true,
        fourEyes: false,
        secrecyUndertaking: true,
        processingAgreement: true,
      },
      tariffs: [
        {
          validFrom: '2025-01-01',
          handling: 4,
          prices: [
            { destination: 'domestic', envelopeClass: 'standard', price: 95 },
            { destination: 'domestic', envelopeClass: 'compact', price: 110 },
            { destination: 'domestic', envelopeClass: 'large', price: 180 },
            { destination: 'foreign', envelopeClass: 'standard', price: 125 },
            { destination: 'foreign', envelopeClass: 'compact', price: 180 },
            { destination: 'foreign', envelopeClass: 'large', price: 330 },
          ],
        },
      ],
    },
    pdf: { limits: { maxBytes: `${MAX_PDF_BYTES / 1_000_000}MB` } },
    log: { level: 'info', file: 'postausgang.log' },
  };
}
