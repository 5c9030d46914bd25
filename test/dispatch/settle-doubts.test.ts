import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settleDoubtsByLog } from '../../src/dispatch/settle-doubts.ts';
import { domainWithoutTls } from '../../src/ledger/recipient-store.ts';
import { finishRun } from '../../src/ledger/run-store.ts';
import { releaseHeld } from '../../src/operations/release-held.ts';
import { createNight, emailRow, type Night } from '../support/night.ts';
import { collectAndClassify, startMail, type Mail } from './mail.ts';

const DAY = 86_400_000;
const TERMS = { window: 14 * DAY, suppressFor: DAY, suppressFullFor: DAY, noTlsExpiry: DAY };

let night: Night;
let mail: Mail;
beforeEach(async () => {
  night = await createNight({ rows: [emailRow('D')] });
  mail = await startMail(night, { faults: [{ at: 'stored', does: { drop: 'rst' } }] });
});
afterEach(async () => {
  await mail.close();
  await night.close();
});

async function doubted(): Promise<string> {
  const context = await night.context();
  await collectAndClassify(context);
  await mail.send(context);
  expect(night.states()).toEqual({ D: 'in_doubt' });
  return String(night.sql('SELECT message_id FROM attempt')[0]?.['message_id']);
}

async function settle(lines: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const file = night.path('mail.log');
  writeFileSync(file, lines.join('\n'));
  const runId = String(night.sql('SELECT id FROM run')[0]?.['id']);
  return settleDoubtsByLog({ ledger: night.ledger, logger: night.logger, runId }, [file], TERMS);
}

const line = (rest: string): string => `Nov 23 22:00:01 relay postfix/${rest}`;

describe('what is in doubt', () => {
  it("counts as e-mailed when the relay's log has it, with the queue id as evidence", async () => {
    const id = await doubted();
    const lines = [
      line(`cleanup[1]: 4XYZ12: message-id=${id}`),
      line('qmgr[1]: 4XYZ12: from=<b@v.example>, size=1, nrcpt=1 (queue active)'),
    ];
    expect(await settle(lines)).toEqual({ accepted: 1 });
    expect(night.states()).toEqual({ D: 'emailed' });
    expect((await night.events('D')).at(-1)).toMatchObject({ to: 'emailed', reason: /4XYZ12/u });
    expect(await settle(lines)).toEqual({});
  });

  it('goes by post when the log has it as given up', async () => {
    const id = await doubted();
    const lines = [
      line(`cleanup[1]: 4XYZ12: message-id=${id}`),
      line('smtp[1]: 4XYZ12: to=<d@mail.example>, dsn=5.1.1, status=bounced (550 5.1.1 unknown)'),
    ];
    expect(await settle(lines)).toEqual({ posted: 1 });
    expect(night.states()).toEqual({ D: 'queued_print' });
  });

  it('stays in doubt when the log proves nothing: not found, or a connection that broke (4.4.2)', async () => {
    const id = await doubted();
    expect(
      await settle([line('qmgr[1]: 9ABC12: from=<b@v.example>, size=1, nrcpt=1 (queue active)')]),
    ).toEqual({});
    const lines = [
      line(`cleanup[1]: 4XYZ12: message-id=${id}`),
      line(
        'smtp[1]: 4XYZ12: to=<d@mail.example>, dsn=4.4.2, status=bounced (lost connection, message may be sent more than once)',
      ),
    ];
    expect(await settle(lines)).toEqual({});
    expect(night.states()).toEqual({ D: 'in_doubt' });
  });

  it('stays in doubt where an earlier try was taken: the log knows all tries by one Message-ID, and may mean that one', async () => {
    await mail.close();
    mail = await startMail(night, { faults: [{ at: 'stored', does: { drop: 'rst' }, skip: 1 }] });
    const context = await night.context();
    await collectAndClassify(context);
    expect(await mail.send(context)).toEqual({ accepted: 1 });
    // It came back for a reason of ours, and a person has it sent once more.
    await finishRun(night.ledger, context.runId, { status: 'completed', exitCode: 0, failure: null });
    night.sql(`UPDATE dispatch SET state = 'held'`);
    const [{ id = '' } = {}] = night.sql('SELECT id FROM dispatch');
    await releaseHeld(night.ledger, { dispatchIds: [String(id)], reason: 'SPF mended', person: 'a.meier' });
    const messageId = await doubted();
    const firstTry = [line(`cleanup[1]: 4XYZ12: message-id=${messageId}`)];
    const sent = line('smtp[1]: 4XYZ12: to=<d@mail.example>, dsn=2.0.0, status=sent (250 2.0.0 Ok)');
    const bounced = line('smtp[1]: 4XYZ12: to=<d@mail.example>, dsn=5.1.1, status=bounced (550 5.1.1 no)');
    expect(await settle([...firstTry, sent])).toEqual({});
    expect(await settle([...firstTry, bounced])).toEqual({});
    expect(night.states()).toEqual({ D: 'in_doubt' });
  });
});

describe('S3: a large domain of which the log says that TLS failed', () => {
  it('is doubted as in a report that comes back: the document is held, the domain not marked', async () => {
    await mail.close();
    await night.close();
    const ids = Array.from({ length: 10 }, (_, index) => `D${index}`);
    night = await createNight({
      rows: ids.map((each) => emailRow(each, { email_address: `${each}@big.example` })),
    });
    mail = await startMail(night, { faults: [{ at: 'stored', does: { drop: 'rst' }, times: 1 }] });
    const context = await night.context();
    await collectAndClassify(context);
    expect(await mail.send(context)).toEqual({ accepted: 9, in_doubt: 1 });
    const [{ message_id: id } = {}] = night.sql(`SELECT message_id FROM attempt WHERE outcome = 'in_doubt'`);
    const lines = [
      line(`cleanup[1]: 4XYZ12: message-id=${String(id)}`),
      line(
        'smtp[1]: 4XYZ12: to=<d@big.example>, dsn=5.7.4, status=bounced (TLS is required, but was not offered)',
      ),
    ];
    expect(await settle(lines)).toEqual({ held: 1 });
    expect(Object.values(night.states()).filter((state) => state === 'queued_print')).toEqual([]);
    expect(await domainWithoutTls(night.ledger, 'big.example')).toBeNull();
  });
});
