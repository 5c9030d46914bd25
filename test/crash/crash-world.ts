import { readFileSync, writeFileSync } from 'node:fs';
import { createSmallInsurer, type SmallInsurer } from '../support/small-insurer.ts';
import { smallLetter, type CoreRow } from '../support/small-core.ts';
import { returnDocument } from './returned-document.ts';

/** A small insurer, and what each of its documents is meant for. */
export interface CrashWorld extends SmallInsurer {
  readonly documents: readonly CrashDocument[];
  /** S3: what goes by post because an e-mail of an earlier night came back. */
  readonly returned: readonly string[];
}

export interface CrashDocument {
  readonly documentId: string;
  /** Null: no consent, so it goes by post. */
  readonly email: string | null;
}

const DOMAINS = [
  'mail.example',
  'mail.example',
  'mail.example',
  'grey.example',
  'drops.example',
  'loses.example',
];

/** S18: customers of whom no document is pending; each gets one notice, whatever dies. */
export const BLOCKS = ['B-1', 'B-2', 'B-3'] as const;

const RETURNED = { documentId: 'D-BACK', email: 'gone@back.example' };

/** Makes a world with `count` documents, half of them for e-mail. */
export async function createCrashWorld(count: number, random: () => number): Promise<CrashWorld> {
  const documents = Array.from({ length: count }, (_, index): CrashDocument => {
    const domain = DOMAINS[Math.floor(random() * DOMAINS.length)] ?? 'mail.example';
    return {
      documentId: `D-${String(index).padStart(5, '0')}`,
      email: index % 2 === 0 ? `doc-${index}@${domain}` : null,
    };
  });
  const insurer = await createSmallInsurer({
    rows: [await rowOf(RETURNED, documents.length)],
    blocks: BLOCKS,
    maxMailpieces: 12,
    // Several pieces, so that several processes decide the night.
    range: 4,
    domains: {
      'grey.example': { at: 'rcpt', does: { reply: '451 4.7.1 Greylisted, try again later' }, times: 1 },
      // Takes the message and says nothing: the doubt that nobody may resolve by guessing.
      'drops.example': { at: 'stored', does: { drop: 'fin' } },
      // Says nothing either, and has not taken it.
      'loses.example': { at: 'dot', does: { drop: 'rst' } },
    },
  });
  tellCore(insurer);
  const returned = await returnDocument(insurer, { ...RETURNED, address: RETURNED.email });
  await insurer.addDocuments(await Promise.all(documents.map(rowOf)));
  return { ...insurer, documents, returned };
}

/** Lets the core system be told of each result; every call is a row of its own. */
function tellCore({ coreSql, configPath }: SmallInsurer): void {
  coreSql('DROP TABLE IF EXISTS told');
  coreSql('CREATE TABLE told (document_id nvarchar(100), dispatch_id nvarchar(20), state nvarchar(20))');
  const statement = 'INSERT INTO told VALUES (:document_id, :dispatch_id, :state)';
  const configuration = readFileSync(configPath, 'utf8');
  writeFileSync(
    configPath,
    configuration.replace(/^( +)chunkSize: .*$/m, `$&\n$1writeBack: { statement: "${statement}" }`),
  );
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
