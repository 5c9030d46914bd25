import type { SoakDocument } from './soak-documents.ts';
import type { SoakStage } from './soak-night.ts';
import { acceptancesOf } from './soak-world.ts';

/**
 * Compares what the relay took and what the shop posted with what was to leave: nothing twice, and of what had its time,
 * nothing lost. The ledger is not asked; the core system is, whether it was told of each end.
 *
 * @param documents.settled of which nothing may be under way any more
 * @returns what is wrong, one sentence each
 */
export async function judge(
  { world, shop, returned }: SoakStage,
  documents: { readonly all: readonly SoakDocument[]; readonly settled: readonly SoakDocument[] },
): Promise<readonly string[]> {
  const emailed = new Map<string, number>();
  for (const { recipient } of await acceptancesOf(world)) {
    emailed.set(recipient, (emailed.get(recipient) ?? 0) + 1);
  }
  const untold = world.core.untold();
  const faults: string[] = [];
  const settled = new Set(documents.settled);
  for (const document of documents.all) {
    const { documentId, email } = document;
    const mails = email === null ? 0 : (emailed.get(email) ?? 0);
    const letters = shop.posted.get(documentId) ?? 0;
    // A mail that came back did not arrive: its letter is the one copy.
    const copies = mails + letters - (email !== null && returned.has(email) && letters > 0 ? 1 : 0);
    if (mails > 1 || copies > 1) faults.push(`${documentId} left twice: ${mails} mails, ${letters} letters`);
    if (!settled.has(document)) continue;
    if (copies < 1) faults.push(`${documentId} was lost`);
    if (untold.has(documentId)) faults.push(`${documentId} left and the core system does not know`);
    if (email?.endsWith('@gone.example') === true && letters !== 1) {
      faults.push(`${documentId} came back and became ${letters} letters`);
    }
  }
  return faults;
}
