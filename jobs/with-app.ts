import type * as AppModule from '../src/app.ts';
import type { App } from '../src/app.ts';
import type { Writable } from 'node:stream';
import type { JobContext } from './job.ts';

export interface WithAppOptions {
  /** Whether the ledger must be up to date; `migrate` and `doctor` want to look for themselves. Default true. */
  readonly migrated?: boolean;
}

/**
 * Opens what the configuration names, works with it and closes it whatever happens. `src/app.ts` is loaded only now,
 * so that `--help` and a mistyped command need not load databases and PDF tools.
 *
 * @throws ConfigurationError (exit 78), and whatever `work` throws
 */
export async function withApp<T>(
  context: Pick<JobContext, 'configPath' | 'logLevel'> & { readonly logStream?: Writable },
  work: (app: App, module: typeof AppModule) => Promise<T>,
  options: WithAppOptions = {},
): Promise<T> {
  const module = await import('../src/app.ts');
  const app = await module.openApp({
    configPath: context.configPath,
    ...(context.logLevel === null ? {} : { logLevel: context.logLevel }),
    ...(context.logStream === undefined ? {} : { logStream: context.logStream }),
  });
  try {
    if (options.migrated !== false) await module.assertMigrated(app);
    return await work(app, module);
  } finally {
    await app.close();
  }
}
