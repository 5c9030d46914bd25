import { mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logLines } from '../../../src/email/relay-log/log-lines.ts';
import { readPostfixLine } from '../../../src/email/relay-log/postfix-line.ts';
import { searchRelayLog } from '../../../src/email/relay-log/search-relay-log.ts';

const ID = '<17.a@versicherung.example>';
const at = 'Nov 23 22:00:01 relay';
const cleanup = `${at} postfix/cleanup[11]: 4XYZ12: message-id=${ID}`;
const queued = `${at} postfix/qmgr[12]: 4XYZ12: from=<bounce@versicherung.example>, size=1200, nrcpt=1 (queue active)`;
const to = `${at} postfix/smtp[13]: 4XYZ12: to=<kunde@mail.example>, relay=mx.mail.example[192.0.2.1]:25, delay=1, delays=0/0/0/1`;
const sent = `${to}, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as ABC)`;
const deferred = `${to}, dsn=4.4.1, status=deferred (connect to mx.mail.example: Connection refused)`;
const bounced = `${to}, dsn=5.1.1, status=bounced (host mx.mail.example said: 550 5.1.1 unknown (in reply to RCPT TO command))`;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'postausgang-log-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(name: string, lines: readonly string[], age = 0): string {
  const file = join(directory, name);
  const text = `${lines.join('\n')}\n`;
  writeFileSync(file, name.endsWith('.gz') ? gzipSync(text) : text);
  utimesSync(file, 1_700_000_000 - age, 1_700_000_000 - age);
  return file;
}

const search = (paths: readonly string[]): ReturnType<typeof searchRelayLog> =>
  searchRelayLog(paths, new Set([ID]));

describe("the relay's log", () => {
  it.each([
    ['sent', [cleanup, queued, sent], { kind: 'accepted', queueId: '4XYZ12', last: 'sent' }],
    ['queued', [cleanup, queued], { kind: 'accepted', last: 'queued' }],
    ['deferred', [cleanup, queued, deferred], { kind: 'accepted', last: 'deferred' }],
    ['deferred, then sent', [cleanup, queued, deferred, queued, sent], { kind: 'accepted', last: 'sent' }],
    ['bounced', [cleanup, queued, bounced], { kind: 'bounced', dsn: '5.1.1' }],
    ['in another order', [sent, queued, cleanup], { kind: 'accepted', last: 'sent' }],
  ])('knows a message that was %s', async (_what, lines, finding) => {
    expect((await search([write('mail.log', ['noise', ...lines, ''])])).get(ID)).toMatchObject(finding);
  });

  it('does not take a Message-ID alone for an acceptance: the connection may have broken before the end', async () => {
    expect(await search([write('mail.log', [cleanup])])).toEqual(new Map());
  });

  it('proves nothing by a queue id that it gave to two messages: short ones are used again', async () => {
    const other = cleanup.replace(ID, '<18.b@versicherung.example>');
    expect(await search([write('mail.log', [cleanup, other, queued, sent])])).toEqual(new Map());
    expect(await search([write('mail.log', [other, queued, sent, cleanup])])).toEqual(new Map());
  });

  it('may be rotated while it is looked at: a file that is gone says nothing', async () => {
    symlinkSync(join(directory, 'gone'), join(directory, 'mail.log.1'));
    write('mail.log', [cleanup, queued]);
    expect((await search([join(directory, 'mail.log*')])).get(ID)).toMatchObject({ last: 'queued' });
    for await (const line of logLines(join(directory, 'mail.log.2.gz'))) expect(line).toBeNull();
  });

  it('is searched through its rotated and packed files', async () => {
    write('mail.log.2.gz', [cleanup, queued], 200);
    write('mail.log.1', [deferred], 100);
    write('mail.log', [sent]);
    expect((await search([join(directory, 'mail.log*')])).get(ID)).toMatchObject({ last: 'sent' });
  });

  it('holds no more of a line than could be one, and goes on behind it: this one is longer than any text may be', async () => {
    const file = join(directory, 'mail.log.gz');
    const endless = gzipSync(Buffer.alloc(2 ** 20, 'x'));
    const behind = gzipSync(`\n${cleanup}\r\n${queued}`);
    writeFileSync(file, Buffer.concat([...Array.from({ length: 600 }, () => endless), behind]));
    const lines: string[] = [];
    for await (const line of logLines(file)) lines.push(line);
    expect(lines).toEqual([cleanup, queued]);
  });

  it('says what it can when a packed file is cut off, and nothing when there is none', async () => {
    const file = write('mail.log.gz', [
      cleanup,
      queued,
      ...Array.from({ length: 5000 }, (_, n) => `${n} ${sent.slice(40)}`),
    ]);
    writeFileSync(file, gzipSync(`${cleanup}\n${queued}\n`).subarray(0, -6));
    await expect(search([file])).resolves.toBeInstanceOf(Map);
    expect(await search([join(directory, 'nowhere.log')])).toEqual(new Map());
  });

  it.each([
    ['journald', { SYSLOG_IDENTIFIER: 'postfix/smtp', MESSAGE: sent.slice(sent.indexOf('4XYZ')) }],
    ['rsyslog', { program: 'postfix/smtp', msg: sent.slice(sent.indexOf('4XYZ')), host: 'relay' }],
    ['a shipper that keeps the whole line', { message: sent, '@timestamp': '2026-11-23' }],
  ])('is read as JSON lines of %s', (_who, fields) => {
    expect(readPostfixLine(JSON.stringify(fields))).toMatchObject({
      kind: 'status',
      queueId: '4XYZ12',
      status: 'sent',
    });
  });

  it.each(['', '{', '{"message": 1}', '{"message": "{"}', 'postfix/smtp[1]: warning: x', '[]'])(
    'passes over %s',
    (line) => {
      expect(readPostfixLine(line)).toBeNull();
    },
  );

  it('is read with the time of today’s syslog, and an instance of its own name', () => {
    const line =
      '2026-11-23T22:00:01.123+01:00 relay postfix-out/smtp[13]: 3f2504e04f89: to=<a@b.example>, dsn=2.0.0, status=sent (250 Ok)';
    expect(readPostfixLine(line)).toMatchObject({ queueId: '3f2504e04f89', status: 'sent' });
  });
});
