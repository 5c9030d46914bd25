import { afterEach, beforeEach, expect, it } from 'vitest';
import { startSmtpServer } from '../../../src/demo/smtp-server.ts';
import type { SmtpServer } from '../../../src/demo/smtp-server.ts';
import { IdleSessions } from '../../../src/email/mx/idle-sessions.ts';
import { openMxSession } from '../../../src/email/mx/mx-session.ts';
import type { MxSession } from '../../../src/email/mx/mx-session.ts';
import { certificate, MX_HOST } from '../relay-support.ts';
import { mxOptions } from './mx-support.ts';

let server: SmtpServer;
beforeEach(async () => {
  server = await startSmtpServer({ name: MX_HOST, tls: certificate });
});
afterEach(() => server.close());

/** A session that has lain idle for so long (ms). */
async function idleFor(sessions: IdleSessions, ms: number): Promise<MxSession> {
  const target = { host: MX_HOST, address: '127.0.0.1', domain: 'fault.example' };
  const session = await openMxSession(mxOptions(server.port, '127.0.0.1'), target, { kind: 'encrypted' });
  await sessions.putBack(session);
  session.smtp.idleSince -= ms;
  return session;
}

it('a session is given to one message only, whatever becomes old or dies while somebody asks another whether it lives', async () => {
  const sessions = new IdleSessions(100);
  const old = await idleFor(sessions, 5_000);
  const young = await idleFor(sessions, 0);
  const dying = await idleFor(sessions, 5_000);
  const isFit = (): boolean => true;
  const first = sessions.take(MX_HOST, isFit);
  // The first one asks the dying one by now; the time of the old one is over before the answer is there.
  await new Promise((resolve) => setImmediate(resolve));
  old.smtp.idleSince -= 60_000;
  const second = sessions.take(MX_HOST, isFit);
  dying.smtp.destroy();
  const taken = (await Promise.all([first, second])).filter((session) => session !== null);
  expect(taken.map(({ smtp }) => [old, young, dying].findIndex((each) => each.smtp === smtp))).toEqual([1]);
  young.smtp.destroy();
});
