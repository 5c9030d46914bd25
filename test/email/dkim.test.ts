import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { describe, expect, it } from 'vitest';
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
    const { bytes } = await signMessage(await build(), keys, DATE);
    const results = await verdicts(bytes);
    expect(results).toHaveLength(count);
    expect(results.every((result) => result === 'pass')).toBe(true);
  });

  it('verifies with an attachment of 0 bytes, and with one of 7 MB', async () => {
    for (const pdf of [Buffer.alloc(0), Buffer.alloc(7_000_000, 'x')]) {
      const { bytes } = await signMessage(await build('anna@post.example', pdf), [ed25519], DATE);
      expect(await verdicts(bytes)).toEqual(['pass']);
    }
  });

  it('verifies with an international address in its header', async () => {
    const { bytes } = await signMessage(await build('jürgen@post.example'), [rsa], DATE);
    expect(await verdicts(bytes)).toEqual(['pass']);
  });

  it.each([
    ['another subject', (text: string) => text.replace(/^Subject: /mu, 'Subject: Mahnung ')],
    ['another recipient', (text: string) => text.replace('To: anna@', 'To: bernd@')],
    ['another attachment', (text: string) => text.replace(/^JVBER|LiVQ/mu, 'AAAA')],
  ])('does not verify with %s', async (_what, change) => {
    const { bytes } = await signMessage(await build(), [rsa], DATE);
    const changed = Buffer.from(change(bytes.toString('latin1')), 'latin1');
    expect(changed.equals(bytes)).toBe(false);
    expect(await verdicts(changed)).not.toContain('pass');
  });

  it('has the same bytes on every try, and its hash is that of the signed bytes', async () => {
    const first = await signMessage(await build(), [rsa, ed25519], DATE);
    const second = await signMessage(await build(), [rsa, ed25519], DATE);
    expect(second.bytes.equals(first.bytes)).toBe(true);
    expect(second.sha256).toBe(first.sha256);
    expect(first.sha256).not.toBe((await build()).sha256);
    expect(first.bytes.toString('latin1')).not.toMatch(/(?<!\r)\n/u);
    // The time in it is that of the message, not of the try.
    expect(first.bytes.toString('latin1')).toMatch(new RegExp(`t=${DATE.getTime() / 1000}\\b`, 'u'));
  });

  it('is the message itself without keys', async () => {
    const message = await build();
    expect(await signMessage(message, [], DATE)).toBe(message);
  });
});

it('a key that cannot sign stops the message, and is not repeated', async () => {
  const broken = { ...rsa, privateKey: 'not a key' };
  await expect(signMessage(await build(), [broken], DATE)).rejects.toMatchObject({ code: 'CONFIGURATION' });
  await expect(signMessage(await build(), [broken], DATE)).rejects.not.toThrow('not a key');
});
