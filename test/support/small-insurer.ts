import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority, issueCertificate } from '../../src/demo/certificates.ts';
import { startSmtpServerProcess } from '../../src/demo/smtp-server-process.ts';
import type { SmtpScript } from '../../src/demo/smtp-script.ts';
import type { DatabaseOptions } from '../../src/ledger/database.ts';
import { parseManifest, type PrintManifest } from '../../src/print/manifest.ts';
import { databaseSection } from './database-section.ts';
import { createBlocks, type CoreRow } from './small-core.ts';
import type { TestRow, Value } from './sql-server/statement-bridge.ts';
import { ON_SQL_SERVER, openPlace } from './test-place.ts';

/**
 * A small insurer on disk with everything that the real jobs need; its relay runs in a process of its own. Its databases
 * are files, or stand on the server under test.
 */
export interface SmallInsurer {
  readonly directory: string;
  readonly configPath: string;
  /** How this process opens what the jobs open. */
  readonly ledger: DatabaseOptions;
  readonly core: DatabaseOptions;
  readonly outbox: string;
  /** Of the server that takes the e-mails. */
  readonly smtpPort: number;
  /** The files of accepted e-mails and the server's record. */
  readonly receivedDirectory: string;
  /** What the relay took, by recipient: the independent witness. */
  received(): Promise<ReadonlyMap<string, number>>;
  /** Manifests of the print files whose trigger is out, as the letter shop sees them. */
  printed(): Promise<readonly PrintManifest[]>;
  /** Reads or changes the ledger past its functions; tables are named as on SQLite. */
  sql(text: string, ...values: readonly Value[]): readonly TestRow[];
  /** The same with the core system's tables. */
  coreSql(text: string, ...values: readonly Value[]): readonly TestRow[];
  /** Documents that become pending later. */
  addDocuments(rows: readonly CoreRow[]): Promise<void>;
  /** Every process that works with the ledger must have ended. */
  close(): Promise<void>;
}

export interface SmallInsurerOptions {
  readonly rows: readonly CoreRow[];
  /** What the relay does with recipients' domains. */
  readonly domains?: SmtpScript['domains'];
  /** Root of the file store for rows with a `pdf_path`. */
  readonly pdfRoot?: string;
  /** S18: ids of blocks in force, of people of whom no document is pending. */
  readonly blocks?: readonly string[];
  readonly maxMailpieces?: number;
  /** Documents that are decided as one piece. Default: the program's. */
  readonly range?: number;
  /** Connections to the relay of each process. Default 3. */
  readonly connections?: number;
  /** Milliseconds until the relay's reply after the dot. Default 15. */
  readonly replyLatency?: number;
  /** Straight to recipients' servers: the server of this name plays all of them. Default: through a relay. */
  readonly mx?: { readonly host: string; readonly dns: string; readonly dkimKey: string };
}

export async function createSmallInsurer(options: SmallInsurerOptions): Promise<SmallInsurer> {
  const directory = await mkdtemp(join(tmpdir(), 'postausgang-insurer-'));
  const outbox = join(directory, 'outbox');
  const receivedDirectory = join(directory, 'received');
  await mkdir(outbox);
  const place = await openPlace(directory, options.rows);
  createBlocks(place.coreSql, options.blocks ?? []);
  const authority = createAuthority();
  await writeFile(join(directory, 'ca.pem'), authority.certificate);
  const relay = await startSmtpServerProcess({
    tls: issueCertificate(authority, { names: [options.mx?.host ?? 'localhost'] }),
    directory: receivedDirectory,
    latencyMs: { final: options.replyLatency ?? 15 },
    ...(options.domains === undefined ? {} : { domains: options.domains }),
  });
  const configPath = join(directory, 'postausgang.yaml');
  if (options.mx !== undefined)
    await writeFile(join(directory, 'dkim.pem'), options.mx.dkimKey, { mode: 0o600 });
  const sections = {
    core: databaseSection('core', place.core, directory),
    ledger: databaseSection('ledger', place.ledger, directory),
  };
  await writeFile(configPath, configurationOf(relay.port, sections, options));
  return {
    directory,
    configPath,
    ledger: place.ledger,
    core: place.core,
    outbox,
    smtpPort: relay.port,
    receivedDirectory,
    received: () => receivedByRecipient(join(receivedDirectory, 'received.jsonl')),
    printed: () => triggeredManifests(outbox),
    sql: (text, ...values) => place.sql(text, values),
    coreSql: (text, ...values) => place.coreSql(text, values),
    addDocuments: (rows) => place.addDocuments(rows),
    close: async () => {
      await relay.close();
      await place.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function receivedByRecipient(file: string): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const line of (await readFile(file, 'utf8')).split('\n').filter(Boolean)) {
    const { recipient } = JSON.parse(line) as { recipient: string };
    counts.set(recipient, (counts.get(recipient) ?? 0) + 1);
  }
  return counts;
}

async function triggeredManifests(outbox: string): Promise<readonly PrintManifest[]> {
  const triggers = (await readdir(outbox)).filter((name) => name.endsWith('.ready')).sort();
  return Promise.all(
    triggers.map(async (trigger) =>
      parseManifest(await readFile(join(outbox, trigger.replace(/\.ready$/, '.json')), 'utf8')),
    ),
  );
}

/** The server needs up to a second for a statement when several processes ask: nobody is to be taken for dead then. */
const DEAD_AFTER = ON_SQL_SERVER ? '15s' : '3s';

function configurationOf(
  port: number,
  sections: { readonly core: string; readonly ledger: string },
  options: SmallInsurerOptions,
): string {
  return `dataDir: data
${sections.core}
  chunkSize: 20
  blockView: current_abuse_block
  ${options.pdfRoot === undefined ? '' : `pdfRoot: ${JSON.stringify(options.pdfRoot)}`}
${sections.ledger}
email:
  ${routeOf(port, options)}
  sender: { name: Beispiel Versicherung, address: post@versicherung.example }
  returnPath: bounce@versicherung.example
  messageIdDomain: versicherung.example
  connections: ${options.connections ?? 3}
  retryDelays: [1s, 1s]
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
    fourEyes: false
    secrecyUndertaking: true
    processingAgreement: true
    limits: { maxMailpieces: ${options.maxMailpieces ?? 10_000} }
run: { heartbeat: 1s, deadAfter: ${DEAD_AFTER}, range: ${options.range ?? 500} }
log: { level: warn, file: postausgang.log }
`;
}

function routeOf(port: number, { mx }: SmallInsurerOptions): string {
  if (mx === undefined) return `relay: { host: localhost, port: ${port}, mode: starttls, caFile: ca.pem }`;
  return `route: mx
  mx:
    clientHostname: mail.versicherung.example
    port: ${port}
    caFile: ca.pem
    dns: { servers: ['${mx.dns}'] }
    dkim: [{ domain: versicherung.example, selector: pa, key: { file: dkim.pem } }]`;
}
