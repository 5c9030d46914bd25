import { describe, expect, it } from 'vitest';
import { refuseWeakenedEnvironment } from '../../src/email/environment.ts';

describe('S4: the start is refused', () => {
  it.each([
    [{ NODE_TLS_REJECT_UNAUTHORIZED: '0' }, 'NODE_TLS_REJECT_UNAUTHORIZED'],
    [{ NODE_TLS_REJECT_UNAUTHORIZED: 'false' }, 'NODE_TLS_REJECT_UNAUTHORIZED'],
    [{ NODE_OPTIONS: '--tls-min-v1.0' }, '--tls-min-v1.0'],
    [{ NODE_OPTIONS: '--max-old-space-size=99 --tls-min-v1.1' }, '--tls-min-v1.1'],
    [{ NODE_OPTIONS: '"--tls-cipher-list=ALL"' }, '--tls-cipher-list'],
    [{ NODE_OPTIONS: '--tls_cipher_list=ALL' }, '--tls-cipher-list'],
    [{ NODE_OPTIONS: '--tls-keylog=/tmp/keys' }, '--tls-keylog'],
    [{ NODE_OPTIONS: '--tls-max-v1.2' }, '--tls-max-v1.2'],
    [{ NODE_OPTIONS: '--openssl-legacy-provider' }, '--openssl-legacy-provider'],
    [{ OPENSSL_CONF: '/tmp/weak.cnf' }, 'OPENSSL_CONF'],
  ])('by the environment %j', (env, named) => {
    expect(() => refuseWeakenedEnvironment(env)).toThrow(
      expect.objectContaining({ code: 'CONFIGURATION', message: expect.stringContaining(named) as string }),
    );
  });

  it.each(['--tls-min-v1.0', '--tls-cipher-list=DEFAULT@SECLEVEL=0', '--openssl-config=/tmp/weak.cnf'])(
    'by the option %s of the command line',
    (option) => {
      expect(() => refuseWeakenedEnvironment({}, [option])).toThrow(/the command line/u);
    },
  );
});

describe('S4: the start goes on', () => {
  it.each([
    [{}, []],
    [{ NODE_TLS_REJECT_UNAUTHORIZED: '1' }, []],
    [{ NODE_OPTIONS: '--max-old-space-size=4096 --enable-source-maps' }, ['--tls-min-v1.3']],
    [{ NODE_EXTRA_CA_CERTS: '/etc/ssl/company.pem' }, ['--use-system-ca']],
  ])('with %j and %j', (env, argv) => {
    expect(() => refuseWeakenedEnvironment(env, argv)).not.toThrow();
  });
});
