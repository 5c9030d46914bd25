import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority, issueCertificate } from '../../src/demo/certificates.ts';
import { startSmtpServerProcess } from '../../src/demo/smtp-server-process.ts';
import type { SmtpScript } from '../../src/demo/smtp-script.ts';
import { Database } from '../../src/ledger/database.ts';
import { migrate } from '../../src/ledger/migrate.ts';
import { parseManifest, type PrintManifest } from '../../src/print/manifest.ts';
import { createBlocks, createCore, type CoreRow } from './small-core.ts';

/** A small insurer on disk with everything that the real jobs need; its relay runs in a process of its own. */
export interface SmallInsurer {
  readonly directory: string;
  readonly configPath: string;
  readonly ledgerFile: string;
  readonly outbox: string;
  /** Of the server that takes the e-mails. */
  readonly smtpPort: number;
  /** The files of accepted e-mails and the server's record. */
  readonly receivedDirectory: string;
  /** What the relay took, by recipient: the independent witness. */
  received(): Promise<ReadonlyMap<string, number>>;
  /** Manifests of the print files whose trigger is out, as the letter shop sees them. */
  printed(): Promise<readonly PrintManifest[]>;
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
  createCore(join(directory, 'core.sqlite'), options.rows);
  createBlocks(join(directory, 'core.sqlite'), options.blocks ?? []);
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
  await writeFile(configPath, configurationOf(relay.port, options));
  const ledgerFile = join(directory, 'ledger.sqlite');
  const ledger = new Database({ client: 'sqlite', file: ledgerFile });
  await migrate(ledger);
  await ledger.close();
  return {
    directory,
    configPath,
    ledgerFile,
    outbox,
    smtpPort: relay.port,
    receivedDirectory,
    received: () => receivedByRecipient(join(receivedDirectory, 'received.jsonl')),
    printed: () => triggeredManifests(outbox),
    close: async () => {
      await relay.close();
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

function configurationOf(port: number, options: SmallInsurerOptions): string {
  return `dataDir: data
core:
  client: sqlite
  file: core.sqlite
  chunkSize: 20
  blockView: current_abuse_block
  ${options.pdfRoot === undefined ? '' : `pdfRoot: ${JSON.stringify(options.pdfRoot)}`}
ledger:
  client: sqlite
  file: ledger.sqlite
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
run: { heartbeat: 1s, deadAfter: 3s, range: ${options.range ?? 500} }
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
