import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { exitCodeOf } from '../../src/domain/exit-code.ts';
import { ConfigFolder, leastSettings, settingsWith } from './example-settings.ts';

let folder: ConfigFolder;
beforeEach(() => void (folder = new ConfigFolder()));
afterEach(() => folder.remove());

function loadMissing(): unknown {
  return loadConfig(join(folder.path, 'missing.yaml'), { env: {}, execArgv: [] });
}

/** What was expected of a write-back statement instead. */
function expectedOf(statement: string): readonly string[] {
  return folder.faults(settingsWith('core.writeBack', { statement })).map((fault) => fault.expected);
}

it.each(['email', 'insurer', 'print', 'pdf', 'log'])(
  'names the section `%s` in plain words when it is something else, or nothing at all',
  (section) => {
    const faults = folder.faults(settingsWith(section, 5));
    expect(faults).toMatchObject([
      { path: section, expected: expect.not.stringContaining('Invalid') as string, found: '5 (a number)' },
    ]);
  },
);

describe('a sound configuration', () => {
  it('needs no more than what has no sound default', () => {
    const config = folder.load(leastSettings());
    expect(config.timeZone).toBe('Europe/Berlin');
    expect(config.core).toMatchObject({ view: 'pending_output_document', pdfRoot: null, chunkSize: 1000 });
    expect(config.core.writeBack).toBeNull();
    expect(config.catalogue).toMatch(/templates.rule-catalogue\.yaml$/);
    expect(config.run).toEqual({ heartbeat: 10_000, deadAfter: 60_000, range: 500 });
    expect(config.log).toEqual({ level: 'info', file: null });
    expect(config.source.warnings).toEqual([]);
  });

  it('S1: asks for TLS 1.2 where nothing is said', () => {
    expect(folder.load(leastSettings()).email.relay?.minTlsVersion).toBe('TLSv1.2');
    expect(folder.load(settingsWith('email.relay.minTlsVersion', 'TLSv1.3')).email.relay?.minTlsVersion).toBe(
      'TLSv1.3',
    );
  });

  it('L6: never takes the undertakings of a letter shop for granted', () => {
    const { profile } = folder.load(leastSettings()).print;
    expect(profile).toMatchObject({ secrecyUndertaking: false, processingAgreement: false, fourEyes: true });
  });

  it('gives durations as milliseconds and sizes as bytes', () => {
    const { email, pdf } = folder.load(settingsWith('email.maxMessageBytes', '8MiB'));
    expect(email.retryDelays).toEqual([300_000, 900_000, 1_800_000, 3_600_000, 7_200_000]);
    expect(email.maxWait).toBe(14 * 3_600_000);
    expect(email.noTlsExpiry).toBe(30 * 86_400_000);
    expect(email.maxMessageBytes).toBe(8 * 1024 * 1024);
    expect(pdf.limits.maxBytes).toBe(50 * 1024 * 1024);
  });

  it('resolves relative paths against the folder of the file, not the current one', () => {
    const config = folder.load(leastSettings());
    expect(config.dataDir).toBe(join(folder.path, 'data'));
    expect(config.core).toMatchObject({ file: join(folder.path, 'core.sqlite') });
    expect(config.print.profile.handOver).toEqual({ kind: 'folder', path: join(folder.path, 'outbox') });
  });

  it('reads the shop profile from a file of its own, with paths from that file’s folder', () => {
    mkdirSync(join(folder.path, 'shops'));
    folder.write('shops/north.yaml', {
      id: 'shop-north',
      shopName: 'Nord',
      handOver: { kind: 'folder', path: 'out' },
    });
    const config = folder.load(settingsWith('print', { profileFile: 'shops/north.yaml' }));
    expect(config.print.profile.id).toBe('shop-north');
    expect(config.print.profile.handOver).toEqual({
      kind: 'folder',
      path: join(folder.path, 'shops', 'out'),
    });
  });

  it('takes a key without a value for one that is not set', () => {
    expect(folder.load(settingsWith('email.replyTo', null)).email.replyTo).toBeNull();
  });

  it('cannot be changed by whoever reads it', () => {
    const config = folder.load(leastSettings());
    expect(Object.isFrozen(config.email.relay)).toBe(true);
    expect(Object.isFrozen(config.email.retryDelays)).toBe(true);
  });
});

describe('a faulty configuration', () => {
  it('names every fault at once, with path, line, what was expected and what was found', () => {
    const settings = leastSettings();
    settings['timeZone'] = 'Europe/Bonn';
    settings['email'] = {
      ...(settings['email'] as object),
      relay: { host: 'smtp://relay', port: 'abc', mode: 'starttls' },
      connections: 51,
      maxWait: '14',
    };
    const faults = folder.faults(settings);
    expect(faults.map(({ path, found }) => [path, found])).toEqual([
      ['email.relay.host', 'the text `smtp://relay`'],
      ['email.relay.port', 'the text `abc`'],
      ['email.connections', '51 (a number)'],
      ['email.maxWait', 'the text `14`'],
      ['timeZone', 'the text `Europe/Bonn`'],
    ]);
    expect(faults[1]).toMatchObject({ expected: 'a whole number from 1 to 65535', line: 11 });
    expect(faults[3]?.expected).toContain('with its unit');
  });

  it('says all of it in one message that exits with 78', () => {
    const error = folder.error(settingsWith('email.relay.port', 70_000));
    expect(exitCodeOf(error)).toBe(78);
    expect(error.message).toBe(
      `Configuration ${join(folder.path, 'postausgang.yaml')}: 1 fault. Nothing was started.\n` +
        '  email.relay.port (line 11): expected a whole number from 1 to 65535, found 70000 (a number).\n' +
        'Every setting is described in docs/configuration.md.',
    );
  });

  it('refuses unknown keys and says which one was meant', () => {
    const [fault] = folder.faults(settingsWith('email.relay.hots', 'x'));
    expect(fault).toMatchObject({ path: 'email.relay.hots', advice: 'Did you mean `host`?' });
    const [snake] = folder.faults(settingsWith('email.max_wait', '5h'));
    expect(snake?.advice).toBe('Did you mean `maxWait`?');
  });

  it('lists what there is where no known key is near, of the chosen kind only', () => {
    const [fault] = folder.faults(settingsWith('ledger.zzzzzzzz', 1));
    expect(fault?.expected).toBe('in `ledger` only client, file');
  });

  it.each([
    ['core', undefined, 'core', 'nothing'],
    ['core.client', 'oracle', 'core.client', 'the text `oracle`'],
    ['email.relay', 'relay.example.de', 'email.relay', 'the text `relay.example.de`'],
    ['core.chunkSize', 2001, 'core.chunkSize', '2001 (a number)'],
    ['core.view', 'x; DROP TABLE y', 'core.view', 'a text of 15 characters'],
    ['email.returnPath', 'a@example.de, b@example.de', 'email.returnPath', 'a text of 26 characters'],
    ['email.sender.name', 'A\r\nBcc: x@example.de', 'email.sender.name', 'a text of 20 characters'],
    ['email.relay.caFile', 'nowhere.pem', 'email.relay.caFile', 'the text `nowhere.pem`'],
    ['email.retryDelays', [], 'email.retryDelays', 'a list of 0 entries'],
    ['email.lease', '10m', 'email.lease', 'the text `10m`'],
    ['run.deadAfter', '20s', 'run.deadAfter', 'the text `20s`'],
    ['print.profile.duplex', 'false', 'print.profile.duplex', 'the text `false`'],
    ['print.profile.id', '../x', 'print.profile.id', 'the text `../x`'],
    [
      'print.tariffs',
      [{ validFrom: '2025-02-30', prices: [] }],
      'print.tariffs[0].validFrom',
      'the text `2025-02-30`',
    ],
    ['email.retryDelays', ['5m', 300], 'email.retryDelays[1]', '300 (a number)'],
  ])('refuses %s: %j', (path, value, faulty, found) => {
    expect(folder.faults(settingsWith(path, value))).toContainEqual(
      expect.objectContaining({ path: faulty, found }),
    );
  });

  it.each([
    ['classes in ascending order of `maxSheets`', ['a', 8], ['b', 3]],
    ['classes with different names', ['a', 3], ['a', 8]],
  ])('refuses envelope classes unless they are %s', (expected, ...classes) => {
    const written = classes.map(([name, maxSheets]) => ({ name, maxSheets }));
    expect(folder.faults(settingsWith('print.profile.envelopeClasses', written))[0]?.expected).toBe(expected);
  });

  it('wants either the profile or its file', () => {
    const [none] = folder.faults(settingsWith('print', {}));
    expect(none).toMatchObject({ path: 'print', expected: 'either `profile` or `profileFile`' });
    folder.write('shop.yaml', { id: 'x', shopName: 'X', handOver: { kind: 'folder', path: 'o' } });
    const [both] = folder.faults(settingsWith('print.profileFile', 'shop.yaml'));
    expect(both).toMatchObject({ path: 'print', expected: 'either `profile` or `profileFile`' });
  });

  it('names faults of the profile’s file together with the others', () => {
    folder.write('shop.yaml', 'id: shop\nshopName: Nord\nhandOver: { kind: folder, path: o }\nduplx: true\n');
    const settings = settingsWith('print', { profileFile: 'shop.yaml' });
    settings['timeZone'] = 'Mars';
    expect(folder.faults(settings).map(({ path, line, advice }) => [path, line, advice])).toEqual([
      ['timeZone', expect.any(Number), null],
      [`${join(folder.path, 'shop.yaml')}: duplx`, 4, 'Did you mean `duplex`?'],
    ]);
  });

  it('wants a port or an instance of SQL Server, also when something else is wrong', () => {
    const faults = folder.faults(
      settingsWith('ledger', {
        client: 'mssql',
        server: 'db.example.de',
        port: 1433,
        instance: 'PROD',
        authentication: { type: 'kerberos' },
      }),
    );
    expect(faults.map(({ path }) => path).sort()).toEqual([
      'ledger.authentication.type',
      'ledger.database',
      'ledger.instance',
    ]);
  });

  it('wants user and password of the relay together', () => {
    expect(folder.faults(settingsWith('email.relay.user', 'postausgang'))[0]).toMatchObject({
      path: 'email.relay.password',
      expected: '`user` and `password` together, or neither',
    });
  });
});

describe('the write-back statement', () => {
  it('may name the bindings there are, and loses a trailing semicolon', () => {
    const text = "UPDATE o SET done = :at, note = 'a;b 12:30' WHERE id = :document_id AND x <> :dispatch_id;";
    expect(folder.load(settingsWith('core.writeBack', { statement: text })).core.writeBack?.statement).toBe(
      text.slice(0, -1),
    );
  });

  it('is refused with an unknown binding, without the ids, or as two statements', () => {
    expect(expectedOf('EXEC p :document_id, :dispach_id')[0]).toContain(
      '`:dispach_id` is none (`:dispatch_id`?)',
    );
    expect(expectedOf('EXEC p :document_id')[0]).toContain('`:document_id` and `:dispatch_id`');
    expect(expectedOf('EXEC p :document_id, :dispatch_id; DELETE FROM q')[0]).toContain('exactly one SQL');
    expect(expectedOf(' ')[0]).toContain('exactly one SQL');
  });
});

describe('a file that is no configuration', () => {
  it('says how to name the file when it is not there', () => {
    expect(loadMissing).toThrow(ConfigurationError);
    expect(loadMissing).toThrow(/there is no such file.*--config FILE.*POSTAUSGANG_CONFIG/);
  });

  it('says so when it cannot be read', () => {
    expect(() => loadConfig(folder.path, { env: {}, execArgv: [] })).toThrow(/cannot be read \(EISDIR\)/);
  });

  it('names what is missing in an empty file', () => {
    expect(folder.faults('').map(({ path }) => path)).toEqual(
      expect.arrayContaining(['dataDir', 'core', 'ledger', 'email', 'insurer', 'print']),
    );
  });

  it.each([
    ['a: b: c', 1],
    ['timeZone: Europe/Berlin\ntimeZone: Europe/Vienna', 2],
    ['a: [1, 2', 1],
    ['a: !secret x', 1],
    ['a: 1\n---\nb: 2', 2],
  ])('names the line of a mistake in YAML: %j', (text, line) => {
    const [fault] = folder.faults(text);
    expect(fault).toMatchObject({ path: '', line, expected: 'valid YAML' });
  });

  it('refuses a list, and a text', () => {
    expect(folder.faults('- a')[0]).toMatchObject({
      expected: 'a mapping of settings',
      found: 'a list of 1 entry',
    });
    expect(folder.faults('hello')[0]).toMatchObject({ expected: 'a mapping of settings' });
  });
});
