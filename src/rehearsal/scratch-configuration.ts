import { stringify } from 'yaml';
import { TELL_STATEMENT } from './scratch-core.ts';

export interface ScratchOptions {
  readonly relayPort: number;
  /** Whether print files leave encrypted for the shop. */
  readonly encrypted: boolean;
  /** Whether it writes letters of its own. */
  readonly ownLetters: boolean;
}

/** Of the scratch insurer; names of files are relative to its folder, so that a trial runs on a copy of it. */
export function scratchConfiguration({ relayPort, encrypted, ownLetters }: ScratchOptions): string {
  return stringify({
    timeZone: 'Europe/Berlin',
    dataDir: 'data',
    core: {
      client: 'sqlite',
      file: 'core.sqlite',
      chunkSize: 3,
      ...(ownLetters ? { blockView: 'current_abuse_block' } : {}),
      writeBack: { statement: TELL_STATEMENT },
    },
    ledger: { client: 'sqlite', file: 'ledger.sqlite' },
    email: {
      relay: { host: 'localhost', port: relayPort, mode: 'starttls', caFile: 'ca.pem' },
      sender: { name: 'Beispiel Versicherung', address: 'post@versicherung.example' },
      returnPath: 'bounce@versicherung.example',
      messageIdDomain: 'versicherung.example',
      connections: 2,
      // A real night waits minutes and hours.
      retryDelays: ['1s', '1s'],
    },
    bounces: { maildir: 'bounces', keys: [{ file: 'return-path.key' }] },
    insurer: {
      name: 'Beispiel Versicherung AG',
      senderLine: 'Beispiel Versicherung AG · Postfach 1 · 50667 Köln',
      addressLines: ['Beispiel Versicherung AG', 'Postfach 1', '50667 Köln'],
      revocationAddress: 'einwilligung@versicherung.example',
      imprintLines: ['Beispiel Versicherung AG, Köln'],
      contactLines: ['0221 000000'],
    },
    print: {
      profile: {
        id: 'rehearsal',
        shopName: 'Letter shop of the rehearsal',
        handOver: { kind: 'folder', path: 'outbox' },
        ...(encrypted ? { openPgpKeyFile: 'shop.asc' } : {}),
        inbox: 'inbox',
        acknowledgeWithin: '12h',
        automaticReprint: true,
        maxReprintShare: 100,
        fourEyes: false,
        secrecyUndertaking: true,
        processingAgreement: true,
      },
      // With prices, letters to one person share an envelope.
      tariffs: [
        {
          validFrom: '2025-01-01',
          handling: 4,
          prices: [{ destination: 'domestic', envelopeClass: 'standard', price: 95 }],
        },
      ],
    },
    ...(ownLetters ? {} : { letters: { fallback: 'none' } }),
    pdf: { text: { workers: 1 } },
    // Small pieces, so that there is something to share and to lose.
    run: { heartbeat: '1s', deadAfter: '3s', range: 4 },
    log: { level: 'warn', file: 'postausgang.log' },
  });
}
