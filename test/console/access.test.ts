import { describe, expect, it } from 'vitest';
import { isForeign } from '../../src/console/access/csrf.ts';
import { isOurHost, ourNames } from '../../src/console/access/hosts.ts';
import { hashPassword, verifyPassword } from '../../src/console/access/password.ts';
import { Sessions } from '../../src/console/access/sessions.ts';
import { keysOf, Throttle } from '../../src/console/access/throttle.ts';
import { parsePasswordHash } from '../../src/config/password-hash.ts';

describe('a password', () => {
  it('is known again by its hash, and no other is', async () => {
    const made = parsePasswordHash(await hashPassword('Käse, zwölf Stück', { logN: 14 }));
    if (made === null) throw new Error('no hash');
    expect(await verifyPassword('Käse, zwölf Stück', made, made)).toBe(true);
    // The same letters, composed of parts.
    expect(await verifyPassword('Käse, zwölf Stück'.normalize('NFD'), made, made)).toBe(true);
    expect(await verifyPassword('Käse, elf Stück', made, made)).toBe(false);
    expect(await verifyPassword('Käse, zwölf Stück', null, made)).toBe(false);
  });

  it('has another salt each time, and at least 12 characters', async () => {
    const [one, two] = await Promise.all([
      hashPassword('ein langes Kennwort', { logN: 14 }),
      hashPassword('ein langes Kennwort', { logN: 14 }),
    ]);
    expect(one).not.toBe(two);
    await expect(hashPassword('kurz')).rejects.toThrow('12 to 500 characters, got 4');
  });

  it.each([
    '',
    'geheim',
    '$scrypt$ln=10,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  ])('is not taken from %j: no hash, or one that is quickly guessed', (text) =>
    expect(parsePasswordHash(text)).toBeNull(),
  );
});

describe('the throttle', () => {
  it('blocks a person at a machine after five failures, for a minute, then longer and longer', () => {
    let now = 1_000_000;
    const throttle = new Throttle(() => now);
    const keys = keysOf('otto', '10.0.0.1');
    for (let tries = 0; tries < 5; tries += 1) {
      expect(throttle.wait(keys)).toBe(0);
      throttle.fail(keys);
    }
    expect(throttle.wait(keys)).toBe(60_000);
    now += 60_000;
    expect(throttle.wait(keys)).toBe(0);
    throttle.fail(keys);
    expect(throttle.wait(keys)).toBe(120_000);
    expect(throttle.wait(keysOf('otto', '10.0.0.2'))).toBe(0);
    throttle.succeed(keys);
    expect(throttle.wait(keys)).toBe(0);
  });

  it('blocks a machine that tries many names', () => {
    const throttle = new Throttle(() => 0);
    for (let tries = 0; tries < 30; tries += 1) throttle.fail(keysOf(`name-${tries}`, '10.0.0.1'));
    expect(throttle.wait(keysOf('another', '10.0.0.1'))).toBeGreaterThan(0);
    expect(throttle.wait(keysOf('another', '10.0.0.2'))).toBe(0);
  });
});

describe('a session', () => {
  it('ends after idle time, in any case after its whole time, and by logout', () => {
    let now = 0;
    const sessions = new Sessions({ idleTimeout: 10, loginLasts: 25 }, () => now);
    const token = sessions.open('otto');
    now = 9;
    expect(sessions.loginOf(token, true)).toBe('otto');
    now = 18;
    expect(sessions.loginOf(token, true)).toBe('otto');
    now = 25;
    expect(sessions.loginOf(token, true)).toBeNull();
    const other = sessions.open('otto');
    sessions.close(other);
    expect(sessions.loginOf(other, true)).toBeNull();
    expect(other).not.toBe(token);
  });

  it('is not kept by a page that refreshes itself', () => {
    let now = 0;
    const sessions = new Sessions({ idleTimeout: 10, loginLasts: 100 }, () => now);
    const token = sessions.open('otto');
    now = 9;
    expect(sessions.loginOf(token, false)).toBe('otto');
    now = 10;
    expect(sessions.loginOf(token, false)).toBeNull();
  });
});

describe('a request', () => {
  const names = ourNames('192.0.2.7', ['Postausgang.Haus.Example']);

  it.each([
    ['127.0.0.1:8787', true],
    ['localhost', true],
    ['[::1]:8787', true],
    ['192.0.2.7:8787', true],
    ['postausgang.haus.example', true],
    ['POSTAUSGANG.haus.example:443', true],
    ['evil.example:8787', false],
    ['127.0.0.1.evil.example', false],
    ['127.0.0.1:8787@evil.example', false],
    ['', false],
    [undefined, false],
  ])('for host %s: ours is %s', (header, expected) => expect(isOurHost(header, names)).toBe(expected));

  it.each([
    [{ host: 'a.example', origin: 'https://a.example' }, false],
    [{ host: 'a.example', origin: 'null' }, false],
    [{ host: 'a.example' }, false],
    [{ host: 'a.example', 'sec-fetch-site': 'same-origin' }, false],
    [{ host: 'a.example', origin: 'https://evil.example' }, true],
    [{ host: 'a.example', origin: 'nonsense' }, true],
    [{ host: 'a.example', 'sec-fetch-site': 'cross-site' }, true],
    [{ host: 'a.example', 'sec-fetch-site': 'same-site' }, true],
  ])('with %j: foreign is %s', (headers, expected) => expect(isForeign(headers)).toBe(expected));
});
