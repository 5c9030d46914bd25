import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAuthority, issueCertificate } from '../../src/demo/certificates.ts';
import { LeaseLostError } from '../../src/domain/errors.ts';
import { Database, type DatabaseOptions } from '../../src/ledger/database.ts';
import { MissingRightError } from '../../src/ledger/missing-right.ts';
import { move } from '../../src/ledger/transition.ts';
import type { TdsRequest } from '../support/tds/requests.ts';
import {
  startTdsServer,
  type TdsReply,
  type TdsServer,
  type TdsServerOptions,
} from '../support/tds/tds-server.ts';

const AUTHORITY = createAuthority();
const CERTIFICATE = issueCertificate(AUTHORITY, { names: ['localhost'] });

let server: TdsServer;
let database: Database;

afterEach(async () => {
  await database.close();
  await server.close();
});

type SqlServer = Extract<DatabaseOptions, { client: 'mssql' }>;

async function open(
  options: Partial<TdsServerOptions> = {},
  connection: Partial<SqlServer> = {},
): Promise<Database> {
  server = await startTdsServer({ certificate: CERTIFICATE, ...options });
  database = new Database({
    client: 'mssql',
    server: 'localhost',
    port: server.port,
    database: 'versicherung',
    authentication: { type: 'default', options: { userName: 'postausgang', password: 'geheim' } },
    caPem: AUTHORITY.certificate,
    ...connection,
  });
  return database;
}

/** What arrived, one line each; the connection in front. */
function said(): readonly string[] {
  return server.received.map(({ connection, request }) => {
    const what = 'sql' in request ? request.sql : request.kind.toUpperCase();
    return `${connection} ${what}`;
  });
}

/** Answers the first request that `which` describes with `reply`, everything else with nothing in particular. */
function once(which: (request: TdsRequest) => boolean, reply: TdsReply): (request: TdsRequest) => TdsReply {
  let left = 1;
  return (request) => {
    if (left === 0 || !which(request)) return { affected: 1 };
    left -= 1;
    return reply;
  };
}

const is =
  (text: string) =>
  (request: TdsRequest): boolean =>
    ('sql' in request ? request.sql : request.kind) === text;

const ROWS: TdsReply = {
  columns: [
    { name: 'id', type: 'bigint' },
    { name: 'n', type: 'int' },
    { name: 'text', type: 'nvarchar' },
    { name: 'long', type: 'nvarchar(max)' },
    { name: 'at', type: 'datetime2' },
    { name: 'pdf', type: 'varbinary(max)' },
    { name: 'flag', type: 'bit' },
    { name: 'nothing', type: 'nvarchar' },
  ],
  rows: [
    {
      id: '9007199254740993',
      n: 7,
      text: 'Köln ❤',
      long: 'x'.repeat(20_000),
      at: '2026-11-23T21:00:00.123Z',
      pdf: Buffer.from('%PDF'),
      flag: true,
      nothing: null,
    },
  ],
};

describe('a connection to SQL Server', () => {
  it('carries parameters and rows of every type that we use, over TLS', async () => {
    const { knex } = await open({ answer: () => ROWS });
    const [row] = await knex.raw<Record<string, unknown>[]>('SELECT ? AS a, ? AS b, ? AS c, ? AS d', [
      'Köln',
      42,
      Buffer.from('%PDF'),
      null,
    ]);
    expect(row).toEqual({
      // Beyond 2^53: a text, or it would be another number.
      id: '9007199254740993',
      n: 7,
      text: 'Köln ❤',
      long: 'x'.repeat(20_000),
      at: new Date('2026-11-23T21:00:00.123Z'),
      pdf: Buffer.from('%PDF'),
      flag: true,
      nothing: null,
    });
    expect(server.received[0]?.request).toMatchObject({
      procedure: 'sp_executesql',
      sql: 'SELECT @p0 AS a, @p1 AS b, @p2 AS c, @p3 AS d',
      parameters: [
        { name: 'p0', type: 'nvarchar', value: 'Köln' },
        { name: 'p1', type: 'int', value: 42 },
        { name: 'p2', type: 'varbinary', value: Buffer.from('%PDF') },
        { name: 'p3', type: 'nvarchar', value: null },
      ],
    });
  });

  it('is refused where the server offers no encryption, before the password is sent', async () => {
    const { knex } = await open({ encryption: 'not supported' });
    await expect(knex.raw('SELECT 1')).rejects.toMatchObject({ code: 'EENCRYPT' });
    expect(server.received).toEqual([]);
  });

  it.each([
    [
      'of another name',
      issueCertificate(AUTHORITY, { names: ['other.example'] }),
      /Hostname\/IP does not match/,
    ],
    [
      'of an authority that nobody trusts',
      issueCertificate(createAuthority(), { names: ['localhost'] }),
      /unable to (?:verify|get)|signature/,
    ],
    ['that signed itself', issueCertificate(null, { names: ['localhost'] }), /self-signed/],
    [
      'that has expired',
      issueCertificate(AUTHORITY, {
        names: ['localhost'],
        notBefore: new Date(0),
        notAfter: new Date(86_400_000),
      }),
      /expired/,
    ],
  ])('is refused where the server shows a certificate %s', async (_what, certificate, message) => {
    const { knex } = await open({ certificate });
    await expect(knex.raw('SELECT 1')).rejects.toThrow(message);
    expect(server.received).toEqual([]);
  });

  it('that is refused at the login says what the server said, and nothing to the standard output, which others read', async () => {
    const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const { knex } = await open({
      loginError: { number: 18_456, state: 1, message: "Login failed for user 'postausgang'." },
    });
    await expect(knex.raw('SELECT 1')).rejects.toMatchObject({
      code: 'ELOGIN',
      message: "Login failed for user 'postausgang'.",
    });
    expect(printed).not.toHaveBeenCalled();
    printed.mockRestore();
  });

  it.each([
    [
      229,
      "The INSERT permission was denied on the object 'dispatch_event', database 'post', schema 'routing'.",
      'INSERT on routing.dispatch_event in database post',
    ],
    [
      230,
      "The SELECT permission was denied on the column 'email' of the object 'partner', database 'core', schema 'dbo'.",
      'SELECT on column email of dbo.partner in database core',
    ],
    [262, "CREATE TABLE permission denied in database 'post'.", 'CREATE TABLE in database post'],
    [33_557_097, 'permission denied for table dispatch_event', 'UPDATE on dispatch_event'],
  ])('whose account lacks a right names it (error %i), and no value', async (number, message, named) => {
    const { knex } = await open({ answer: () => ({ error: { number, message } }) });
    const failure = await knex
      .raw('UPDATE dispatch_event SET reason = ?', ['Erika Mustermann - Example'])
      .catch((error: unknown) => error as Error);
    expect(failure).toBeInstanceOf(MissingRightError);
    expect(failure).toMatchObject({
      message: expect.stringMatching(new RegExp(`^The account has no right to ${named}\\.`)) as string,
    });
    expect(String(failure)).not.toContain('Erika');
  });

  it.each(['connect', 'prelogin', 'login'] as const)(
    'that is lost at its %s fails, and is tried again',
    async (diesAt) => {
      const { dialect } = await open({ diesAt });
      const failure: unknown = await database
        .transaction(({ knex }) => knex.raw('SELECT 1'))
        .catch((error: unknown) => error);
      expect(dialect.isTransient(failure)).toBe(true);
      expect(server.connections).toBe(5);
    },
  );
});

describe('a transaction over the wire', () => {
  const both = (): Promise<void> =>
    database.transaction(async ({ knex }) => {
      await knex.raw('SELECT 1');
      await knex.raw('SELECT 2');
    });

  it('begins, goes and ends on one connection, at read committed', async () => {
    await open();
    await both();
    expect(said()).toEqual(['1 BEGIN', '1 SELECT 1', '1 SELECT 2', '1 COMMIT']);
  });

  it.each([1205, 1222, 40_613])('is run again as a whole after error %i', async (number) => {
    await open({
      answer: once(is('SELECT 2'), {
        error: { number, state: 51, severity: 13, message: 'chosen as the victim' },
      }),
    });
    await both();
    expect(said()).toEqual([
      '1 BEGIN',
      '1 SELECT 1',
      '1 SELECT 2',
      '1 ROLLBACK',
      '1 BEGIN',
      '1 SELECT 1',
      '1 SELECT 2',
      '1 COMMIT',
    ]);
  });

  it.each(['begin', 'SELECT 1', 'SELECT 2', 'commit'])(
    'is run again on another connection when it is lost at %s',
    async (at) => {
      await open({ answer: once(is(at), { dies: 'before the answer' }) });
      await both();
      const all = said();
      expect(all.filter((line) => line.startsWith('2 '))).toEqual([
        '2 BEGIN',
        '2 SELECT 1',
        '2 SELECT 2',
        '2 COMMIT',
      ]);
      expect(all.findLast((line) => line.startsWith('1 '))).toBe(
        `1 ${at.startsWith('SELECT') ? at : at.toUpperCase()}`,
      );
    },
  );

  it('whose COMMIT was carried out although its answer was lost applies nothing twice', async () => {
    // The server keeps what it committed: the state is no longer the one that the second run asks for.
    let state = 'pending';
    let lost = false;
    await open({
      answer: (request) => {
        if (request.kind === 'commit' && !lost) {
          lost = true;
          state = 'held';
          return { dies: 'before the answer' };
        }
        const touched = 'sql' in request && request.sql.startsWith('update') && state === 'pending' ? 1 : 0;
        return { columns: [{ name: '', type: 'int' }], rows: [{ '': touched }] };
      },
    });
    const lease = { dispatchId: '1', token: 1 };
    const moved = database.transaction((session) =>
      move(session, lease, 'pending', 'held', { reason: 'because', runId: 'run' }),
    );
    await expect(moved).rejects.toBeInstanceOf(LeaseLostError);
    const events = said().filter((line) => line.includes('insert into [routing].[dispatch_event]'));
    expect(events.map((line) => line.slice(0, 2))).toEqual(['1 ']);
    expect(said().at(-1)).toBe('2 ROLLBACK');
  });

  it('never takes half of the rows for all of them when the connection is lost behind them', async () => {
    await open({ answer: once(is('SELECT 1'), { ...ROWS, dies: 'behind the rows' }) });
    await both();
    expect(said().filter((line) => line.endsWith('COMMIT'))).toEqual(['2 COMMIT']);
  });

  it('gives up after five deadlocks, and says which error it was', async () => {
    await open({
      answer: (request) => (is('SELECT 2')(request) ? { error: { number: 1205, message: 'deadlock' } } : {}),
    });
    await expect(both()).rejects.toMatchObject({ number: 1205 });
    expect(said().filter((line) => line.endsWith('SELECT 2'))).toHaveLength(5);
  });

  it.each([
    [102, 'a faulty statement'],
    [547, 'a broken reference'],
    [229, 'a permission that is missing'],
    [2601, 'a duplicate'],
  ])('is not run again after error %i, %s', async (number) => {
    await open({ answer: once(is('SELECT 2'), { error: { number, state: 5, message: 'no' } }) });
    await expect(both()).rejects.toMatchObject({ number, state: 5 });
    expect(said()).toEqual(['1 BEGIN', '1 SELECT 1', '1 SELECT 2', '1 ROLLBACK']);
  });
});

describe('a statement that takes too long', () => {
  it('is cancelled on the server with an attention, and the connection goes on', async () => {
    const { knex } = await open(
      { answer: once(is('SELECT 1'), { never: true }) },
      { requestTimeout: 100, poolMax: 1 },
    );
    await expect(knex.raw('SELECT 1')).rejects.toMatchObject({ code: 'ETIMEOUT' });
    await knex.raw('SELECT 2');
    expect(said()).toEqual(['1 SELECT 1', '1 ATTENTION', '1 SELECT 2']);
  });

  it('is cancelled also when its rows come but never end', async () => {
    const { knex } = await open(
      { answer: once(is('SELECT 1'), { ...ROWS, never: true }) },
      { requestTimeout: 100 },
    );
    await expect(knex.raw('SELECT 1')).rejects.toMatchObject({ code: 'ETIMEOUT' });
    expect(said()).toEqual(['1 SELECT 1', '1 ATTENTION']);
  });
});

it('a PDF of 20 MB arrives byte for byte', async () => {
  const pdf = Buffer.alloc(20_000_000, '%PDF-1.7 0123456789');
  const { knex } = await open({
    answer: () => ({
      columns: [{ name: 'pdf_content', type: 'varbinary(max)' }],
      rows: [{ pdf_content: pdf }],
    }),
  });
  const [row] = await knex.raw<{ pdf_content: Buffer }[]>('SELECT pdf_content FROM v');
  expect(row!.pdf_content.equals(pdf)).toBe(true);
});
