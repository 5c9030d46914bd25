import type { EmailRoute } from '../../email/route.ts';
import type { Database } from '../../ledger/database.ts';
import type { ShopProfile } from '../../print/shop-profile.ts';
import { checkBounces, type BounceSubjects } from './bounce-checks.ts';
import { checkRelay, checkShop } from './channel-checks.ts';
import { ok, warn, type Check } from './check.ts';
import { checkCore, type CoreSubjects } from './core-checks.ts';
import { checkDisks } from './disk-checks.ts';
import { checkOutbox } from './outbox-checks.ts';
import { checkLedger } from './ledger-checks.ts';
import { checkMx, type MxSubjects } from './mx-checks.ts';

/** What is examined; the configuration was read, or there would be nothing to examine. */
export interface Patient extends CoreSubjects {
  readonly ledger: Database;
  readonly configFile: string;
  /** What works but should be mended, as the configuration's reader found it. */
  readonly configWarnings: readonly string[];
  readonly dataDir: string;
  readonly profile: ShopProfile;
  readonly route: EmailRoute;
  /** Set with route `mx`; null: the route is a relay. */
  readonly mx: MxSubjects | null;
  readonly bounces: BounceSubjects;
}

export interface Examination {
  readonly healthy: boolean;
  readonly checks: readonly Check[];
}

/** Looks at everything that a night needs, sends nothing and changes nothing. Can be run at any time, beside a run too. */
export async function examine(patient: Patient): Promise<Examination> {
  const checks = [
    ok('runtime', `Node.js ${process.versions.node}, OpenSSL ${process.versions.openssl}`),
    ok('configuration', `${patient.configFile} is valid`),
    ...patient.configWarnings.map((found) => warn('configuration', found, 'mend it when you can')),
    // With anything in it that weakens TLS the configuration would not have been read (S4).
    ok('environment', 'nothing in it weakens TLS (S4)'),
    ...(await checkLedger(patient.ledger)),
    ...(await checkCore(patient)),
    ...(await checkDisks(patient.dataDir)),
    ...(await checkOutbox(patient.profile.handOver)),
    ...(await checkShop(patient.profile)),
    ...(await (patient.mx === null ? checkRelay(patient.route) : checkMx(patient.route, patient.mx))),
    ...(await checkBounces(patient.bounces)),
  ];
  return { healthy: checks.every(({ status }) => status !== 'fail'), checks };
}
