import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissingFile } from '../../domain/errors.ts';
import { chainHead, sealHolding } from '../../ledger/audit/seal-store.ts';
import type { AuditStream } from '../../ledger/audit/streams.ts';
import type { Session } from '../../ledger/database.ts';
import { idOf, type Row } from '../../ledger/rows.ts';
import { findPrintFile } from '../../ledger/print-file-store.ts';
import { chainStart } from '../../print/manifest-chain.ts';
import { parseManifest, type ManifestMailpiece, type PrintManifest } from '../../print/manifest.ts';
import { namesBeside } from '../../print/print-file-names.ts';
import { explainDocument, type Explanation, type ExplainSources } from '../explain.ts';

/** Everything that shows, years later, how one document left; without personal data beyond its id. */
export interface Evidence {
  readonly format: 'postausgang-evidence/1';
  readonly documentId: string;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
  readonly toolVersion: string;
  readonly explanation: Explanation;
  readonly mailpieces: readonly MailpieceProof[];
  readonly audit: AuditProof;
}

/** A document's place in a print file, with the file's hash and the link of its manifest's chain. */
export interface MailpieceProof {
  readonly printFileId: string;
  readonly status: string;
  /** SHA-256 of the print file as sealed; null: not rendered yet. */
  readonly fileSha256: string | null;
  readonly handedOverAt: string | null;
  /** Null: the manifest is not in the data directory any more (retention), or not yet. */
  readonly manifest: {
    readonly name: string;
    readonly seal: string;
    /** `previousHash`, a line feed and the entry without its hash give `mailpiece.hash`, as docs/print-file.md says. */
    readonly previousHash: string;
    readonly mailpiece: ManifestMailpiece;
  } | null;
}

/** Where the chain of the audit holds the rows that tell of the document. */
export interface AuditProof {
  readonly head: string | null;
  readonly rows: readonly {
    readonly stream: AuditStream;
    readonly id: string;
    /** Null: newer than the last sealing. */
    readonly seal: { readonly id: string; readonly hash: string; readonly sealedAt: string } | null;
  }[];
}

/** @throws NotFoundError when the document was never collected; PrintFileDamagedError for a manifest that is none */
export async function gatherEvidence(
  sources: ExplainSources & { readonly workDirectory: string; readonly toolVersion: string },
  documentId: string,
): Promise<Evidence> {
  const explanation = await explainDocument(sources, documentId);
  return {
    format: 'postausgang-evidence/1',
    documentId,
    madeAt: new Date().toISOString(),
    toolVersion: sources.toolVersion,
    explanation,
    mailpieces: await mailpieceProofs(sources.ledger, sources.workDirectory, explanation),
    audit: await auditProof(sources.ledger, explanation),
  };
}

async function mailpieceProofs(
  ledger: Session,
  workDirectory: string,
  { dispatches }: Explanation,
): Promise<readonly MailpieceProof[]> {
  const proofs: MailpieceProof[] = [];
  for (const { dispatchId, printPlaces } of dispatches) {
    for (const { printFileId } of printPlaces) {
      const file = await findPrintFile(ledger, printFileId);
      if (file === null) continue;
      const manifest = file.fileName === null ? null : await readManifest(workDirectory, file.fileName);
      proofs.push({
        printFileId,
        status: file.status,
        fileSha256: file.sha256,
        handedOverAt: file.handedOverAt,
        manifest: manifest === null ? null : linkOf(manifest, dispatchId),
      });
    }
  }
  return proofs;
}

async function readManifest(workDirectory: string, fileName: string): Promise<PrintManifest | null> {
  try {
    return parseManifest(await readFile(join(workDirectory, namesBeside(fileName).json), 'utf8'));
  } catch (error) {
    if (isMissingFile(error)) return null;
    throw error;
  }
}

function linkOf(manifest: PrintManifest, dispatchId: string): MailpieceProof['manifest'] {
  const index = manifest.mailpieces.findIndex(({ documents }) =>
    documents.some((document) => document.dispatchId === dispatchId),
  );
  const mailpiece = manifest.mailpieces[index];
  if (mailpiece === undefined) return null;
  const previousHash = manifest.mailpieces[index - 1]?.hash ?? chainStart(manifest);
  return { name: namesBeside(manifest.file.name).json, seal: manifest.seal, previousHash, mailpiece };
}

async function auditProof(ledger: Session, { dispatches }: Explanation): Promise<AuditProof> {
  const rows: AuditProof['rows'][number][] = [];
  for (const { dispatchId } of dispatches) {
    for (const stream of ['decision', 'dispatch_event'] as const) {
      const found: Row[] = await ledger
        .from(stream)
        .where({ dispatch_id: dispatchId })
        .orderBy('id')
        .select('id');
      for (const row of found) {
        const id = idOf(row, 'id');
        const seal = await sealHolding(ledger, stream, id);
        rows.push({
          stream,
          id,
          seal: seal === null ? null : { id: seal.id, hash: seal.hash, sealedAt: seal.sealedAt },
        });
      }
    }
  }
  return { head: (await chainHead(ledger))?.hash ?? null, rows };
}
