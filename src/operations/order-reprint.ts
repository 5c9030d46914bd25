import type { PrintTools } from '../dispatch/print-tools.ts';
import { assignCheckedReprint, continueReprint, shareOf } from '../dispatch/reprint.ts';
import type { RenderContext } from '../dispatch/run-context.ts';
import { NotFoundError, RefusedError } from '../domain/errors.ts';
import { parseSequences, sequencesText } from '../domain/sequence-ranges.ts';
import { findPrintFile, type PrintFileRecord } from '../ledger/print-file-store.ts';
import { listReprints, listMailpieceStates, listSourceSequences } from '../ledger/reprint-store.ts';
import { assertHandOverAllowed } from '../print/shop-profile.ts';
import { isSamePerson, parsePerson } from './person.ts';

export interface ReprintWish {
  readonly printFileId: string;
  /** Sequences of its manifest such as `12-40,77`, or `all`. */
  readonly mailpieces: string;
  readonly reason: string;
  readonly person: string;
  /** The second person, needed above the profile's share. */
  readonly confirmedBy: string | null;
}

export interface OrderedReprint {
  readonly printFileId: string;
  readonly mailpieces: number;
  readonly status: PrintFileRecord['status'];
}

/**
 * A deliberate copy of mailpieces that the shop spoiled, lost or never had: a new print file of the same originals. An
 * order that was begun for the same mailpieces, and interrupted, is taken on instead of ordering another.
 *
 * @throws NotFoundError, RefusedError, UsageError, and whatever rendering and hand-over say
 */
export async function orderReprint(
  context: Omit<RenderContext, 'runId'>,
  tools: PrintTools,
  wish: ReprintWish,
): Promise<OrderedReprint> {
  const person = parsePerson(wish.person);
  const confirmedBy = wish.confirmedBy === null ? null : parsePerson(wish.confirmedBy);
  assertHandOverAllowed(tools.profile);
  const source = await sourceOf(context, tools, wish.printFileId);
  const states = await listMailpieceStates(context.ledger, source);
  const sequences =
    wish.mailpieces === 'all' ? states.map(({ sequence }) => sequence) : parseSequences(wish.mailpieces);
  const begun = await begunBefore(context, source, sequences);
  if (begun === null) assertShare(tools, sequences.length, states.length, person, confirmedBy);
  const ordering = { ...context, runId: source.runId };
  const id =
    begun ??
    (await assignCheckedReprint(ordering, {
      source,
      sequences,
      reason: wish.reason,
      orderedBy: person,
      confirmedBy,
      runId: null,
    }));
  const { status } = await continueReprint(ordering, tools, id);
  return { printFileId: id, mailpieces: sequences.length, status };
}

async function sourceOf(
  { ledger }: Pick<RenderContext, 'ledger'>,
  { profile }: PrintTools,
  id: string,
): Promise<PrintFileRecord> {
  const file = await findPrintFile(ledger, id);
  if (file === null) {
    throw new NotFoundError(
      `There is no print file ${id}. \`status\` lists those of a night with their ids.`,
    );
  }
  if (file.status !== 'handed_over') {
    throw new RefusedError(
      `Print file ${id} is \`${file.status}\`; only one that was handed over can be reprinted. Nothing was changed.`,
    );
  }
  if (file.profile === profile.id) return file;
  throw new RefusedError(
    `Print file ${id} was made for shop profile \`${file.profile}\`, but \`${profile.id}\` is configured. Nothing was changed.`,
  );
}

async function begunBefore(
  { ledger }: Pick<RenderContext, 'ledger'>,
  source: PrintFileRecord,
  sequences: readonly number[],
): Promise<string | null> {
  for (const file of await listReprints(ledger, ['assigned', 'sealed', 'handing_over'])) {
    if (file.sourceId !== source.id) continue;
    if (sequencesText(await listSourceSequences(ledger, file.id)) === sequencesText(sequences))
      return file.id;
  }
  return null;
}

/** @throws RefusedError when so many copies need a second person, and there is none */
function assertShare(
  { profile }: PrintTools,
  wanted: number,
  all: number,
  person: string,
  confirmedBy: string | null,
): void {
  if (confirmedBy !== null && isSamePerson(confirmedBy, person)) {
    throw new RefusedError(
      `--confirm: expected another person than ${person}, who orders it. Nothing was changed.`,
    );
  }
  const share = shareOf(wanted, all);
  if (share <= profile.maxReprintShare || confirmedBy !== null) return;
  throw new RefusedError(
    `${wanted} of ${all} mailpieces are ${share.toFixed(1)} %, more than the ${profile.maxReprintShare} % that one person may have printed again. ` +
      'A second person looks into it and is named by `--confirm NAME`. Nothing was changed.',
  );
}
