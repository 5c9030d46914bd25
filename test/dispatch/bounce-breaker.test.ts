import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importBounce, type BounceTools } from '../../src/dispatch/import-bounces.ts';
import { returnPaths } from '../../src/email/bounce/return-path.ts';
import { listKeptBack } from '../../src/ledger/kept-back.ts';
import { domainWithoutTls } from '../../src/ledger/recipient-store.ts';
import { dsn } from '../email/bounce/mails.ts';
import { createNight, emailRow, type Night } from '../support/night.ts';
import { collectAndClassify, startMail, type Mail } from './mail.ts';

const DAY = 86_400_000;
const paths = returnPaths('bounce@versicherung.example', ['key']);

let night: Night;
let mail: Mail;

/** Twelve customers of a large provider, two of a small one. */
beforeEach(async () => {
  const large = Array.from({ length: 12 }, (_, index) =>
    emailRow(`L${index}`, { email_address: `kunde${index}@gross.example` }),
  );
  const small = ['S0', 'S1'].map((id) => emailRow(id, { email_address: `${id}@klein.example` }));
  night = await createNight({ rows: [...large, ...small] });
  mail = await startMail(night);
  const context = await night.context();
  await collectAndClassify(context);
  await mail.send(context, { returnPaths: paths });
});
afterEach(async () => {
  await mail.close();
  await night.close();
});

/** What the relay sends back for one document, hours after it had accepted it. */
async function comesBack(tools: BounceTools, documentId: string, status: string): Promise<string> {
  const rows = night.sql(
    `SELECT a.id FROM attempt a JOIN dispatch d ON d.id = a.dispatch_id WHERE d.document_id = '${documentId}'`,
  );
  const bytes = dsn({
    action: 'failed',
    status,
    diagnostic: `smtp; 550 ${status} TLS is required, but was not offered`,
    to: paths.addressFor(String(rows[0]?.['id'])),
    originalTo: `${documentId}@example.org`,
    messageId: `<${documentId}@relay.example>`,
  });
  const context = { ledger: night.ledger, logger: night.logger, atPoint: () => undefined, runId: null };
  return (await importBounce(context, tools, { source: 'file', place: documentId, bytes })).effect;
}

function newTools(): BounceTools {
  const terms = {
    window: 14 * DAY,
    suppressFor: 365 * DAY,
    suppressFullFor: 30 * DAY,
    noTlsExpiry: 30 * DAY,
  };
  return { paths, terms };
}

describe('reports that TLS failed', () => {
  it('S3: at a large provider are held, not posted, and mark nobody', async () => {
    const one = newTools();
    for (let index = 0; index < 12; index += 1) {
      expect(await comesBack(one, `L${index}`, '5.7.4')).toBe('held');
    }
    expect(await domainWithoutTls(night.ledger, 'gross.example')).toBeNull();
    expect(await listKeptBack(night.ledger)).toHaveLength(12);
    expect(Object.values(night.states())).not.toContain('queued_print');
  });

  it('S3: at a small domain turn the e-mail into post and mark it', async () => {
    expect(await comesBack(newTools(), 'S0', '5.7.4')).toBe('posted');
    expect(await domainWithoutTls(night.ledger, 'klein.example')).not.toBeNull();
  });

  it('leave other failures at a large provider alone', async () => {
    expect(await comesBack(newTools(), 'L0', '5.2.2')).toBe('posted');
  });
});
