import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CoreViewError, DocumentSource } from '../../src/ledger/document-source.ts';
import { FileStoreError } from '../../src/ledger/file-store.ts';
import { createNight, emailRow, LETTER, type Night, type NightOptions } from '../support/night.ts';
import { ON_SQL_SERVER } from '../support/test-place.ts';

let night: Night | null = null;

async function start(options: NightOptions): Promise<Night> {
  night = await createNight(options);
  return night;
}

afterEach(async () => {
  await night?.close();
  night = null;
});

async function idsOf({ source }: Night, chunkSize: number): Promise<readonly (readonly string[])[]> {
  const chunks: (readonly string[])[] = [];
  for await (const chunk of source.pendingIds(chunkSize)) chunks.push(chunk);
  return chunks;
}

/** Turns the table that stands for the view into a view over it, with the id written as `expression`. */
function asView({ core }: Night, expression: string): void {
  core('ALTER TABLE pending_output_document RENAME TO stored');
  core(
    `CREATE VIEW pending_output_document AS SELECT ${expression} AS document_id, document_type, pdf_content FROM stored`,
  );
}

/** A core database whose collation takes `A` and `a` for one. */
function withoutCapitals(made: Night): void {
  if (ON_SQL_SERVER) return;
  made.core('ALTER TABLE pending_output_document RENAME TO stored');
  made.core('ALTER TABLE stored RENAME COLUMN document_id TO stored_id');
  made.core(
    'CREATE VIEW pending_output_document AS SELECT stored_id COLLATE NOCASE AS document_id, stored.* FROM stored',
  );
}

/** What only a column without a type can hold: SQLite has such columns, SQL Server refuses the value before we see it. */
const untyped = it.skipIf(ON_SQL_SERVER);

describe('the facts of a view of an earlier release', () => {
  untyped('S9: are read without the optional columns, and with them once the view has them', async () => {
    const { core, source } = await start({ rows: [emailRow('A')] });
    const stated = async (from: typeof source): Promise<unknown> => {
      const lookup = (await from.factsOf(['A'])).get('A');
      return lookup?.kind === 'found'
        ? [lookup.facts.consentMethod, lookup.facts.consentWording, lookup.facts.defects]
        : lookup;
    };
    expect(await stated(source)).toEqual([null, null, []]);
    core(`ALTER TABLE pending_output_document ADD COLUMN consent_wording TEXT`);
    core(`UPDATE pending_output_document SET consent_wording = ' 2024-1 '`);
    const later = new DocumentSource(night!.anotherCore(), {
      view: 'pending_output_document',
      pdfRoot: null,
      maxPdfBytes: 1,
    });
    expect(await stated(later)).toEqual([null, '2024-1', []]);
  });
});

describe('the ids of pending documents', () => {
  it('come in chunks, each once and in order, however the last chunk ends', async () => {
    const { core } = await start({ rows: ['C', 'A', 'D', 'B'].map((id) => emailRow(id)) });
    expect(await idsOf(night!, 2)).toEqual([
      ['A', 'B'],
      ['C', 'D'],
    ]);
    expect(await idsOf(night!, 3)).toEqual([['A', 'B', 'C'], ['D']]);
    core('DELETE FROM pending_output_document');
    expect(await idsOf(night!, 3)).toEqual([]);
  });

  it('name a document once, although the view has two rows of it', async () => {
    await start({ rows: [emailRow('A'), emailRow('B'), emailRow('B')] });
    expect(await idsOf(night!, 1)).toEqual([['A'], ['B']]);
  });

  it.each([1, 2, 3, 10])(
    'are all there where the collation does not tell capitals apart, in chunks of %i',
    async (chunkSize) => {
      const made = await start({
        rows: ['D-1A', 'D-1a', 'd-1A', 'D-0', 'D-2', 'D-2'].map((id) => emailRow(id)),
      });
      withoutCapitals(made);
      const ids = (await idsOf(made, chunkSize)).flat();
      expect(ids.toSorted()).toEqual(['D-0', 'D-1A', 'D-1a', 'D-2', 'd-1A']);
    },
  );

  it('keep every digit beyond 2^53 when the view gives them as texts', async () => {
    await start({ rows: ['9007199254740993', '9007199254740992'].map((id) => emailRow(id)) });
    expect(await idsOf(night!, 1)).toEqual([['9007199254740992'], ['9007199254740993']]);
  });

  untyped('are refused as numbers beyond 2^53: two documents could have become one', async () => {
    const made = await start({ rows: ['9007199254740992', '9007199254740993'].map((id) => emailRow(id)) });
    asView(made, 'CAST(document_id AS integer)');
    await expect(idsOf(made, 10)).rejects.toThrow(CoreViewError);
  });

  untyped('are all found when they are numbers of an expression, which sort before every text', async () => {
    const made = await start({ rows: ['1', '2', '10', '9', '300'].map((id) => emailRow(id)) });
    asView(made, 'document_id + 0');
    expect(await idsOf(made, 2)).toEqual([['1', '2'], ['9', '10'], ['300']]);
  });

  untyped('are refused in any other type, and rows without one are counted', async () => {
    const made = await start({ rows: [emailRow('A'), emailRow('B', { document_id: null })] });
    expect(await idsOf(made, 1)).toEqual([['A']]);
    expect(await made.source.countRowsWithoutId()).toBe(1);
    asView(made, `CAST(document_id AS blob)`);
    await expect(idsOf(made, 10)).rejects.toThrow(/expected a text, got object/);
  });
});

describe('the facts of documents', () => {
  it('say which are found, absent and ambiguous', async () => {
    const { source } = await start({ rows: [emailRow('A'), emailRow('B'), emailRow('B')] });
    const lookups = await source.factsOf(['A', 'B', 'C']);
    expect(lookups.get('A')).toMatchObject({ kind: 'found', facts: { documentId: 'A', defects: [] } });
    expect(lookups.get('B')).toEqual({ kind: 'ambiguous', rows: 2 });
    expect(lookups.get('C')).toEqual({ kind: 'absent' });
  });

  it('are those of the id as it is spelled, where the collation does not tell capitals apart', async () => {
    const made = await start({
      rows: [emailRow('A'), emailRow('a', { email_address: 'other@mail.example' })],
    });
    withoutCapitals(made);
    expect((await made.source.factsOf(['a'])).get('a')).toMatchObject({
      kind: 'found',
      facts: { documentId: 'a', emailAddress: 'other@mail.example' },
    });
    expect((await made.source.factsOf(['A'])).get('A')).toMatchObject({
      kind: 'found',
      facts: { documentId: 'A', emailAddress: 'a@mail.example' },
    });
  });

  it('are read for more ids than a statement takes parameters', async () => {
    const ids = Array.from({ length: 4_500 }, (_, index) => `D-${index}`);
    const { source } = await start({ rows: [emailRow('D-0'), emailRow('D-4499')] });
    const lookups = await source.factsOf(ids);
    expect(lookups.size).toBe(4_500);
    expect([...lookups.values()].filter(({ kind }) => kind === 'found')).toHaveLength(2);
  });

  untyped('L3: a person id that a number rounded is no id: it could be two persons', async () => {
    const { source, core } = await start({ rows: [emailRow('A')] });
    core('UPDATE pending_output_document SET recipient_id = 9007199254740993');
    const lookup = (await source.factsOf(['A'])).get('A');
    expect(lookup).toMatchObject({
      kind: 'found',
      facts: { recipientId: null, defects: [{ column: 'recipient_id', found: 'number' }] },
    });
  });

  untyped('name a column of the wrong type, without its value', async () => {
    const { source, core } = await start({ rows: [emailRow('A')] });
    core(`UPDATE pending_output_document SET consent_given_on = 'Gestern', protected_data = 'nein',
      email_address_users = 1.5, recipient_name = x'00FF'`);
    const lookup = (await source.factsOf(['A'])).get('A');
    expect(lookup).toMatchObject({
      facts: {
        consentGivenOn: null,
        protectedData: null,
        emailAddressUsers: null,
        defects: [
          { column: 'recipient_name' },
          { column: 'email_address_users' },
          { column: 'consent_given_on' },
          { column: 'protected_data' },
        ],
      },
    });
    expect(JSON.stringify(lookup)).not.toMatch(/Gestern|nein/);
  });
});

describe('the PDF of a document', () => {
  const found = { kind: 'found', pdf: Buffer.from(LETTER) };

  async function withStore(path: string): Promise<Night> {
    const made = await start({
      rows: [emailRow('A', { pdf_path: path, pdf_content: null })],
      pdfRoot: STORE,
    });
    return made;
  }

  const STORE = join(tmpdir(), `postausgang-store-${process.pid}`);

  afterEach(() => rmSync(STORE, { recursive: true, force: true }));

  it('comes out of the database or out of the file store', async () => {
    mkdirSync(join(STORE, 'a'), { recursive: true });
    writeFileSync(join(STORE, 'a', 'b.pdf'), LETTER);
    const { source, core } = await withStore('a/b.pdf');
    expect(await source.pdfOf('A')).toEqual(found);
    core(`UPDATE pending_output_document SET pdf_path = '  a/b.pdf   '`);
    expect(await source.pdfOf('A')).toEqual(found);
    core(`UPDATE pending_output_document SET pdf_path = '   ', pdf_content = ?`, LETTER);
    expect(await source.pdfOf('A')).toEqual(found);
  });

  it('is that of the id as it is spelled: the other one’s would go to the wrong person', async () => {
    const bytes = (fill: number, length = 9): Buffer => Buffer.alloc(length, fill);
    const made = await start({
      rows: [
        emailRow('A', { pdf_content: bytes(1) }),
        emailRow('a', { pdf_content: bytes(2) }),
        emailRow('B', { pdf_content: bytes(3, 5000) }),
        emailRow('b', { pdf_content: bytes(4) }),
      ],
      maxPdfBytes: 100,
    });
    withoutCapitals(made);
    expect(await made.source.pdfOf('A')).toEqual({ kind: 'found', pdf: bytes(1) });
    expect(await made.source.pdfOf('a')).toEqual({ kind: 'found', pdf: bytes(2) });
    expect(await made.source.pdfOf('b')).toEqual({ kind: 'found', pdf: bytes(4) });
    expect(await made.source.pdfOf('B')).toMatchObject({ finding: { code: 'too_large' } });
  });

  it.each([
    ['is not there', 'no/such.pdf', /ENOENT/],
    ['is below a file', 'present.pdf/x.pdf', /ENOTDIR/],
    ['has a name that no file system takes', `${'x'.repeat(300)}.pdf`, /ENAMETOOLONG/],
    ['is a directory', 'folder', /not a file/],
    ['is a pipe, which nobody may wait for', 'pipe', /not a file/],
    ['is a link in a circle', 'circle', /ELOOP/],
    ['lies outside of the store', '../../../package.json', /outside/],
    ['lies outside by an absolute path', '/etc/hostname', /outside/],
    ['is the store itself', '.', /outside/],
  ])('is missing when the file %s; that is one document’s fault', async (_what, path, why) => {
    mkdirSync(join(STORE, 'folder'), { recursive: true });
    writeFileSync(join(STORE, 'present.pdf'), LETTER);
    execFileSync('mkfifo', [join(STORE, 'pipe')]);
    symlinkSync('circle', join(STORE, 'circle'));
    const { source } = await withStore(path);
    expect(await source.pdfOf('A')).toMatchObject({
      kind: 'unfit',
      finding: { code: 'missing', message: expect.stringMatching(why) as string },
    });
  });

  it('is missing when the file has a NUL in its name; that is one document’s fault', async ({ skip }) => {
    mkdirSync(STORE, { recursive: true });
    writeFileSync(join(STORE, 'present.pdf'), LETTER);
    const opened = await withStore('a\0b.pdf').catch((error: unknown) => String(error));
    if (typeof opened === 'string') {
      expect(opened).toMatch(/0x00|code point 0/);
      skip('Babelfish keeps no NUL in a text');
      return;
    }
    expect(await opened.source.pdfOf('A')).toMatchObject({
      finding: { code: 'missing', message: expect.stringMatching(/ERR_INVALID_ARG_VALUE/) as string },
    });
  });

  it.each([
    ['is not there', () => undefined],
    ['is empty, as a mount point without its share', () => mkdirSync(STORE, { recursive: true })],
  ])('is nobody’s fault when the store %s: no document is held for it', async (_what, prepare) => {
    const { source } = await withStore('a.pdf');
    prepare();
    await expect(source.pdfOf('A')).rejects.toThrow(FileStoreError);
  });

  untyped('is never fetched when it is too large or empty', async () => {
    const { source, core } = await start({ rows: [emailRow('A')], maxPdfBytes: 500 });
    expect(await source.pdfOf('A')).toMatchObject({
      kind: 'unfit',
      bytes: LETTER.byteLength,
      finding: { code: 'too_large' },
    });
    core(`UPDATE pending_output_document SET pdf_content = x''`);
    expect(await source.pdfOf('A')).toMatchObject({ finding: { code: 'empty' } });
    core(`UPDATE pending_output_document SET pdf_content = NULL`);
    expect(await source.pdfOf('A')).toMatchObject({ finding: { code: 'missing' } });
    core(`UPDATE pending_output_document SET pdf_content = 'text'`);
    expect(await source.pdfOf('A')).toMatchObject({ finding: { code: 'missing' } });
    core(`UPDATE pending_output_document SET pdf_path = 42`);
    expect(await source.pdfOf('A')).toMatchObject({ finding: { message: 'pdf_path is not a text' } });
  });
});
