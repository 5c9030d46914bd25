import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DocumentSource } from '../../src/ledger/document-source.ts';
import { reportResult, type FinalResult } from '../../src/ledger/write-back.ts';
import { createNight, type Night } from '../support/night.ts';
import { ON_SQL_SERVER } from '../support/test-place.ts';

const DOCUMENT = readFileSync(join(import.meta.dirname, '../../docs/core-view.md'), 'utf8');

/** The example of the page, word for word but for the names that the tests' own core has taken. */
function example(begin: string): string {
  const blocks = [...DOCUMENT.matchAll(/```sql\n([\s\S]*?)```/g)].map(([, sql = '']) => sql);
  const found = blocks.find((sql) => sql.startsWith(begin));
  if (found === undefined) throw new Error(`Expected an example that begins with \`${begin}\`.`);
  return found.replaceAll('dbo.pending_output_document', 'dbo.example_view');
}

const TABLES: Readonly<Record<string, string>> = {
  partner: `partner_no bigint PRIMARY KEY, title varchar(20), first_name nvarchar(50), last_name nvarchar(50), street nvarchar(60),
    address_addition nvarchar(60), postal_code varchar(10), city nvarchar(60), country_code char(2), email varchar(254),
    contact_channel varchar(10), notice_on date`,
  contract: `contract_no bigint PRIMARY KEY, partner_no bigint, line_code char(10), consent_on date, consent_ended_on date,
    consent_method varchar(20), consent_wording varchar(20), digital_from date, digital_until date`,
  abuse_block: `block_no int PRIMARY KEY, partner_no bigint, ended_on date`,
  document: `document_no bigint PRIMARY KEY, contract_no bigint, recipient_no bigint, type_code char(30), role_code char(20),
    is_health_data bit, form_code varchar(10), override_code varchar(20), override_clause varchar(40), document_on date,
    withdrawn_at datetime2(3), archive_path varchar(200), released_at datetime2(3), reported_at datetime2(3),
    channel nvarchar(10), dispatch_no nvarchar(100)`,
};

/** On the server alone: what a real one makes of the example cannot be told by a grammar. */
describe.runIf(ON_SQL_SERVER)('the example of a core system in T-SQL, on a server', () => {
  let night: Night;

  beforeEach(async () => {
    night = await createNight();
    night.core('DROP PROCEDURE IF EXISTS dbo.report_dispatch');
    night.core('DROP VIEW IF EXISTS dbo.example_view');
    for (const [table, columns] of Object.entries(TABLES)) {
      night.core(`DROP TABLE IF EXISTS dbo.${table}`);
      night.core(`CREATE TABLE dbo.${table} (${columns})`);
    }
    for (const [, sql = ''] of DOCUMENT.matchAll(/`((?:ALTER TABLE|CREATE INDEX) [^`]+)`/g)) night.core(sql);
    night.core(example('CREATE VIEW'));
    night.core(example('CREATE PROCEDURE'));
    night.core(`INSERT INTO dbo.partner VALUES (9007199254740993, NULL, N'Erika', N'Beispiel', N'Musterweg 1', NULL, '12345',
      N'Köln', 'DE', 'erika@mail.example', 'email', NULL)`);
    night.core(`INSERT INTO dbo.contract VALUES (1, 9007199254740993, 'KFZ', '2025-01-01', NULL, 'online', '2024-1',
      '2024-01-01', NULL)`);
    for (const [id, withdrawn] of [
      [1, 'NULL'],
      [2, `'2026-10-25T02:30:00'`],
    ] as const)
      night.core(`INSERT INTO dbo.document VALUES (${id}, 1, 9007199254740993, 'BEITRAGSRECHNUNG', NULL, 0, NULL, NULL, NULL,
        '2026-11-20', ${withdrawn}, 'a.pdf', SYSUTCDATETIME(), NULL, NULL, NULL)`);
  });
  afterEach(() => night.close());

  it('gives facts that are all of their types, and a withdrawal that is one', async () => {
    const source = new DocumentSource(night.anotherCore(), {
      view: 'dbo.example_view',
      pdfRoot: null,
      maxPdfBytes: 1,
    });
    const ids: string[] = [];
    for await (const chunk of source.pendingIds(1)) ids.push(...chunk);
    expect(ids).toEqual(['1', '2']);
    const facts = await source.factsOf(ids);
    expect(facts.get('1')).toMatchObject({
      facts: {
        defects: [],
        documentType: 'BEITRAGSRECHNUNG',
        lineOfBusiness: 'KFZ',
        policyholderId: '9007199254740993',
        recipientRole: 'policyholder',
        emailAddressUsers: 1,
        consentGivenOn: '2025-01-01',
        consentMethod: 'online',
        protectedData: false,
        withdrawnAt: null,
      },
    });
    expect(facts.get('2')).toMatchObject({ facts: { withdrawnAt: '2026-10-25T02:30:00.000Z', defects: [] } });
  });

  it('is told a result once or twice to the same end, and anew when an e-mail came back; the row stays readable', async () => {
    const core = night.anotherCore();
    const statement = 'EXEC dbo.report_dispatch :document_id, :dispatch_id, :channel, :at';
    const tell = (state: string, at: string): Promise<void> => {
      const result: FinalResult = { dispatchId: '7', documentId: '1', state, at };
      return core.transaction((session) => reportResult(session, statement, result));
    };
    const told = (): unknown =>
      night.coreRows('SELECT channel, dispatch_no, reported_at FROM dbo.document WHERE document_no = 1')[0];
    await tell('emailed', '2099-11-23T22:00:00.000Z');
    await tell('emailed', '2099-11-23T22:00:00.000Z');
    expect(told()).toEqual({ channel: 'email', dispatch_no: '7', reported_at: '2099-11-23T22:00:00.000Z' });
    await tell('handed_over', '2099-11-24T22:00:00.000Z');
    expect(told()).toMatchObject({ channel: 'post', reported_at: '2099-11-24T22:00:00.000Z' });
    expect(night.coreRows('SELECT document_id FROM dbo.example_view')).toHaveLength(2);
  });
});

describe.skipIf(ON_SQL_SERVER)('the example of a core system in T-SQL', () => {
  it.skip('runs on a server only: POSTAUSGANG_TEST_MSSQL names none', () => undefined);
});
