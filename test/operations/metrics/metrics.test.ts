import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeCollection } from '../../../src/ledger/batch-store.ts';
import { finishRun } from '../../../src/ledger/run-store.ts';
import { conditionsOf } from '../../../src/operations/alerts/conditions.ts';
import { readSituation } from '../../../src/operations/alerts/read-situation.ts';
import { openMetrics } from '../../../src/operations/metrics/open-metrics.ts';
import { readMetrics } from '../../../src/operations/metrics/read-metrics.ts';
import { WEEKDAYS } from '../../../src/domain/weekday.ts';
import { createNight, documentsIn, emailRow, type Night } from '../../support/night.ts';

const PLAN = { timeZone: 'Europe/Berlin', at: '22:00', weekdays: WEEKDAYS, catchUpDays: 0, maxRuns: 6 };
const LIMITS = { nights: 30, minNights: 5, minDocuments: 50, volumeTolerance: 60, shareTolerance: 15 };

let night: Night;
beforeEach(async () => {
  night = await createNight({ rows: ['D-1', 'D-2', 'D-3'].map((id) => emailRow(id)) });
});
afterEach(() => night.close());

describe('the text format', () => {
  it('declares each family once, escapes labels, leaves empty families out and ends as it must', () => {
    const text = openMetrics([
      { name: 'held', help: 'a\nb', samples: [{ value: 3 }] },
      { name: 'x', help: 'x', samples: [{ labels: { state: 'a"b\\c\nd' }, value: 0 }] },
      { name: 'nothing', help: 'n', samples: [] },
    ]);
    expect(text).toBe(
      '# TYPE postausgang_held gauge\n# HELP postausgang_held a\\nb\npostausgang_held 3\n' +
        '# TYPE postausgang_x gauge\n# HELP postausgang_x x\npostausgang_x{state="a\\"b\\\\c\\nd"} 0\n# EOF\n',
    );
  });
});

describe('the figures', () => {
  async function read(tells = false): Promise<string> {
    const situation = await readSituation(night.ledger, PLAN, LIMITS);
    const expected = { timeZone: 'Europe/Berlin', at: '22:00', startWithin: 1, dueBy: '05:00' };
    return openMetrics(
      await readMetrics(night.ledger, '1.2.3', situation, conditionsOf(situation, expected), tells),
    );
  }

  it('say how far the write-back is behind, where the core system is told of results', async () => {
    await documentsIn(night, 'emailed', ['D-1'], { updated_at: '2026-11-23T22:00:00.000Z' });
    expect(await read(true)).toContain('postausgang_write_back_untold 1\n');
    expect(await read(true)).toMatch(/^postausgang_write_back_oldest_timestamp_seconds 1795471200$/m);
    night.sql(`UPDATE dispatch SET reported_at = '2026-11-23T23:00:00.000Z'`);
    const text = await read(true);
    expect(text).toContain('postausgang_write_back_untold 0\n');
    expect(text).not.toContain('write_back_oldest');
  });

  it('exist before the first night', async () => {
    const text = await read();
    expect(text).toContain('postausgang_build_info{version="1.2.3"} 1');
    expect(text).toContain('postausgang_nights_unfinished 0');
    expect(text.endsWith('# EOF\n')).toBe(true);
  });

  it('tell of the newest night, and of what waits in all of them', async () => {
    await documentsIn(night, 'held', ['D-1'], { reason: 'circuit breaker: mail.example fails as a whole' });
    await documentsIn(night, 'in_doubt', ['D-2']);
    await documentsIn(night, 'emailed', ['D-3']);
    const batchId = await night.batch();
    await closeCollection(night.ledger, batchId);
    const runId = await night.run(batchId);
    await finishRun(night.ledger, runId, { status: 'failed', exitCode: 1, failure: 'the relay is down' });
    const text = await read();
    for (const line of [
      'postausgang_in_doubt 1',
      'postausgang_held 1',
      'postausgang_email_kept_back 1',
      'postausgang_documents_collected 3',
      'postausgang_dispatches{state="emailed"} 1',
      'postausgang_books_balance 1',
      'postausgang_run_status{status="failed"} 1',
      'postausgang_run_exit_code 1',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
    expect(text).not.toContain('write_back');
    // Every line is a comment or a sample that a collector can read.
    for (const line of text.trimEnd().split('\n')) {
      expect(line).toMatch(/^(?:# (?:TYPE|HELP|EOF).*|postausgang_[a-z_]+(?:\{[^}]*\})? -?[\d.e+]+)$/);
    }
  });
});
