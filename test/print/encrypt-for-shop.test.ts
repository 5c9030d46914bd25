import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decrypt, generateKey, readMessage, readPrivateKey } from 'openpgp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encryptForShop } from '../../src/print/encrypt-for-shop.ts';
import { handOver } from '../../src/print/hand-over.ts';
import { folderOutbox } from '../../src/print/outbox/folder-outbox.ts';

const PDF = Buffer.alloc(2_000_000, 'letters ');
const SHA256 = sha256Of(PDF);
const keys = await generateKey({ userIDs: [{ name: 'Shop' }], format: 'armored' });

let root = '';
let pdfPath = '';
let keyFile = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'encrypt-'));
  pdfPath = join(root, '2026-11-23_pf-1_x.pdf');
  keyFile = join(root, 'shop.asc');
  writeFileSync(pdfPath, PDF);
  writeFileSync(keyFile, keys.publicKey);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('the shop, with its own key, finds the very print file', async () => {
  const { path, sha256 } = await encryptForShop(pdfPath, SHA256, keyFile);
  const bytes = readFileSync(path);
  expect(sha256Of(bytes)).toBe(sha256);
  expect(bytes.includes('letters letters')).toBe(false);
  const opened = await decrypt({
    message: await readMessage({ binaryMessage: bytes }),
    decryptionKeys: await readPrivateKey({ armoredKey: keys.privateKey }),
    format: 'binary',
  });
  expect(sha256Of(opened.data)).toBe(SHA256);
});

test('it is encrypted once: taken up again, the same bytes leave', async () => {
  const first = await encryptForShop(pdfPath, SHA256, keyFile);
  expect(await encryptForShop(pdfPath, SHA256, keyFile)).toEqual(first);
});

test('a print file that changed after it was verified is not encrypted, and nothing is left', async () => {
  await expect(encryptForShop(pdfPath, '0'.repeat(64), keyFile)).rejects.toThrow(
    'changed after it was verified',
  );
  expect(readdirSync(root).filter((name) => name.includes('pgp'))).toEqual([]);
});

test.each([
  ['a private key', () => keys.privateKey],
  ['something else', () => 'no key'],
])('%s is refused', async (_what, content) => {
  writeFileSync(keyFile, content());
  await expect(encryptForShop(pdfPath, SHA256, keyFile)).rejects.toThrow('public OpenPGP key');
});

test('the outbox gets the encrypted file only, and the trigger names both hashes', async () => {
  const encrypted = await encryptForShop(pdfPath, SHA256, keyFile);
  const outbox = mkdtempSync(join(root, 'outbox-'));
  await handOver({
    pdfPath,
    manifestJson: '{}',
    manifestCsv: '',
    outbox: folderOutbox(outbox),
    printFileId: 'pf-1',
    sha256: SHA256,
    encrypted,
  });
  const names = readdirSync(outbox).sort();
  expect(names.map((name) => name.slice(name.indexOf('.')))).toEqual(['.csv', '.json', '.pdf.pgp', '.ready']);
  expect(JSON.parse(readFileSync(join(outbox, names[3] ?? ''), 'utf8'))).toEqual({
    printFileId: 'pf-1',
    file: names[2],
    sha256: encrypted.sha256,
    decryptedSha256: SHA256,
  });
});

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
