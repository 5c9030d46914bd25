import { LeaseLostError, NotFoundError, RefusedError } from '../../src/domain/errors.ts';
import type { RunName } from './model-ledger.ts';
import type { Choose, Ending } from './explore.ts';
import { interleave, runToEnd } from './interleave.ts';
import { LetterShopRecord } from './letter-shop-record.ts';
import { ACTORS, type PrintActor } from './print-process.ts';
import { EMAIL, type PrintPlace } from './print-place.ts';
import { Process } from './scheduler.ts';

export interface PrintScenario {
  /** What had been done, undisturbed, before the two begin. */
  readonly before: readonly PrintActor[];
  readonly first: PrintActor;
  readonly second: PrintActor;
  readonly fourEyes: boolean;
}

/**
 * One schedule of two actors and a night of two letters. When both have ended, have crashed or sleep, a third run declares
 * their runs dead and does what is left; who only slept wakes up after that, and the third run comes once more. The shop
 * takes what it is told of at once.
 */
export async function runPrintSchedule(
  place: PrintPlace,
  { before, first, second, fourEyes }: PrintScenario,
  choose: Choose,
): Promise<Ending> {
  place.setBack();
  const shop = new LetterShopRecord(place.directories.outbox);
  const state = (): string => {
    shop.collect();
    return `${place.state()}, ${shop.jobs.length} jobs`;
  };
  const steps: string[] = [];
  const failures: string[] = [];
  const process = (name: RunName, actor: PrintActor): Process =>
    new Process(name, (gate) => actor(place, name, gate, fourEyes));
  const toEnd = async (name: RunName, actor: PrintActor): Promise<void> => {
    const undisturbed = process(name, actor);
    await runToEnd(state, undisturbed, steps);
    failures.push(...failureOf(undisturbed));
  };
  for (const actor of before) await toEnd('C', actor);
  steps.length = 0;
  const actors = [process('A', first), process('B', second)];
  const sleepers = await interleave(state, actors, choose, steps);
  const third: PrintActor = async (where, name, gate, eyes) => {
    await ACTORS['run that takes over'](where, name, gate, eyes);
  };
  await toEnd('C', third);
  for (const sleeper of sleepers) {
    steps.push(`${sleeper.name} wakes up`);
    await runToEnd(state, sleeper, steps);
  }
  if (sleepers.length > 0) await toEnd('C', third);
  failures.push(...actors.flatMap(failureOf));
  return { steps, end: state(), violation: [...failures, ...violations(place, shop, fourEyes)][0] ?? null };
}

/** Somebody may find that somebody else was faster, and say so. */
function failureOf({ name, failure }: Process): readonly string[] {
  const isDecision = [LeaseLostError, NotFoundError, RefusedError].some((kind) => failure instanceof kind);
  if (failure === null || isDecision) return [];
  return [`${name} failed: ${failure.stack ?? failure.message}`];
}

/** The promise, against the record of the other side. */
function violations(place: PrintPlace, shop: LetterShopRecord, fourEyes: boolean): readonly string[] {
  const copies = shop.copies();
  const found: string[] = [];
  const files = new Map(
    place.rows('SELECT id, status, original_id FROM print_file').map((row) => [row['id'], row]),
  );
  const released = new Set(
    place
      .rows(`SELECT print_file_id FROM print_file_event WHERE event = 'released'`)
      .map((row) => row['print_file_id']),
  );
  for (const { printFileId } of shop.jobs) {
    const status = files.get(printFileId)?.['status'];
    if (status === 'cancelled') found.push(`cancelled print file ${printFileId} left`);
    else if (status !== 'handed_over') found.push(`${printFileId} left, and the ledger says ${status}`);
    if (fourEyes && !released.has(printFileId)) found.push(`${printFileId} left, and nobody had released it`);
  }
  for (const { id, state, document_id: document } of place.rows(
    'SELECT id, state, document_id FROM dispatch',
  )) {
    const mine = copies.filter(({ dispatchId }) => dispatchId === String(id));
    const generations = mine.map(({ generation }) => generation);
    if (new Set(generations).size < generations.length)
      found.push(`${document} left twice in one generation`);
    if (generations.length > 2) found.push(`${document} left ${generations.length} times`);
    if (document === EMAIL && (mine.length > 0 || state !== 'queued_email'))
      found.push('what goes by e-mail was taken along');
    if (document === EMAIL) continue;
    if ((state === 'handed_over') !== generations.includes(1)) {
      found.push(
        `${document} is ${state}, and the shop has it ${generations.filter((each) => each === 1).length} times`,
      );
    }
    if (state !== 'handed_over' && !isVisible(String(state), files, place, Number(id)))
      found.push(`${document} is lost: ${state}`);
  }
  const isPosted = place.rows(`SELECT id FROM mailpiece_status WHERE status = 'posted'`).length > 0;
  for (const [id, { status, original_id: original }] of files) {
    // A copy of what was posted meanwhile stays back, and `status` asks a person to cancel it.
    if (status === 'sealed' && original !== null && isPosted) continue;
    if (['assigned', 'sealed', 'handing_over'].includes(String(status)))
      found.push(`nobody works any more, and ${id} is ${status}`);
  }
  const hasCopy = copies.some(({ generation }) => generation > 1);
  const isTold = place.rows('SELECT id FROM shop_finding').length > 0;
  if (isPosted && hasCopy && !isTold) found.push('a copy left of what was posted, and nobody was told');
  return found;
}

/** Queued for the next night, or in a print file that waits for a person. */
function isVisible(
  state: string,
  files: ReadonlyMap<unknown, Readonly<Record<string, unknown>>>,
  place: PrintPlace,
  id: number,
): boolean {
  if (state !== 'bundled') return state === 'queued_print' || state === 'held';
  const [row] = place.rows(`SELECT print_file_id FROM dispatch WHERE id = ${id}`);
  return files.get(row?.['print_file_id'])?.['status'] === 'on_hold';
}
