import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import * as fc from 'fast-check';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { signMessage } from '../../src/email/dkim.ts';
import type { DkimKey } from '../../src/email/dkim.ts';
import { buildMessage } from '../../src/email/message.ts';
import type { BuiltMessage } from '../../src/email/message.ts';

const DOMAIN = 'versicherung.example';
const DATE = new Date('2026-11-23T20:00:00Z');

function keyOf(kind: 'rsa' | 'ed25519'): DkimKey & { readonly record: string } {
  const { privateKey } =
    kind === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const spki = createPublicKey(pem).export({ type: 'spki', format: 'der' });
  // RFC 8463 section 4.2: the bare 32 bytes of an Ed25519 key stand in the record.
  const p = (kind === 'rsa' ? spki : spki.subarray(-32)).toString('base64');
  return { domain: DOMAIN, selector: `${kind}2026`, privateKey: pem, record: `v=DKIM1; k=${kind}; p=${p}` };
}

const rsa = keyOf('rsa');
const ed25519 = keyOf('ed25519');

function build(to = 'anna@post.example', pdf = Buffer.from('.%PDF-1.7\n..\n')): Promise<BuiltMessage> {
  return buildMessage({
    messageId: '<D-1.4711@versicherung.example>',
    date: DATE,
    from: { name: 'Müller Versicherung', address: `post@${DOMAIN}` },
    replyTo: `service@${DOMAIN}`,
    to,
    category: 'premium_invoice',
    jurisdiction: 'DE',
    recipientName: 'Anna Beispiel',
    documentTitle: 'Beitragsrechnung',
    pdf,
    attachmentName: 'Beitragsrechnung.pdf',
    insurer: {
      name: 'Müller Versicherung',
      revocationAddress: `einwilligung@${DOMAIN}`,
      imprintLines: ['Müller Versicherung AG'],
    },
  });
}

async function verdicts(bytes: Buffer): Promise<readonly string[]> {
  const resolver = (name: string): Promise<string[][]> => {
    const key = [rsa, ed25519].find(({ selector }) => name === `${selector}._domainkey.${DOMAIN}`);
    if (key === undefined) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    return Promise.resolve([[key.record]]);
  };
  const { results } = await dkimVerify(bytes, { resolver, strict: true });
  return results.map(({ status }) => status.result);
}

describe('a signed message', () => {
  it.each([
    ['RSA', [rsa], 1],
    ['Ed25519', [ed25519], 1],
    ['both', [rsa, ed25519], 2],
  ] as const)('verifies with the public key in the DNS: %s', async (_kind, keys, count) => {
    const { bytes } = signMessage(await build(), keys, DATE);
    const results = await verdicts(bytes);
    expect(results).toHaveLength(count);
    expect(results.every((result) => result === 'pass')).toBe(true);
  });

  it('verifies with an attachment of 0 bytes, and with one of 7 MB', async () => {
    for (const pdf of [Buffer.alloc(0), Buffer.alloc(7_000_000, 'x')]) {
      const { bytes } = signMessage(await build('anna@post.example', pdf), [ed25519], DATE);
      expect(await verdicts(bytes)).toEqual(['pass']);
    }
  });

  it('verifies with an international address in its header', async () => {
    const { bytes } = signMessage(await build('jürgen@post.example'), [rsa], DATE);
    expect(await verdicts(bytes)).toEqual(['pass']);
  });

  it.each([
    ['another subject', (text: string) => text.replace(/^Subject: /mu, 'Subject: Mahnung ')],
    ['another recipient', (text: string) => text.replace('To: anna@', 'To: bernd@')],
    ['another attachment', (text: string) => text.replace(/^JVBER|LiVQ/mu, 'AAAA')],
  ])('does not verify with %s', async (_what, change) => {
    const { bytes } = signMessage(await build(), [rsa], DATE);
    const changed = Buffer.from(change(bytes.toString('latin1')), 'latin1');
    expect(changed.equals(bytes)).toBe(false);
    expect(await verdicts(changed)).not.toContain('pass');
  });

  it.each(['From', 'To', 'Cc', 'Reply-To', 'Subject', 'Date', 'Message-ID', 'MIME-Version', 'Content-Type'])(
    'does not verify with another `%s` on top of it or below (RFC 6376 section 8.15)',
    async (name) => {
      const { bytes } = signMessage(await build(), [rsa, ed25519], DATE);
      const text = bytes.toString('latin1');
      const added = `${name}: eve@example.org\r\n`;
      const below = text.replace('\r\n\r\n', `\r\n${added}\r\n`);
      for (const changed of [`${added}${text}`, below]) {
        expect(await verdicts(Buffer.from(changed, 'latin1'))).not.toContain('pass');
      }
    },
  );

  it('verifies behind servers that add their own headers on top', async () => {
    const { bytes } = signMessage(await build(), [rsa, ed25519], DATE);
    const received = Buffer.from(
      'Received: from a by b;\r\n Mon, 23 Nov 2026 21:00:00 +0100\r\nX-Spam: no\r\n',
    );
    expect(await verdicts(Buffer.concat([received, bytes]))).toEqual(['pass', 'pass']);
  });

  it('verifies whatever white space and empty lines its parts have', async () => {
    const headers = ['From: a@b.example', 'Subject:  x \t y', ' folded\t', 'To:c@d.example', 'Date: now'];
    const body = fc
      .array(fc.constantFrom('', ' ', '\t', 'a', 'a  b', ' . ', 'ä'))
      .map((lines) => lines.join('\r\n'));
    await fc.assert(
      fc.asyncProperty(body, async (text) => {
        const bytes = Buffer.from(`${headers.join('\r\n')}\r\n\r\n${text}\r\n`);
        const signed = signMessage({ bytes, sha256: '' }, [ed25519], DATE);
        expect(await verdicts(signed.bytes)).toEqual(['pass']);
      }),
      { numRuns: 100 },
    );
  });

  it('has the same bytes on every try, and its hash is that of the signed bytes', async () => {
    const first = signMessage(await build(), [rsa, ed25519], DATE);
    const second = signMessage(await build(), [rsa, ed25519], DATE);
    expect(second.bytes.equals(first.bytes)).toBe(true);
    expect(second.sha256).toBe(first.sha256);
    expect(first.sha256).not.toBe((await build()).sha256);
    expect(first.bytes.toString('latin1')).not.toMatch(/(?<!\r)\n/u);
    // The time in it is that of the message, not of the try.
    expect(first.bytes.toString('latin1')).toMatch(new RegExp(`t=${DATE.getTime() / 1000}\\b`, 'u'));
  });

  it('is the message itself without keys', async () => {
    const message = await build();
    expect(signMessage(message, [], DATE)).toBe(message);
  });
});

it.each([
  ['no key', 'not a key'],
  ['RSA of 1024 bits', pemOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey)],
  ['another kind', pemOf(generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey)],
])('a key that cannot sign stops the message, and is not repeated: %s', async (_what, privateKey) => {
  const message = await build();
  const sign = (): unknown => signMessage(message, [{ ...rsa, privateKey }], DATE);
  expect(sign).toThrow(ConfigurationError);
  expect(sign).not.toThrow(privateKey);
});

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
