import { parseBusinessDate } from '../../../src/domain/business-date.ts';
import type { RunReport } from '../../../src/operations/report/run-report.ts';

const RUN = {
  id: '0c9b7c8e-0000-4000-8000-000000000001',
  kind: 'nightly',
  status: 'completed',
  exitCode: 2,
  startedAt: '2026-11-23T21:00:00.000Z',
  finishedAt: '2026-11-23T22:41:30.000Z',
  startedBy: 'svc-postausgang',
  host: 'batch-01',
  failure: null,
} as const;

const CHANNELS = { email: 6, post: 3, held: 1, inDoubt: 0, withdrawn: 0, open: 0 };

/** A night with something of everything; `overrides` replace parts of it. */
export function exampleReport(overrides: Partial<RunReport>): RunReport {
  return {
    format: 'postausgang-run-report/1',
    generatedAt: '2026-11-24T05:00:00.000Z',
    timeZone: 'Europe/Berlin',
    insurer: 'Musterversicherung AG',
    businessDate: parseBusinessDate('2026-11-23'),
    verdict: 'attention',
    run: RUN,
    runs: [RUN],
    books: {
      collected: 10,
      documents: { emailed: 6, handed_over: 3, held: 1 },
      others: { paper_copy: { handed_over: 1 } },
      balance: true,
      differences: [],
    },
    channels: CHANNELS,
    types: [{ type: 'BEITRAGSRECHNUNG', title: 'Beitragsrechnung', documents: 10, ...CHANNELS }],
    whyPost: [
      { rule: 'S9.consent-missing', title: 'Keine Zustimmung', documents: 2, postageCents: 198 },
      {
        rule: 'S3.tls-refused',
        title: 'Empfänger nimmt keine verschlüsselte E-Mail an',
        documents: 1,
        postageCents: 99,
      },
    ],
    email: {
      attempts: 8,
      outcomes: { accepted: 6, retry: 1, tls_refused: 1 },
      timeline: {
        from: '2026-11-23T21:05:00.000Z',
        until: '2026-11-23T21:07:00.000Z',
        pieceSeconds: 60,
        pieces: [
          { accepted: 4, other: 1 },
          { accepted: 2, other: 1 },
        ],
      },
      tls: [{ protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', level: 'verified', emails: 6 }],
      servers: [
        {
          server: 'a-very-long-name-of-a-mail-server.relay.musterversicherung.example',
          emails: 6,
          protocols: ['TLSv1.3'],
          level: 'verified',
        },
      ],
    },
    cases: {
      held: 1,
      inDoubt: 0,
      listed: [
        {
          dispatchId: '4711',
          documentId: 'D-2026-0000000000000000000000000000000000000071',
          state: 'held',
          ageMinutes: 400,
          reason: 'D3.postal-address: no usable postal address: no city',
          command: 'release-held 4711 --reason TEXT --by NAME',
        },
      ],
    },
    print: {
      files: [
        {
          id: '20261123-0001',
          stream: 'domestic-standard-duplex',
          envelopeClass: 'standard',
          status: 'handed_over',
          documents: 4,
          mailpieces: 3,
          sheets: 7,
          pages: 14,
          postageCents: 297,
          productionDate: '2026-11-24',
          handedOverAt: '2026-11-23T22:40:00.000Z',
          acknowledgement: { result: 'accepted', at: '2026-11-24T04:10:00.000Z' },
        },
      ],
      postageCents: 297,
      saving: { envelopes: 1, cents: 99 },
    },
    writeBack: null,
    shop: [],
    steps: [
      { step: 'collect', seconds: 3.2, usual: { lowest: 2.9, median: 3.1, highest: 4, nights: 30 } },
      { step: 'email', seconds: 5400, usual: { lowest: 900, median: 1200, highest: 1900, nights: 30 } },
    ],
    volumes: [
      { businessDate: parseBusinessDate('2026-11-22'), documents: 12, post: 4, byType: {} },
      { businessDate: parseBusinessDate('2026-11-23'), documents: 10, post: 3, byType: {} },
    ],
    anomalies: [{ kind: 'post_share', documentType: null, found: 30, lowest: 1, highest: 5, nights: 30 }],
    ...overrides,
  };
}
