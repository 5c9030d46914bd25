import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { withApp } from './with-app.ts';

export const migrateJob = defineJob({
  name: 'migrate',
  summary: 'Bring the schema of the ledger up to date',
  description:
    'Applies what this release adds to our own database; the core database is never touched. Safe to repeat. Make a backup before, ' +
    'for migrations are not undone.',
  json: true,
  examples: [
    { command: 'migrate', explains: 'before the first night, and after each update' },
    { command: 'migrate --config /etc/postausgang/postausgang.yaml', explains: 'with another configuration' },
  ],
  run: (_values, context) =>
    withApp(
      context,
      async (app, { migrate }) => {
        const applied = await migrate(app.ledger);
        context.answer({ applied }, () =>
          applied.length === 0
            ? 'The ledger is up to date; nothing was changed.'
            : `Applied: ${applied.join(', ')}. The ledger is up to date.`,
        );
        return EXIT.completed;
      },
      { migrated: false },
    ),
});
