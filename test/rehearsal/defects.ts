import type { TrialPlan } from '../../src/rehearsal/plan.ts';
import type { Blow, Fault } from '../../src/rehearsal/player/fault.ts';
import type { Defect } from './planted-defect.ts';

const KILL: Blow = { does: 'kill' };
const PAUSE: Blow = { does: 'pause' };

function at(point: Extract<Fault, { strikes: 'point' }>['point'], blow: Blow, times = 1): Fault {
  return { strikes: 'point', point, times, blow };
}

/** The journal is about to take its n-th line: with luck the answer to a message that the relay has. */
function beforeLine(nth: number): Fault {
  return { strikes: 'effect', of: 'append', at: nth, blow: KILL };
}

/** Rules of the crash table, each broken; what the rehearsal then meets, and must say. */
export const DEFECTS: Readonly<
  Record<string, Defect & { readonly plans: readonly Partial<TrialPlan>[]; readonly says: RegExp }>
> = {
  'recovery guesses that a body without an answer did not arrive': {
    file: 'dispatch/recover-dispatches.ts',
    find: `return { kind: 'in_doubt', reason: 'recovered: the body had begun, no final reply in the journal' };`,
    replace: `return { kind: 'our_outage', reason: 'guessed' };`,
    plans: [5, 4, 6, 7].map((nth) => ({ faults: [beforeLine(nth)] })),
    says: /^twice: D-20\d/,
  },
  'the body goes out without a line in the journal': {
    file: 'dispatch/try-email.ts',
    find: 'await journal.bodyBegun(ready.attemptId, { documentId, purpose, messageId, paperCopyBasis });',
    replace: 'void [documentId, purpose, messageId, paperCopyBasis];',
    plans: [5, 4, 6, 7].map((nth) => ({ faults: [beforeLine(nth)] })),
    says: /^twice: D-20\d/,
  },
  'nobody asks for the lease before the body': {
    file: 'dispatch/try-email.ts',
    find: 'if (!(await holdsLease(context.ledger, dispatch)))',
    replace: 'if (!(await holdsLease(context.ledger, dispatch)) && Number.isNaN(0))',
    plans: [{ faults: [at('email.attempt-written', PAUSE)], wakes: 'after' }],
    says: /^twice: D-20\d/,
  },
  'a hand-over forgets what it announced': {
    file: 'print/announcement.ts',
    find: `text = await readFile(path, 'utf8');`,
    replace: 'return null;',
    plans: [
      {
        faults: [at('print.trigger_written', KILL)],
        shop: { acknowledges: 'never', spoils: false, empties: true, isPrompt: true },
      },
    ],
    // A second guard stops it before the shop is told again, and that is told as well.
    says: /^(?:unfinished|twice)/,
  },
  'a report that was read is not recognised': {
    file: 'dispatch/import-bounces.ts',
    find: 'if (await isKnownReport(session, identity)) {',
    replace: 'if (Number.isNaN(0)) {',
    plans: [{ faults: [at('bounce.committed', KILL)], returns: { genuine: 1, forged: false } }],
    says: /^(?:unfinished|twice)/,
  },
  'the flag for protected data is not looked at': {
    file: 'classify/rules/s11-protected-data.ts',
    find: `protectedData === true ? fires('S11.core-flag', 'the core system flags specially protected data') : FLAG;`,
    replace: `protectedData === null ? fires('S11.core-flag', 'turned round') : FLAG;`,
    plans: [{}],
    says: /^by e-mail, which must not be: D-206/,
  },
  'envelopes are shared by address, whoever lives there': {
    file: 'print/consolidate.ts',
    find: 'JSON.stringify([recipientId, addressKey, item.country, item.postalCode])',
    replace: 'JSON.stringify([item.country, item.postalCode])',
    plans: [{}],
    says: /^two persons in one envelope/,
  },
  'a message after which the line broke is sent again': {
    file: 'email/outcome.ts',
    find: ": { kind: 'in_doubt', reason: `no final reply that proves anything: ${describe(end)}` };",
    replace: ": { kind: 'our_outage', reason: describe(end) };",
    plans: [{ relay: { greylists: false, dropsStored: [1], dropsLost: [], outage: 'none' } }],
    says: /^twice: D-20\d/,
  },
};
