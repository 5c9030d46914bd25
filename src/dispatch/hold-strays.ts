import { listEntries, type PrintFileRecord } from '../ledger/print-file-store.ts';
import type { PrintManifest } from '../print/manifest.ts';
import { strayAddresses } from '../print/window-text/stray-addresses.ts';
import type { PrintTools } from './print-tools.ts';
import { cannotReprint } from './reprint-note.ts';
import type { RunContext } from './run-context.ts';
import { holdMember } from './write-members.ts';

const PROBLEM =
  'address: its postal code does not stand in the address field of the first page (`geometry.addressField` of the shop profile)';

/**
 * Holds what would show no address, or another one, in the window of its envelope: the document on top of each such
 * mailpiece. One letter must not keep the print file from leaving, nor leave to nobody.
 *
 * @param path the print file, written and not yet sealed
 * @returns whether something was held, and the file must be written again
 */
export async function holdStrays(
  context: Pick<RunContext, 'ledger' | 'logger' | 'runId'>,
  { profile }: PrintTools,
  file: PrintFileRecord,
  path: string,
  manifest: PrintManifest,
): Promise<boolean> {
  if (!profile.checkAddresses) return false;
  const strays = await strayAddresses(path, manifest, profile.geometry.addressField);
  if (strays.length === 0) return false;
  const onTop = new Set(strays.map(({ documents }) => documents[0]?.dispatchId));
  for (const entry of await listEntries(context.ledger, file.id)) {
    if (!onTop.has(entry.dispatchId)) continue;
    if (file.originalId !== null) throw cannotReprint(file, entry, PROBLEM);
    await holdMember(context, entry, PROBLEM);
  }
  return true;
}
