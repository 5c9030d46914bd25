import { chmodSync } from 'node:fs';
import { format, inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../src/config/secret.ts';
import { ConfigFolder, settingsWith, type Settings } from './example-settings.ts';

const VALUE = 'corr3ct-h0rse';

let folder: ConfigFolder;
beforeEach(() => void (folder = new ConfigFolder()));
afterEach(() => folder.remove());

function withPassword(password: unknown): Settings {
  const settings = settingsWith('email.relay.user', 'postausgang');
  const email = settings['email'] as { relay: Record<string, unknown> };
  email.relay['password'] = password;
  return settings;
}

describe('Secret', () => {
  it('gives its value to whoever asks for it by name, and to nobody else', () => {
    const secret = new Secret(VALUE);
    expect(secret.reveal()).toBe(VALUE);
    const printed = [
      String(secret),
      JSON.stringify({ secret }),
      inspect(secret),
      inspect({ deep: { secret } }, { depth: 9, showHidden: true }),
      inspect(secret, { customInspect: false, showHidden: true }),
      format('%s %o %j', secret, secret, secret),
      JSON.stringify(Object.entries(secret)),
    ];
    for (const text of printed) expect(text).not.toContain(VALUE);
    expect(printed[0]).toBe('[secret]');
    expect(inspect(secret)).toBe('[secret]');
    expect(printed[1]).toBe('{"secret":"[secret]"}');
  });
});

describe('a secret in the configuration', () => {
  it('comes from an environment variable', () => {
    const config = folder.load(withPassword({ env: 'RELAY_PASSWORD' }), { env: { RELAY_PASSWORD: VALUE } });
    expect(config.email.relay?.password?.reveal()).toBe(VALUE);
    expect(inspect(config, { depth: 9 }) + JSON.stringify(config)).not.toContain(VALUE);
  });

  it('comes from a file, without the line end that an editor adds', () => {
    folder.write('relay.secret', `${VALUE}\n`);
    const config = folder.load(withPassword({ file: 'relay.secret' }));
    expect(config.email.relay?.password?.reveal()).toBe(VALUE);
    expect(config.source.warnings).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('warns of a secret file that others can read', () => {
    chmodSync(folder.write('relay.secret', VALUE), 0o644);
    const { warnings } = folder.load(withPassword({ file: 'relay.secret' })).source;
    expect(warnings).toEqual([
      {
        code: 'secret_readable_by_others',
        file: expect.stringMatching(/relay\.secret$/),
        mode: '0644',
        message: expect.stringMatching(/relay\.secret can be read by others \(mode 0644\).*chmod 0600/),
      },
    ]);
  });

  it('is refused when it stands there itself, with how to do it, and never repeated', () => {
    for (const literal of [VALUE, 123_456_789]) {
      const error = folder.error(withPassword(literal));
      expect(error.faults[0]).toMatchObject({ path: 'email.relay.password' });
      expect(error.faults[0]?.expected).toContain('`{ env: NAME }` or `{ file: path }`');
      expect(error.message).not.toContain(String(literal));
    }
  });

  it.each([
    [{ env: 'RELAY_PASSWORD' }, 'RELAY_PASSWORD to be set (it is not set)'],
    [{ env: 'EMPTY' }, 'EMPTY to be set (it is empty)'],
    [{ file: 'nowhere' }, 'a secret file that can be read (ENOENT)'],
    [{ file: 'empty.secret' }, 'a secret file with something in it'],
    [{ env: 'A', file: 'b' }, '`{ env: NAME }` or `{ file: path }`'],
    [{ value: VALUE }, '`{ env: NAME }` or `{ file: path }`'],
    [[VALUE], '`{ env: NAME }` or `{ file: path }`'],
  ])('that cannot be had is a fault: %j', (reference, expected) => {
    folder.write('empty.secret', '\n');
    const error = folder.error(withPassword(reference), { env: { EMPTY: '' } });
    expect(error.faults.map((fault) => fault.expected).join()).toContain(expected);
    expect(error.message).not.toContain(VALUE);
  });

  it('is not repeated from a wrong place, an unknown key or a mistake in YAML', () => {
    const wrongPlaces: readonly (string | Settings)[] = [
      settingsWith('email.relay.passwort', VALUE),
      settingsWith('email.password', VALUE),
      settingsWith('bounces.keys', VALUE),
      settingsWith('bounces.keys', [VALUE]),
      settingsWith('email.relay.host', `smtp://user:${VALUE}@relay.example.de`),
      settingsWith('ledger', {
        client: 'mssql',
        server: 'db',
        database: 'd',
        authentication: { type: 'sql', user: 'u', password: VALUE },
      }),
      `password: *${VALUE}`,
      `password: !${VALUE} x`,
      `password: "${VALUE}`,
      `password: ${VALUE}: ${VALUE}`,
      `password: &${VALUE} ${VALUE}\n ${VALUE}: [`,
      `password: @${VALUE}`,
      `%${VALUE}\n---\na: 1`,
    ];
    for (const content of wrongPlaces) expect(folder.error(content).message).not.toContain(VALUE);
  });
});
