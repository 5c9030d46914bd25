import { UsageError } from '../src/domain/errors.ts';
import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { toggle } from './parameter.ts';
import { withApp } from './with-app.ts';

export const migrateJob = defineJob({
  name: 'migrate',
  summary: 'Bring the schema of the ledger up to date',
  description:
    'Applies what this release adds to our own database; the core database is never touched. Safe to repeat. Make a backup before, ' +
    'for migrations are not undone. A DBA who runs migrations by hand gets the same as a T-SQL script for SQL Server with --print-sql, ' +
    'which needs neither configuration nor database. Exit of --check: 0 up to date, 1 migrations are missing.',
  json: true,
  options: {
    check: toggle('Only say whether the schema is up to date; change nothing'),
    printSql: toggle('Print the migrations as one T-SQL script that can be run again'),
    roles: toggle('With --print-sql: the roles instead, with the least rights that each needs'),
  },
  examples: [
    { command: 'migrate', explains: 'before the first night, and after each update' },
    { command: 'migrate --check', explains: 'before a night that must not find an old schema' },
    { command: 'migrate --print-sql > ledger.sql', explains: 'for a DBA who runs it with sqlcmd' },
    {
      command: 'migrate --print-sql --roles > roles.sql',
      explains: 'roles for the worker, operators and readers',
    },
  ],
  run: async ({ check, printSql, roles }, context) => {
    if (roles && !printSql) throw new UsageError('`--roles` is something to print: add `--print-sql`.');
    if (check && printSql) throw new UsageError('expected `--check` or `--print-sql`, not both.');
    if (printSql) {
      const { migrationScript, roleScript } = await import('../src/app.ts');
      const script = roles ? await roleScript() : await migrationScript();
      context.answer({ script }, () => script.trimEnd());
      return EXIT.completed;
    }
    return withApp(
      context,
      async (app, { migrate, pendingMigrations }) => {
        if (check) {
          const missing = await pendingMigrations(app.ledger);
          context.answer({ missing }, () =>
            missing.length === 0
              ? 'The ledger is up to date.'
              : `Missing: ${missing.join(', ')}. Run \`postausgang migrate\`.`,
          );
          return missing.length === 0 ? EXIT.completed : EXIT.failed;
        }
        const applied = await migrate(app.ledger);
        context.answer({ applied }, () =>
          applied.length === 0
            ? 'The ledger is up to date; nothing was changed.'
            : `Applied: ${applied.join(', ')}. The ledger is up to date.`,
        );
        return EXIT.completed;
      },
      { migrated: false },
    );
  },
});
