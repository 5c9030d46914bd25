import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createNight, emailRow, type Night } from '../support/night.ts';
import { unreadable } from '../support/test-place.ts';
import { collectAndClassify, startMail, type Mail } from './mail.ts';

/** What can be taken back between the decision and the try, each in the core system's own columns. */
const REVOCATIONS = [
  `consent_withdrawn_on = '2026-11-23'`,
  `consent_withdrawn_on = '2027-01-31'`,
  `consent_withdrawn_on = '2020-02-29'`,
  'consent_given_on = NULL',
  `insurer_notice_on = '2026-10-01'`,
  `abuse_block_id = 'B-1'`,
  `preferred_contact = 'post'`,
  `digital_post_until = '2026-11-22'`,
  'digital_post_from = NULL',
  `recipient_role = 'broker'`,
  `residence_country = 'CH'`,
  'email_address_users = 2',
  'email_address = NULL',
  'protected_data = 1',
  'protected_data = NULL',
  `line_of_business = 'KRANKEN'`,
  `form = 'written'`,
  `dispatch_override = 'post_required'`,
  `consent_given_on = ${unreadable('consent_given_on')}`,
] as const;

const IDS = Array.from({ length: 12 }, (_, index) => `D-${String(index).padStart(2, '0')}`);

const changes = fc.uniqueArray(
  fc.record({ id: fc.constantFrom(...IDS), revocation: fc.constantFrom(...REVOCATIONS) }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 10 },
);

let night: Night | null = null;
let mail: Mail | null = null;

async function close(): Promise<void> {
  await mail?.close();
  await night?.close();
  [mail, night] = [null, null];
}
afterEach(close);

describe('S9: what was taken back between classification and sending wins', () => {
  it('S9: whatever it is and whomever it concerns: not one byte to them, everybody else gets theirs', async () => {
    await fc.assert(
      fc.asyncProperty(changes, async (revoked) => {
        night = await createNight({ rows: IDS.map((id) => emailRow(id)) });
        mail = await startMail(night);
        const run = await night.context();
        await collectAndClassify(run);
        expect(new Set(Object.values(night.states()))).toEqual(new Set(['queued_email']));
        for (const { id, revocation } of revoked) {
          night.core(`UPDATE pending_output_document SET ${revocation} WHERE document_id = ?`, id);
        }
        await mail.send(run);
        const told = new Set(mail.accepted());
        const named = mail.server.record.commands.map(({ line }) => line.toLowerCase()).join('\n');
        for (const id of IDS) {
          const isRevoked = revoked.some((change) => change.id === id);
          const address = `${id.toLowerCase()}@mail.example`;
          expect([id, told.has(address), named.includes(address)]).toEqual([id, !isRevoked, !isRevoked]);
          expect((await night.dispatch(id)).state).toBe(isRevoked ? 'queued_print' : 'emailed');
        }
        await close();
      }),
      { numRuns: 8 },
    );
  }, 120_000);
});
