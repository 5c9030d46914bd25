import { readBounces } from './bounce-desk.ts';
import type { ImportedBounce } from './dispatch/import-bounces.ts';
import { probeDomains, type DomainProbe } from './dispatch/probe-domains.ts';
import { openProbeRoute } from './email-route.ts';
import { listOpenReports, type OpenReport } from './ledger/bounce-store.ts';
import { ordersOf, type App } from './open-app.ts';

/** Reads what mail systems sent back. @throws see `readBounces` */
export async function bounces(
  app: App,
  files: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly read: readonly ImportedBounce[]; readonly open: readonly OpenReport[] }> {
  const read = await readBounces({ ...ordersOf(app), signal }, app.config, files);
  return { read, open: await listOpenReports(app.ledger, MAX_OPEN_REPORTS) };
}

/** More of them are a cause to be mended, not a list to be read. */
const MAX_OPEN_REPORTS = 200;

/** Looks at the mail servers of domains without sending anything. @throws ConfigurationError */
export async function probe(
  app: App,
  domains: readonly string[],
  signal: AbortSignal,
): Promise<readonly DomainProbe[]> {
  const route = await openProbeRoute(app.config, app.ledger);
  try {
    return await probeDomains(app.ledger, route, domains, signal);
  } finally {
    await route.close();
  }
}
