import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { OurOutageError } from '../../../src/domain/errors.ts';
import { openImapMailbox, probeImapMailbox, type ImapSettings } from '../../../src/email/bounce/imap.ts';
import type { StoredMail } from '../../../src/email/bounce/mailbox.ts';
import { startDovecot, whyNoDovecot, type Dovecot } from '../../support/dovecot.ts';
import { authority, certificate, HOST } from '../relay-support.ts';
import { dsn } from './mails.ts';

const without = whyNoDovecot();
const REPORT = dsn({ action: 'failed', status: '5.1.1', diagnostic: '' });

describe.skipIf(without !== null)(
  `a mailbox over IMAP${without === null ? '' : ` (skipped: ${without})`}`,
  () => {
    let dovecot: Dovecot;
    beforeAll(async () => {
      dovecot = await startDovecot(certificate);
    });
    afterAll(() => dovecot.stop());
    afterEach(() => {
      for (const folder of ['new', 'cur', '.Done/cur', '.Done/new']) {
        for (const name of namesIn(folder)) rmSync(join(dovecot.maildir, folder, name));
      }
    });

    const settings = (overrides: Partial<ImapSettings> = {}): ImapSettings => ({
      host: '127.0.0.1',
      port: dovecot.tlsPort,
      mode: 'tls',
      servername: HOST,
      caPem: authority.certificate,
      user: dovecot.user,
      password: dovecot.password,
      folder: 'INBOX',
      doneFolder: 'Done',
      ...overrides,
    });

    function namesIn(folder: string): readonly string[] {
      try {
        return readdirSync(join(dovecot.maildir, folder));
      } catch {
        return [];
      }
    }

    function arrive(name: string, bytes: Buffer): void {
      const file = join(dovecot.maildir, 'new', name);
      writeFileSync(file, bytes);
      execFileSync('chown', ['65534:65534', file]);
    }

    async function readAll(given: ImapSettings, putAway: boolean): Promise<readonly StoredMail[]> {
      const mailbox = openImapMailbox(given);
      const mails: StoredMail[] = [];
      try {
        for await (const mail of mailbox.mails()) {
          mails.push(mail);
          if (putAway) await mailbox.putAway(mail);
        }
      } finally {
        await mailbox.close();
      }
      return mails;
    }

    it.each(['tls', 'starttls'] as const)(
      'S4: is read over %s, and what was read is moved, not deleted',
      async (mode) => {
        arrive('1.a.host', REPORT);
        arrive('2.b.host', REPORT);
        const given = settings({ mode, port: mode === 'tls' ? dovecot.tlsPort : dovecot.startTlsPort });
        const mails = await readAll(given, true);
        expect(mails.map(({ source, place }) => `${source} ${place.replace(/\d+$/u, 'n')}`)).toEqual([
          'imap INBOX/n',
          'imap INBOX/n',
        ]);
        expect(Buffer.from(mails[0]?.bytes ?? []).toString()).toContain('Status: 5.1.1');
        expect(namesIn('.Done/cur').length + namesIn('.Done/new').length).toBe(2);
        expect(await readAll(given, true)).toEqual([]);
      },
    );

    it('is looked at without a mail being read, marked or moved', async () => {
      arrive('1.a.host', REPORT);
      expect(await probeImapMailbox(settings())).toBe(1);
      expect(namesIn('.Done/cur')).toEqual([]);
      expect(await readAll(settings(), false)).toHaveLength(1);
    });

    it.each([
      ['a wrong password', { password: 'wrong' }, 'login refused'],
      ['a folder that does not exist', { folder: 'Nowhere' }, 'folder Nowhere'],
      ['a certificate of another name', { servername: 'other.example' }, 'cannot be read'],
    ])('S4: fails the look at it with %s', async (_what, overrides, said) => {
      const look = probeImapMailbox(settings(overrides));
      await expect(look).rejects.toThrow(OurOutageError);
      await expect(look).rejects.toThrow(said);
    });

    it('gives a mail again that was not put away: the process died before', async () => {
      arrive('1.a.host', REPORT);
      expect(await readAll(settings(), false)).toHaveLength(1);
      expect(await readAll(settings(), true)).toHaveLength(1);
    });

    it.each([
      ['another name in the certificate', { servername: 'imap.other.example' }],
      ['a wrong password', { password: 'wrong' }],
      ['a folder that is not there', { folder: 'Nowhere' }],
    ])('is our outage with %s, and no secret is told', async (_what, overrides) => {
      const failed = readAll(settings(overrides), true);
      await expect(failed).rejects.toThrow(OurOutageError);
      await expect(failed).rejects.not.toThrow(/secret|wrong/u);
    });

    it('is our outage with an authority that nobody knows', async () => {
      const { caPem: _, ...unknown } = settings();
      await expect(readAll(unknown, true)).rejects.toThrow(OurOutageError);
    });

    it('S4: says no password where STARTTLS is not offered', async () => {
      const said: string[] = [];
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.write('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n');
        socket.on('data', (bytes) => {
          said.push(bytes.toString());
          const tag = bytes.toString().split(' ')[0] ?? '';
          socket.write(`* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n${tag} OK done\r\n`);
        });
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      try {
        const failed = readAll(settings({ mode: 'starttls', port }), true);
        await expect(failed).rejects.toThrow(OurOutageError);
        expect(said.join('')).not.toMatch(/secret|AUTHENTICATE|LOGIN/u);
      } finally {
        server.close();
      }
    });
  },
);
