import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evidence, openApp, runNight, verifyChain, type App } from '../../src/app.ts';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import type { Evidence } from '../../src/operations/evidence/gather-evidence.ts';
import { openTextReader } from '../../src/print/text/text-reader.ts';
import { smallLetter } from '../support/small-core.ts';
import { sealAll } from '../support/settle-rows.ts';
import { createSmallInsurer, type SmallInsurer } from '../support/small-insurer.ts';

const DATE = parseBusinessDate('2026-11-23');

describe('after a night', () => {
  let insurer: SmallInsurer;
  let app: App;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'postausgang-evidence-'));
    const pdf = await smallLetter('letter', 1);
    const row = (id: string, contact: string) => ({
      document_id: id,
      policyholder_id: `P-${id}`,
      recipient_id: `P-${id}`,
      recipient_postal_code: '10115',
      email_address: `${id.toLowerCase()}@mail.example`,
      preferred_contact: contact,
      consent_given_on: '2025-01-01',
      pdf_content: pdf,
    });
    insurer = await createSmallInsurer({ rows: [row('E', 'email'), row('P-1', 'post'), row('P-2', 'post')] });
    app = await openApp({ configPath: insurer.configPath });
    await runNight(app, { kind: 'nightly', date: DATE, stop: new AbortController().signal });
    await sealAll(app.ledger, insurer.sql);
  });
  afterAll(async () => {
    await app.close();
    await insurer.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function bundleOf(documentId: string): Promise<{ readonly json: Evidence; readonly pdf: string }> {
    const written = await evidence(app, documentId, folder);
    return { json: JSON.parse(await readFile(written.json, 'utf8')) as Evidence, pdf: written.pdf };
  }

  it('S16: every step and decision is sealed, and nothing was changed', async () => {
    const verdict = await verifyChain(app.ledger, null);
    expect(verdict).toMatchObject({ unsealed: 0, faults: [] });
    const [events, decisions] = ['dispatch_event', 'decision'].map((table) => countRows(insurer, table));
    expect(verdict.rows).toBeGreaterThanOrEqual((events ?? 0) + (decisions ?? 0));
    expect(decisions).toBe(3);
  });

  it('S1: the bundle of an e-mail proves its encryption, the reply, the bytes and the seals', async () => {
    const { json, pdf } = await bundleOf('E');
    const [dispatch] = json.explanation.dispatches;
    const [attempt] = dispatch?.attempts ?? [];
    expect(attempt).toMatchObject({
      outcome: 'accepted',
      evidence: { tls: { authorized: true, protocol: expect.stringMatching(/^TLSv1\.[23]$/) as string } },
    });
    expect(json.audit.rows.length).toBeGreaterThan(3);
    expect(json.audit.rows.every(({ seal }) => seal !== null)).toBe(true);
    const text = await textOf(pdf);
    expect(text).toContain('Nachweis über den Versand des Dokuments');
    expect(text).toContain(attempt?.messageId);
    expect(text.replaceAll(/\s/g, '')).toContain(attempt?.messageSha256);
    expect(text).not.toContain('e@mail.example');
  });

  it('L7: the bundle of a letter proves its place by the chain of the manifest', async () => {
    const { json } = await bundleOf('P-2');
    const [proof] = json.mailpieces;
    const manifest = proof?.manifest;
    expect(proof?.status).toBe('handed_over');
    const { hash, ...entry } = manifest!.mailpiece;
    expect(sha256(`${manifest!.previousHash}\n${JSON.stringify(entry)}`)).toBe(hash);
    const [file] = await insurer.printed();
    expect(manifest?.seal).toBe(file?.seal);
    expect(proof?.fileSha256).toBe(file?.file.sha256);
  });

  it('keeps every file of its own for its owner alone: journals, print files, manifests, reports, log', async () => {
    const data = join(insurer.directory, 'data');
    const names = await readdir(data, { recursive: true });
    expect(names.length).toBeGreaterThan(5);
    const open = [];
    for (const name of [...names, '../postausgang.log']) {
      const found = await stat(join(data, name));
      const mode = (found.mode & 0o777).toString(8);
      if (mode !== (found.isDirectory() ? '700' : '600')) open.push(`${mode} ${name}`);
    }
    expect(open).toEqual([]);
  });

  it('is for the eyes of its owner, and never overwrites an exhibit', async () => {
    for (const name of await readdir(folder)) {
      expect(((await stat(join(folder, name))).mode & 0o777).toString(8)).toBe('600');
    }
    await expect(evidence(app, 'nobody', folder)).rejects.toThrow('was ever collected');
  });
});

function countRows(insurer: SmallInsurer, table: string): number {
  return Number(insurer.sql(`SELECT COUNT(*) AS n FROM ${table}`)[0]?.['n']);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function textOf(file: string): Promise<string> {
  const reader = openTextReader({ maxMillis: 60_000, maxMemoryBytes: 1e9, maxCharacters: 1e6, workers: 1 });
  try {
    const text = await reader.read(await readFile(file));
    return text.kind === 'read' ? text.pages.map((page) => page.text).join('\n') : '';
  } finally {
    await reader.close();
  }
}
