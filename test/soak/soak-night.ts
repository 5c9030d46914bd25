import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import {
  acks,
  bounces,
  openApp,
  releaseHeld,
  reprint,
  resolveDoubt,
  retain,
  runNight,
  verifyChain,
  type App,
} from '../../src/app.ts';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { dsn } from '../email/bounce/mails.ts';
import { hoursAfter, type SimulatedNight } from './calendar.ts';
import type { SimulatedClock } from './simulated-clock.ts';
import { LETTER } from './soak-documents.ts';
import type { SoakShop } from './soak-shop.ts';
import { acceptancesOf, type SoakWorld } from './soak-world.ts';

/** Who acts in the soak, and on what. */
export interface SoakStage {
  readonly world: SoakWorld;
  readonly clock: SimulatedClock;
  readonly shop: SoakShop;
  /** Messages of the relay's record that were sent back already. */
  readonly returned: Set<string>;
  /** Sees each statement that the ledger is asked. */
  readonly onQuery: (sql: string, bindings: readonly unknown[]) => void;
}

const PERSON = 'A. Muster';
/** The core system lists what left for so many days more: bounces and reprints need it. */
const LISTED_DAYS = 100;

/**
 * A night, and the day after it: the shop works and reports, torn letters are printed again, mails come back, a person
 * settles doubts and mends what is held, retention removes what is over.
 *
 * @returns milliseconds of the nightly run, by a clock that is not simulated
 */
export async function liveThrough(stage: SoakStage, night: SimulatedNight): Promise<number> {
  const { world, clock } = stage;
  clock.set(night.begins);
  const app = await openApp({ configPath: world.configPath, logLevel: 'error' });
  app.ledger.knex.on('query', ({ sql, bindings }: { sql: string; bindings?: readonly unknown[] }) => {
    stage.onQuery(sql, bindings ?? []);
  });
  try {
    const startedAt = performance.now();
    const date = parseBusinessDate(night.date);
    const result = await runNight(app, { kind: 'nightly', date, stop: new AbortController().signal });
    const duration = performance.now() - startedAt;
    if (result.failure !== null) throw result.failure;
    clock.set(hoursAfter(night.begins, 10));
    await workWithShop(app, stage);
    await bringBack(stage);
    await bounces(app, [], new AbortController().signal);
    await settle(app, stage);
    await retain(app, false);
    const { faults } = await verifyChain(app.ledger, null);
    if (faults.length > 0) throw new Error(`The audit chain has faults: ${JSON.stringify(faults)}.`);
    world.core.forget(hoursAfter(night.begins, -24 * LISTED_DAYS));
    return duration;
  } finally {
    await app.close();
  }
}

async function workWithShop(app: App, { shop }: SoakStage): Promise<void> {
  await shop.work();
  const { cases } = await acks(app, []);
  for (const { kind, printFileId } of cases) {
    if (kind !== 'spoiled' || printFileId === null) throw new Error(`Nobody expected the shop case ${kind}.`);
    const wish = { printFileId, mailpieces: '2', reason: 'torn', person: PERSON, confirmedBy: 'B. Beispiel' };
    await reprint(app, wish, new AbortController().signal);
  }
  await shop.work();
  await acks(app, []);
}

/** What the servers of `gone.example` send back: twice, for mail systems do. */
async function bringBack({ world, returned }: SoakStage): Promise<void> {
  for (const { recipient, sender } of await acceptancesOf(world)) {
    if (!recipient.endsWith('@gone.example') || returned.has(recipient)) continue;
    returned.add(recipient);
    const mail = dsn({
      action: 'failed',
      status: '5.1.1',
      diagnostic: '',
      to: sender,
      originalTo: recipient,
    });
    for (const copy of ['a', 'b']) {
      const file = join(world.maildir, 'new', `${returned.size}.${copy}.host`);
      await writeFile(file, mail);
      await utimes(file, new Date(), new Date());
    }
  }
}

/** What a person does in the morning, by the relay's own record. */
async function settle(app: App, { world }: SoakStage): Promise<void> {
  const accepted = new Set((await acceptancesOf(world)).map(({ recipient }) => recipient));
  for (const { dispatchId, documentId } of dispatchesIn(world, 'in_doubt')) {
    const taken = [...accepted].some((address) => address.startsWith(`${documentId.toLowerCase()}@`));
    const as = taken ? 'accepted' : 'not-accepted';
    await resolveDoubt(app.ledger, { dispatchId, as, evidence: 'the log of the relay', person: PERSON });
  }
  const held = dispatchesIn(world, 'held');
  for (const { documentId } of held) world.core.mend(documentId, LETTER);
  const dispatchIds = held.map(({ dispatchId }) => dispatchId);
  if (held.length > 0)
    await releaseHeld(app.ledger, { dispatchIds, reason: 'PDF made anew', person: PERSON });
}

/** Past the program, whose statements are watched. */
function dispatchesIn({ ledgerFile }: SoakWorld, state: string) {
  const ledger = new BetterSqlite3(ledgerFile, { readonly: true });
  try {
    return ledger
      .prepare<[string], { dispatchId: string; documentId: string }>(
        'SELECT CAST(id AS text) AS dispatchId, document_id AS documentId FROM dispatch WHERE state = ?',
      )
      .all(state);
  } finally {
    ledger.close();
  }
}
