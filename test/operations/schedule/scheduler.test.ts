import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseBusinessDate, type BusinessDate } from '../../../src/domain/business-date.ts';
import { createLogger, type Logger } from '../../../src/log/logger.ts';
import { Scheduler, type SchedulerOptions } from '../../../src/operations/schedule/scheduler.ts';

const FIRST = parseBusinessDate('2026-11-22');
const SECOND = parseBusinessDate('2026-11-23');

let stop: AbortController;
let logger: Logger;
let looks: number;
let ran: BusinessDate[];
let watched: number;
beforeEach(() => {
  stop = new AbortController();
  logger = createLogger({ level: 'error', stream: new PassThrough().resume() });
  looks = 0;
  ran = [];
  watched = 0;
});
afterEach(() => logger.close());

/** Stops itself at the n-th look, so that no test waits for a clock. */
function scheduler(overrides: Partial<SchedulerOptions>, stopAtWatch = 1): Scheduler {
  return new Scheduler({
    at: '22:00',
    timeZone: 'Europe/Berlin',
    retryEvery: 1,
    logger,
    due: () => {
      looks += 1;
      return Promise.resolve([FIRST, SECOND]);
    },
    runNight: (date) => {
      ran.push(date);
      return Promise.resolve(0);
    },
    watch: () => {
      watched += 1;
      if (watched >= stopAtWatch) stop.abort();
      return Promise.resolve();
    },
    stop: stop.signal,
    ...overrides,
  });
}

describe('the scheduler', () => {
  it('runs what is due at its start, one night after the other, and looks after them', async () => {
    await scheduler({}).run();
    expect(ran).toEqual([FIRST, SECOND]);
    expect(watched).toBe(1);
  });

  it('looks again after a night that failed, died of a signal or runs elsewhere', async () => {
    const codes: readonly (number | null)[] = [1, null, 4, 0];
    await scheduler(
      {
        due: () => Promise.resolve([FIRST]),
        runNight: (date) => {
          ran.push(date);
          const code = codes[ran.length - 1];
          return Promise.resolve(code === undefined ? 0 : code);
        },
      },
      codes.length,
    ).run();
    expect(ran).toHaveLength(codes.length);
  });

  it('survives a database that does not answer, and looks again', async () => {
    await scheduler(
      {
        due: () => {
          looks += 1;
          return looks === 1 ? Promise.reject(new Error('away')) : Promise.resolve([SECOND]);
        },
      },
      2,
    ).run();
    expect(ran).toEqual([SECOND]);
  });

  it('begins no further night once it is asked to stop, and waits for the one in flight', async () => {
    let ended = false;
    await scheduler({
      runNight: async (date) => {
        ran.push(date);
        stop.abort();
        await new Promise((resolve) => setImmediate(resolve));
        ended = true;
        return 1;
      },
    }).run();
    expect(ran).toEqual([FIRST]);
    expect(ended).toBe(true);
    expect(watched).toBe(0);
  });

  it('is content with one look at a time', async () => {
    const one = scheduler({}, 99);
    await Promise.all([one.look(), one.look(), one.look()]);
    expect(looks).toBe(1);
  });
});
