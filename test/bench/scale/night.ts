import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { smallLetter, type CoreRow } from '../../support/small-core.ts';
import { createSmallInsurer, type SmallInsurer } from '../../support/small-insurer.ts';

const ENTRY = join(import.meta.dirname, '../../../jobs/postausgang.mjs');
const DATE = '2026-11-23';
/** Milliseconds from the dot to the relay's reply, as large providers take. */
const REPLY_LATENCY = 150;
/** Connections to the relay of each process, as the example configuration has them. */
const CONNECTIONS = 5;
const SHARED_STEPS = ['classify', 'email', 'print'] as const;

export interface NightFigures {
  /** Seconds of each shared step in the coordinating run, waiting for the others included. */
  readonly steps: Readonly<Record<(typeof SHARED_STEPS)[number], number>>;
  /** Seconds from the first step's begin to the last one's end; starting processes is not in it. */
  readonly seconds: number;
  /** Pieces that were done by others than the coordinating run, in per cent. */
  readonly helped: number;
}

/** One night of so many processes over documents of which half are e-mailed. @throws when one left not exactly once */
export async function measureNight(documents: number, processes: number): Promise<NightFigures> {
  const insurer = await createSmallInsurer({
    rows: await Promise.all(Array.from({ length: documents }, (_, index) => rowOf(index, index % 2 === 0))),
    replyLatency: REPLY_LATENCY,
    connections: CONNECTIONS,
    range: Math.ceil(documents / 16),
    maxMailpieces: Math.ceil(documents / 16),
  });
  try {
    const started = Array.from({ length: processes }, (_, index) =>
      run(insurer, index === 0 ? ['nightly', '--date', DATE] : ['work', '--date', DATE, '--wait', '1']),
    );
    await Promise.all(started);
    await assertEachOnce(insurer, documents);
    return readFigures(insurer);
  } finally {
    await insurer.close();
  }
}

/** A document of two pages for e-mail, or for the letter shop. */
export async function rowOf(index: number, isEmail: boolean): Promise<CoreRow> {
  return {
    document_id: `D-${index}`,
    recipient_id: `P-${index}`,
    policyholder_id: `P-${index}`,
    recipient_postal_code: String(10_000 + ((index * 7_919) % 80_000)),
    email_address: isEmail ? `doc-${index}@mail.example` : null,
    preferred_contact: isEmail ? 'email' : 'post',
    consent_given_on: isEmail ? '2025-01-01' : null,
    pdf_content: await smallLetter(`D-${index}`, 2),
  };
}

async function run(insurer: SmallInsurer, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [ENTRY, ...args, '--config', insurer.configPath], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`\`${args.join(' ')}\` ended with exit code ${String(code)}.`);
}

/** By what the relay and the letter shop have, not by what our own database believes. */
async function assertEachOnce(insurer: SmallInsurer, documents: number): Promise<void> {
  const emails = await insurer.received();
  const letters = new Map<string, number>();
  for (const { mailpieces } of await insurer.printed()) {
    for (const { documentId } of mailpieces.flatMap((mailpiece) => mailpiece.documents)) {
      letters.set(documentId, (letters.get(documentId) ?? 0) + 1);
    }
  }
  for (let index = 0; index < documents; index += 1) {
    const copies = (emails.get(`doc-${index}@mail.example`) ?? 0) + (letters.get(`D-${index}`) ?? 0);
    if (copies !== 1) throw new Error(`Document D-${index} left ${copies} times, expected once.`);
  }
}

function readFigures({ sql }: SmallInsurer): NightFigures {
  const steps = sql(
    `SELECT s.step, s.started_at, s.finished_at FROM run_step s JOIN run r ON r.id = s.run_id WHERE r.kind <> 'worker'`,
  );
  const seconds = (rows: typeof steps): number => {
    const times = (column: string): number[] => rows.map((row) => Date.parse(String(row[column])));
    return (Math.max(...times('finished_at')) - Math.min(...times('started_at'))) / 1000;
  };
  const [classify = 0, email = 0, print = 0] = SHARED_STEPS.map((step) =>
    seconds(steps.filter((row) => row['step'] === step)),
  );
  const items = sql('SELECT owner, run_id FROM work_item');
  const helped = items.filter((row) => row['owner'] !== row['run_id']).length;
  return {
    steps: { classify, email, print },
    seconds: seconds(steps),
    helped: (100 * helped) / items.length,
  };
}
