import { afterEach, describe, expect, it } from 'vitest';
import { migrate, openApp, type App } from '../../src/app.ts';
import { MIGRATIONS } from '../../src/ledger/migrate.ts';
import type { SmallInsurer } from '../support/small-insurer.ts';
import { migrateUpTo } from './released-schema.ts';
import { expectCompleted, moveIn } from './half-finished-night.ts';

let insurer: SmallInsurer | null = null;
let app: App | null = null;

afterEach(async () => {
  await app?.close();
  await insurer?.close();
  app = null;
  insurer = null;
});

describe.each(['email.body-begun', 'email.reply-journalled', 'print.assigned'])(
  'a night that the first release left at %s',
  (point) => {
    it('is brought to its end by this release: nothing is lost, nothing leaves twice', async () => {
      insurer = await moveIn(point);
      app = await openApp({ configPath: insurer.configPath });
      expect(await migrate(app.ledger)).not.toEqual([]);
      await expectCompleted(app, insurer, point);
    });
  },
);

describe.each(['005-bounces', '008-audit', '011-work-items'])(
  'the same night on a ledger that had come as far as %s',
  (newest) => {
    it('is brought to its end as well', async () => {
      const point = 'email.reply-journalled';
      insurer = await moveIn(point);
      app = await openApp({ configPath: insurer.configPath });
      await migrateUpTo(app.ledger, newest);
      const later = MIGRATIONS.filter(({ name }) => name > newest).map(({ name }) => name);
      expect(await migrate(app.ledger)).toEqual(later);
      await expectCompleted(app, insurer, point);
    });
  },
);
