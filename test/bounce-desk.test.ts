import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configuredReturnPaths, readBounces } from '../src/bounce-desk.ts';
import { imapMailboxSettings } from '../src/config/bounce-settings.ts';
import type { Config } from '../src/config/load-config.ts';
import { ConfigurationError, NotFoundError } from '../src/domain/errors.ts';
import { ConfigFolder, settingsWith } from './config/example-settings.ts';
import { dsn } from './email/bounce/mails.ts';
import { createNight, type Night } from './support/night.ts';

const ATTEMPT = '0189dc53-4f5e-4e8f-9d0c-2a7b1c3d4e5f';
let folder: ConfigFolder;
let night: Night;
beforeEach(async () => {
  folder = new ConfigFolder();
  night = await createNight();
});
afterEach(async () => {
  folder.remove();
  await night.close();
});

function configured(bounces: object, returnPath = 'bounce@musterversicherung.example'): Config {
  const settings = settingsWith('bounces', bounces);
  (settings['email'] as Record<string, unknown>)['returnPath'] = returnPath;
  return folder.load(settings, { env: { NEW_KEY: 'new', OLD_KEY: 'old', IMAP: 'password' } });
}

describe('the settings for bounces', () => {
  it('sign with the first key and verify with all of them; without keys there is nothing to sign with', () => {
    const before = configuredReturnPaths(configured({ keys: [{ env: 'OLD_KEY' }] }));
    const after = configuredReturnPaths(configured({ keys: [{ env: 'NEW_KEY' }, { env: 'OLD_KEY' }] }));
    expect(after?.readAddress(before?.addressFor(ATTEMPT) ?? '')?.authentic).toBe(true);
    expect(before?.readAddress(after?.addressFor(ATTEMPT) ?? '')?.authentic).toBe(false);
    expect(configuredReturnPaths(configured({}))).toBeNull();
  });

  it('refuse a return path that is too long to name a try', () => {
    const config = configured(
      { keys: [{ env: 'NEW_KEY' }] },
      'ruecklaeufer-und-bounces@musterversicherung.example',
    );
    expect(() => configuredReturnPaths(config)).toThrow(ConfigurationError);
  });

  it('S4: know no mailbox without TLS', () => {
    const imap = { host: 'imap.example.de', user: 'bounce', password: { env: 'IMAP' } };
    expect(imapMailboxSettings(configured({ imap }).bounces)).toMatchObject({
      port: 993,
      mode: 'tls',
      password: 'password',
    });
    expect(() => configured({ imap: { ...imap, mode: 'plain' } })).toThrow(ConfigurationError);
  });
});

describe('reading what came back by hand', () => {
  const read = (config: Config, files: readonly string[]): ReturnType<typeof readBounces> =>
    readBounces(
      {
        ledger: night.ledger,
        logger: night.logger,
        atPoint: () => undefined,
        signal: new AbortController().signal,
      },
      config,
      files,
    );

  it('takes named files, and leaves them where they are', async () => {
    const file = folder.write(
      'report.eml',
      dsn({ action: 'failed', status: '5.1.1', diagnostic: '' }).toString(),
    );
    expect(await read(configured({}), [file])).toMatchObject([{ kind: 'failed', effect: 'person' }]);
    expect(await read(configured({}), [file])).toMatchObject([{ effect: 'known' }]);
  });

  it('takes the mailbox when nothing is named', async () => {
    const maildir = join(folder.path, 'Maildir');
    for (const name of ['new', 'cur']) mkdirSync(join(maildir, name), { recursive: true });
    writeFileSync(join(maildir, 'new/1.a'), dsn({ action: 'delayed', status: '4.4.1', diagnostic: '' }));
    expect(await read(configured({ maildir }), [])).toMatchObject([{ kind: 'delayed', effect: 'noted' }]);
  });

  it('says what to do when there is neither, or a file is not there', async () => {
    await expect(read(configured({}), [])).rejects.toThrow(NotFoundError);
    await expect(read(configured({}), [join(folder.path, 'nowhere.eml')])).rejects.toThrow(/nowhere\.eml/u);
  });
});
