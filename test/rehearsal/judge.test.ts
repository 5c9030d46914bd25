import { describe, expect, it } from 'vitest';
import { addressOf, ALL_DOCUMENTS } from '../../src/rehearsal/documents.ts';
import type { Evidence } from '../../src/rehearsal/evidence.ts';
import { judge } from '../../src/rehearsal/judge.ts';
import { planTrial, type TrialPlan } from '../../src/rehearsal/plan.ts';
import type { Envelope } from '../../src/rehearsal/rehearsed-shop.ts';

const PLAN: TrialPlan = {
  ...planTrial(1, 0),
  relay: { greylists: false, dropsStored: [], dropsLost: [], outage: 'none' },
  returns: { genuine: 0, forged: true },
  ownLetters: false,
};
const BY_EMAIL = new Set(['email', 'returned', 'defamed']);

const mailed = ALL_DOCUMENTS.filter(({ part }) => BY_EMAIL.has(part));
const printed = ALL_DOCUMENTS.filter(({ part }) => !BY_EMAIL.has(part));

function envelope(id: string, changes: Partial<Envelope> = {}): Envelope {
  const person = ALL_DOCUMENTS.find((document) => document.id === id)?.person ?? '';
  const where = { printFileId: '20261024-0001', sequence: 1, isReprint: false };
  return { ...where, documentIds: [id], shown: new Set([id]), persons: new Set([person]), ...changes };
}

/** A night as it should be. */
const GOOD: Evidence = {
  mails: mailed.map((document) => ({
    recipient: addressOf(document),
    documentIds: [document.id],
    isEncrypted: true,
  })),
  envelopes: printed.map(({ id }) => envelope(id)),
  complaints: [],
  spoiled: [],
  clearText: 'EHLO mail.versicherung.example\r\nSTARTTLS\r\n',
  waiting: new Map(),
  states: new Map(ALL_DOCUMENTS.map(({ id, part }) => [id, BY_EMAIL.has(part) ? 'emailed' : 'handed_over'])),
  told: new Map(ALL_DOCUMENTS.map(({ id, part }) => [id, [BY_EMAIL.has(part) ? 'email' : 'post']])),
};

const mailTo = (id: string): Evidence['mails'][number] => ({
  recipient: `${id.toLowerCase()}@mail.example`,
  documentIds: [id],
  isEncrypted: true,
});

describe('the judge', () => {
  it('has nothing to say of a night as it should be', () => {
    expect(judge(PLAN, GOOD, [])).toEqual([]);
  });

  it.each<[string, Partial<Evidence>, RegExp]>([
    ['a second e-mail', { mails: [...GOOD.mails, mailTo('D-201')] }, /^twice: D-201/],
    ['a second letter', { envelopes: [...GOOD.envelopes, envelope('D-209')] }, /^twice: D-209/],
    [
      'an e-mail and a letter',
      { envelopes: [...GOOD.envelopes, envelope('D-201')] },
      /^by two channels: D-201/,
    ],
    [
      'a letter because of a forged bounce',
      { envelopes: [...GOOD.envelopes, envelope('D-102')] },
      /two channels: D-102/,
    ],
    ['nothing at all', { mails: GOOD.mails.slice(1) }, /^lost: D-101/],
    [
      'an e-mail that the ledger only believes in',
      { mails: GOOD.mails.slice(1) },
      /^claimed to be e-mailed: D-101/,
    ],
    ['protected data by e-mail', { mails: [...GOOD.mails, mailTo('D-206')] }, /must not be: D-206/],
    [
      'a message without TLS',
      { mails: GOOD.mails.map((mail, index) => ({ ...mail, isEncrypted: index > 0 })) },
      /^without TLS/,
    ],
    ['an envelope before STARTTLS', { clearText: 'MAIL FROM:<post@versicherung.example>' }, /^in clear text/],
    [
      'the letter of somebody else',
      { mails: GOOD.mails.map((mail, index) => (index > 0 ? mail : { ...mail, documentIds: ['D-201'] })) },
      /^wrong content/,
    ],
    [
      'two persons in one envelope',
      {
        envelopes: [
          ...GOOD.envelopes.filter(({ documentIds: [id] }) => id !== 'D-208' && id !== 'D-209'),
          envelope('D-208', {
            documentIds: ['D-208', 'D-209'],
            shown: new Set(['D-208', 'D-209']),
            persons: new Set(['P207', 'P209']),
          }),
        ],
      },
      /^two persons in one envelope/,
    ],
    [
      'a spoiled letter that nobody printed again',
      { spoiled: ['D-104'] },
      /^lost, although the shop spoiled it/,
    ],
    [
      'a doubt without a cause',
      { waiting: new Map([['D-201', 'in-doubt']]) },
      /^in doubt without a cause: D-201/,
    ],
    ['a core system that was told nothing', { told: new Map() }, /the core system was told nothing of D-101/],
    ['a file that the shop cannot use', { complaints: ['x.ready: torn'] }, /^useless to the shop/],
  ])('finds %s', (_what, change, says) => {
    expect(judge(PLAN, { ...GOOD, ...change }, [])).toContainEqual(expect.stringMatching(says));
  });

  it('wants one letter of what came back, and no more', () => {
    const plan = { ...PLAN, returns: { genuine: 2, forged: false } };
    expect(judge(plan, GOOD, [])).toContainEqual(expect.stringMatching(/came back: D-101/));
    const told = new Map([...GOOD.told, ['D-101', ['post']]] as const);
    const once = { ...GOOD, told, envelopes: [...GOOD.envelopes, envelope('D-101')] };
    expect(judge(plan, once, [])).toEqual([]);
    const again = { ...once, envelopes: [...once.envelopes, envelope('D-101')] };
    expect(judge(plan, again, [])).toContainEqual(expect.stringMatching(/^twice: D-101/));
  });

  it('finds a doubt right where a process was struck, or the clock moved on while it sent', () => {
    const states = new Map([...GOOD.states, ['D-201', 'in_doubt']] as const);
    const doubt = { ...GOOD, states, waiting: new Map([['D-201', 'in-doubt']]) };
    expect(judge(PLAN, doubt, ['time passed'])).toEqual([]);
    expect(judge(PLAN, doubt, [])).toEqual(['in doubt without a cause: D-201']);
  });
});
