import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority, issueCertificate } from '../../src/demo/certificates.ts';
import { startSmtpServerProcess, type SmtpServerProcess } from '../../src/demo/smtp-server-process.ts';
import { Database } from '../../src/ledger/database.ts';
import { migrate } from '../../src/ledger/migrate.ts';
import { createCore, smallLetter, type CoreRow } from './crash-core.ts';

/** A small insurer on disk, with a relay in a process of its own that nobody kills: the independent witness. */
export interface CrashWorld {
  readonly directory: string;
  readonly configPath: string;
  readonly ledgerFile: string;
  readonly receivedFile: string;
  readonly outbox: string;
  readonly documents: readonly CrashDocument[];
  close(): Promise<void>;
}

export interface CrashDocument {
  readonly documentId: string;
  /** Null: no consent, so it goes by post. */
  readonly email: string | null;
}

/**
 * What the relay does with a domain. `drops.example` takes the message and says nothing: the doubt that nobody may
 * resolve by guessing; `loses.example` says nothing either and has not taken it.
 */
const DOMAINS = [
  'mail.example',
  'mail.example',
  'mail.example',
  'grey.example',
  'drops.example',
  'loses.example',
];

/** Makes a world with `count` documents, half of them for e-mail. */
export async function createCrashWorld(count: number, random: () => number): Promise<CrashWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'postausgang-crash-'));
  const outbox = join(directory, 'outbox');
  const received = join(directory, 'received');
  await mkdir(outbox);
  const documents = Array.from({ length: count }, (_, index): CrashDocument => {
    const domain = DOMAINS[Math.floor(random() * DOMAINS.length)] ?? 'mail.example';
    return {
      documentId: `D-${String(index).padStart(5, '0')}`,
      email: index % 2 === 0 ? `doc-${index}@${domain}` : null,
    };
  });
  const coreFile = join(directory, 'core.sqlite');
  createCore(coreFile, await Promise.all(documents.map(rowOf)));
  const relay = await startRelay(directory, received);
  const ledgerFile = join(directory, 'ledger.sqlite');
  const configPath = join(directory, 'postausgang.yaml');
  await writeFile(configPath, configOf(relay.port));
  const ledger = new Database({ client: 'sqlite', file: ledgerFile });
  await migrate(ledger);
  await ledger.close();
  return {
    directory,
    configPath,
    ledgerFile,
    receivedFile: join(received, 'received.jsonl'),
    outbox,
    documents,
    close: async () => {
      await relay.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function rowOf({ documentId, email }: CrashDocument, index: number): Promise<CoreRow> {
  return {
    document_id: documentId,
    recipient_id: `P-${index}`,
    policyholder_id: `P-${index}`,
    recipient_postal_code: String(10_000 + ((index * 7_919) % 80_000)),
    email_address: email,
    preferred_contact: email === null ? 'post' : 'email',
    consent_given_on: email === null ? null : '2025-01-01',
    pdf_content: await smallLetter(documentId, 1 + (index % 3)),
  };
}

async function startRelay(directory: string, received: string): Promise<SmtpServerProcess> {
  const authority = createAuthority();
  await writeFile(join(directory, 'ca.pem'), authority.certificate);
  return await startSmtpServerProcess({
    tls: issueCertificate(authority, { names: ['localhost'] }),
    directory: received,
    latencyMs: { final: 15 },
    domains: {
      'grey.example': { at: 'rcpt', does: { reply: '451 4.7.1 Greylisted, try again later' }, times: 1 },
      'drops.example': { at: 'stored', does: { drop: 'fin' } },
      'loses.example': { at: 'dot', does: { drop: 'rst' } },
    },
  });
}

function configOf(port: number): string {
  return `dataDir: data
core:
  client: sqlite
  file: core.sqlite
  chunkSize: 20
ledger:
  client: sqlite
  file: ledger.sqlite
email:
  relay: { host: localhost, port: ${port}, mode: starttls, caFile: ca.pem }
  sender: { name: Beispiel Versicherung, address: post@versicherung.example }
  returnPath: bounce@versicherung.example
  messageIdDomain: versicherung.example
  connections: 3
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
    id: crash
    shopName: Crash Letter Shop
    outbox: outbox
    fourEyes: false
    secrecyUndertaking: true
    processingAgreement: true
    limits: { maxMailpieces: 12 }
run: { heartbeat: 1s, deadAfter: 3s }
log: { level: warn }
`;
}
