import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { toggle } from './parameter.ts';
import { withApp } from './with-app.ts';

export const healthJob = defineJob({
  name: 'health',
  summary: 'Say by the exit code whether nights run as they should, for probes',
  description:
    'Exit 0: the ledger is there and up to date, and no night is failed, missing or unbalanced, nothing in doubt. Exit 1: one of them ' +
    'is not so. With --live only the ledger is asked: restarting a container mends nothing else. Changes nothing, tells nobody.',
  options: { live: toggle('only whether the ledger answers and is up to date') },
  json: true,
  examples: [
    { command: 'health', explains: 'for monitoring' },
    { command: 'health --live', explains: 'for a liveness probe' },
  ],
  run: ({ live }, context) =>
    withApp(context, async (app, { readConditions }) => {
      const critical = live
        ? []
        : (await readConditions(app)).filter(({ severity }) => severity === 'critical');
      context.answer({ healthy: critical.length === 0, critical }, () =>
        critical.length === 0
          ? 'healthy'
          : critical.map(({ title, action }) => `✗ ${title}\n  → ${action}`).join('\n'),
      );
      return critical.length === 0 ? EXIT.completed : EXIT.failed;
    }),
});
