import type { App } from './open-app.ts';
import { journalledRuns } from './batch/on-disk.ts';
import { outcomeOfReplyBy } from './email-route.ts';
import { placesOnDisk } from './night-steps.ts';
import {
  countsOf,
  findWhatLeft,
  restoreLedger,
  type Restoration,
  type RestoreSources,
} from './operations/restore/restore-ledger.ts';
import { unknownRunsOf } from './operations/restore/unknown-runs.ts';

/** What the disk knows and the ledger does not; changes nothing. */
export async function whatLeft(
  app: App,
): Promise<{ readonly counts: Restoration; readonly byHand: readonly string[] }> {
  const left = await findWhatLeft(await sourcesOf(app));
  return { counts: countsOf(left), byHand: left.byHand };
}

/** Makes known again what left since the backup. @throws see `restoreLedger` */
export async function restore(app: App, by: string): Promise<Restoration> {
  return restoreLedger(await sourcesOf(app), by);
}

async function sourcesOf({ config, ledger }: App): Promise<RestoreSources> {
  const places = placesOnDisk(config);
  return {
    ledger,
    ...places,
    runIds: await unknownRunsOf(
      ledger,
      places.journalDirectory,
      await journalledRuns(places.journalDirectory),
    ),
    outcomeOfReply: outcomeOfReplyBy(config.email.route),
  };
}

export type { Restoration };
