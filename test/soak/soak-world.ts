import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority, issueCertificate } from '../../src/demo/certificates.ts';
import { startSmtpServerProcess } from '../../src/demo/smtp-server-process.ts';
import type { Fault } from '../../src/demo/smtp-script.ts';
import { Database } from '../../src/ledger/database.ts';
import { migrate } from '../../src/ledger/migrate.ts';
import { HOUSE_CATALOGUE_YAML } from '../support/house-catalogue.ts';
import { SoakCore } from './soak-core.ts';

/** An insurer on disk that lives for years: its core system, a relay in another process, a shop's folders, a mailbox. */
export interface SoakWorld {
  readonly directory: string;
  readonly configPath: string;
  readonly ledgerFile: string;
  readonly core: SoakCore;
  readonly outbox: string;
  readonly inbox: string;
  readonly maildir: string;
  /** The relay's own record, a line an acceptance. */
  readonly relayRecord: string;
  close(): Promise<void>;
}

/** Domains whose servers do not simply take what they get. */
const DOMAINS: Readonly<Record<string, Fault>> = {
  'grey.example': { at: 'rcpt', does: { reply: '451 4.7.1 Greylisted, try again later' }, times: 1 },
  'later.example': { at: 'rcpt', does: { reply: '452 4.2.2 Over quota, try again later' } },
  'refused.example': { at: 'rcpt', does: { reply: '550 5.1.1 No such user' } },
  'drops.example': { at: 'stored', does: { drop: 'fin' } },
  'loses.example': { at: 'dot', does: { drop: 'rst' } },
};

export async function createSoakWorld(): Promise<SoakWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'postausgang-soak-'));
  const path = (name: string): string => join(directory, name);
  for (const name of ['outbox', 'inbox', 'bounces/new', 'bounces/cur', 'bounces/tmp']) {
    await mkdir(path(name), { recursive: true });
  }
  const authority = createAuthority();
  await writeFile(path('ca.pem'), authority.certificate);
  await writeFile(path('return-path.key'), 'k'.repeat(64), { mode: 0o600 });
  await writeFile(path('catalogue.yaml'), shortlyKept(HOUSE_CATALOGUE_YAML));
  const relay = await startSmtpServerProcess({
    tls: issueCertificate(authority, { names: ['localhost'] }),
    directory: path('received'),
    domains: DOMAINS,
  });
  await writeFile(path('postausgang.yaml'), configurationOf(relay.port));
  const core = new SoakCore(path('core.sqlite'));
  const ledger = new Database({ client: 'sqlite', file: path('ledger.sqlite') });
  await migrate(ledger);
  await ledger.close();
  return {
    directory,
    configPath: path('postausgang.yaml'),
    ledgerFile: path('ledger.sqlite'),
    core,
    outbox: path('outbox'),
    inbox: path('inbox'),
    maildir: path('bounces'),
    relayRecord: path('received/received.jsonl'),
    close: async () => {
      core.close();
      await relay.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** L7 with one year for everything, so that what is kept stops to grow while somebody watches. */
function shortlyKept(catalogue: string): string {
  return catalogue.replaceAll(/years: \{ DE: \d+, AT: \d+ \}/g, 'years: { DE: 1, AT: 1 }');
}

/** Reads the lines that the relay wrote. */
export async function acceptancesOf(
  world: SoakWorld,
): Promise<readonly { readonly recipient: string; readonly sender: string }[]> {
  const lines = (await readFile(world.relayRecord, 'utf8')).split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as { recipient: string; sender: string });
}

function configurationOf(port: number): string {
  return `dataDir: data
catalogue: catalogue.yaml
core:
  client: sqlite
  file: core.sqlite
  writeBack: { statement: '${SoakCore.writeBack}' }
ledger: { client: sqlite, file: ledger.sqlite }
email:
  relay: { host: localhost, port: ${port}, mode: starttls, caFile: ca.pem }
  sender: { name: Beispiel Versicherung, address: post@versicherung.example }
  returnPath: bounce@versicherung.example
  messageIdDomain: versicherung.example
  retryDelays: [1s]
bounces: { maildir: bounces, keys: [{ file: return-path.key }] }
retention: { printFiles: 1d, journals: 30d, bounceReports: 30d }
insurer:
  name: Beispiel Versicherung AG
  senderLine: Beispiel Versicherung AG · Postfach 1 · 50667 Köln
  addressLines: [Beispiel Versicherung AG, Postfach 1, 50667 Köln]
  revocationAddress: einwilligung@versicherung.example
  imprintLines: [Beispiel Versicherung AG, Köln]
  contactLines: [0221 000000]
print:
  profile:
    id: plain
    shopName: Plain Letter Shop
    handOver: { kind: folder, path: outbox }
    inbox: inbox
    acknowledgeWithin: 48h
    fourEyes: false
    secrecyUndertaking: true
    processingAgreement: true
log: { level: info, file: postausgang.log }
`;
}
