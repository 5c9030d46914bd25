import { join } from 'node:path';
import Database from 'better-sqlite3';
import { ALL_DOCUMENTS, letterOf } from './documents.ts';
import { readRelayRecord } from './rehearsed-relay.ts';
import type { Envelope } from './rehearsed-shop.ts';
import type { Scene } from './stage.ts';

/** One message as the relay has it. */
export interface Mail {
  readonly recipient: string;
  /** Documents whose very bytes are attached. */
  readonly documentIds: readonly string[];
  readonly isEncrypted: boolean;
}

/** What the other sides have, and what the program says. */
export interface Evidence {
  readonly mails: readonly Mail[];
  readonly envelopes: readonly Envelope[];
  readonly complaints: readonly string[];
  /** Documents that the shop reported as spoiled, once for each report. */
  readonly spoiled: readonly string[];
  /** Every byte that the relay saw outside of TLS. */
  readonly clearText: string;
  /** What the program shows to people as waiting for them. */
  readonly waiting: ReadonlyMap<string, string>;
  /** What the program believes, by document. */
  readonly states: ReadonlyMap<string, string>;
  /** What the core system was told, by document. */
  readonly told: ReadonlyMap<string, readonly string[]>;
}

interface Statements {
  readonly waiting: ReadonlyMap<string, string>;
  readonly states: ReadonlyMap<string, string>;
  /** Each document's letter as it stands in a message. */
  readonly attached: ReadonlyMap<string, string>;
}

/** Reads the records of all sides, once nothing runs any more. */
export function gatherEvidence(scene: Scene, { waiting, states, attached }: Statements): Evidence {
  const { messages, clearText } = readRelayRecord(join(scene.directory, 'received'));
  const told = rowsOf(
    join(scene.directory, 'core.sqlite'),
    'SELECT document_id AS id, channel AS value FROM told',
  );
  return {
    mails: messages.map(({ acceptance, text }) => ({
      recipient: acceptance.recipient,
      documentIds: [...attached].filter(([, bytes]) => text.includes(bytes)).map(([id]) => id),
      isEncrypted: ['TLSv1.2', 'TLSv1.3'].includes(acceptance.tls.protocol),
    })),
    envelopes: scene.shop.envelopes,
    complaints: scene.shop.complaints,
    spoiled: scene.shop.spoiled,
    clearText,
    waiting,
    states,
    told: new Map(
      [...Map.groupBy(told, ({ id }) => id)].map(([id, rows]) => [id, rows.map(({ value }) => value)]),
    ),
  };
}

/** What the program believes, by document. */
export function readStates(scene: Scene): ReadonlyMap<string, string> {
  const rows = rowsOf(
    join(scene.directory, 'ledger.sqlite'),
    'SELECT document_id AS id, state AS value FROM dispatch',
  );
  return new Map(rows.map(({ id, value }) => [id, value]));
}

let known: Promise<ReadonlyMap<string, string>> | null = null;

/** Each document's letter as it stands in a message; made once, for it is the same in each trial. */
export function attachments(): Promise<ReadonlyMap<string, string>> {
  known ??= Promise.all(
    ALL_DOCUMENTS.map(async (document): Promise<[string, string]> => [
      document.id,
      Buffer.from(await letterOf(document)).toString('base64'),
    ]),
  ).then((pairs) => new Map(pairs));
  return known;
}

function rowsOf(file: string, sql: string): readonly { readonly id: string; readonly value: string }[] {
  const database = new Database(file, { readonly: true });
  try {
    return database.prepare<[], { id: string; value: string }>(sql).all();
  } finally {
    database.close();
  }
}
