import { describe, expect, it } from 'vitest';
import type { DispatchState } from '../../src/domain/dispatch.ts';
import { answerInGerman } from '../../src/operations/explain-answer.ts';
import type { ExplainedDispatch } from '../../src/operations/explain.ts';
import { laterReasonOf } from '../../src/operations/later-reason.ts';
import { HOUSE_CATALOGUE } from '../support/house-catalogue.ts';

type Attempt = ExplainedDispatch['attempts'][number];
type Event = ExplainedDispatch['events'][number];

const ELIGIBLE = {
  rule: 'S10.eligible',
  clause: 'S10',
  citation: 'Nutzungsbedingungen',
  german: 'Alle Voraussetzungen waren erfüllt.',
  english: 'Nothing stands against e-mail.',
  outcome: 'passes',
  detail: 'nothing',
  deciding: true,
} as const;

function event(from: string | null, to: string, overrides: Partial<Event> = {}): Event {
  return {
    at: '2026-11-23T21:04:11.000Z',
    from,
    to,
    reason: 'because',
    runId: 'run-1',
    person: null,
    evidence: null,
    ...overrides,
  };
}

function dispatch(overrides: Partial<ExplainedDispatch>): ExplainedDispatch {
  return {
    dispatchId: '1',
    purpose: 'document',
    originalId: null,
    businessDate: '2026-11-23',
    state: 'handed_over',
    reason: null,
    retryAt: null,
    cutOffAt: null,
    decisions: [
      {
        decidedAt: '2026-11-23T21:00:00.000Z',
        runId: 'run-1',
        result: 'email',
        category: 'premium_invoice',
        jurisdiction: 'DE',
        decidingRule: 'S10.eligible',
        catalogueHash: 'h',
        flags: [],
        facts: {},
        context: {},
        wording: 'stored',
        catalogueVersion: '1',
        deciding: ELIGIBLE,
        rules: [ELIGIBLE],
      },
    ],
    attempts: [],
    events: [],
    printPlaces: [],
    runs: {},
    ...overrides,
  };
}

function attempt(outcome: string, reply: boolean): Attempt {
  return {
    id: 'a',
    dispatchId: '1',
    number: 1,
    runId: 'run-1',
    token: 1,
    messageId: '<m>',
    messageDate: '2026-11-23T21:00:00.000Z',
    messageSha256: 'h',
    startedAt: '2026-11-23T21:00:00.000Z',
    finishedAt: null,
    outcome,
    reason: null,
    evidence: {
      host: 'relay.example',
      port: 587,
      tls: null,
      reply: reply ? { code: 550, enhanced: null, text: 'no' } : null,
      queueId: null,
      stage: 'envelope',
    },
  };
}

describe('why an e-mail became a letter', () => {
  it.each([
    ['S3: no TLS at the recipient', 'sending', 'tls_refused', true, 'S3.tls-refused'],
    ['S3: the recipient’s side refused', 'sending', 'refused', true, 'S3.mailbox-refused'],
    ['S17: given up after its tries', 'sending', 'retry', true, 'S17.cut-off'],
    ['S17: the cut-off was reached', 'queued_email', 'retry', true, 'S17.cut-off'],
    ['S3: it came back', 'emailed', 'accepted', true, 'S3.bounced'],
    ['S3: a late reply refused it', 'in_doubt', 'refused', true, 'S3.mailbox-refused'],
  ] as const)('%s', (_title, from, outcome, reply, rule) => {
    const told = dispatch({
      events: [event(from, 'queued_print'), event('bundled', 'handed_over')],
      attempts: [attempt(outcome, reply)],
    });
    expect(laterReasonOf(told)).toEqual({ rule });
    expect(answerInGerman(told, null, HOUSE_CATALOGUE, 'Europe/Berlin')).toContain(
      HOUSE_CATALOGUE.texts.get(rule)?.german ?? 'no wording',
    );
  });

  it('says that nobody refused what could not even be offered', () => {
    const told = dispatch({
      events: [event('sending', 'queued_print')],
      attempts: [attempt('refused', false)],
    });
    expect(laterReasonOf(told)).toEqual({ german: expect.stringContaining('ließ sich') as string });
  });

  it('says that a person found it had not arrived', () => {
    const told = dispatch({ events: [event('in_doubt', 'queued_print', { person: 'A. Muster' })] });
    expect(laterReasonOf(told)).toEqual({ german: expect.stringContaining('nicht angekommen') as string });
  });

  it('says that the message would have been too large', () => {
    const told = dispatch({ events: [event('claimed', 'queued_print', { reason: 'message of 12 bytes' })] });
    expect(laterReasonOf(told)).toEqual({ german: expect.stringContaining('zu groß') as string });
  });
});

it.each([
  ['emailed', 'Per E-Mail versandt am 23.11.2026 um 22:04 Uhr. Alle Voraussetzungen'],
  ['handed_over', 'Per Post, am 23.11.2026 um 22:04 Uhr an die Druckerei übergeben.'],
  ['in_doubt', 'Ungeklärt: Die E-Mail kann angekommen sein oder nicht'],
  ['held', 'Noch nicht versandt, sondern angehalten. Grund: PDF changed.'],
  ['pending', 'Noch nicht versandt und noch nicht entschieden'],
  ['queued_email', 'Noch nicht versandt, für den Versand per E-Mail vorgesehen.'],
] as const)('answers for a document that is %s', (state: DispatchState, beginning: string) => {
  const told = dispatch({ state, reason: 'PDF changed', events: [event('any', state)] });
  expect(answerInGerman(told, null, HOUSE_CATALOGUE, 'Europe/Berlin')).toMatch(
    new RegExp(`^${beginning.replaceAll('.', String.raw`\.`)}`),
  );
});

it('L5: says of a paper copy that law or contract asks for it besides the e-mail', () => {
  const [decision] = dispatch({}).decisions;
  const rule = {
    ...ELIGIBLE,
    rule: 'L5.paper-copy',
    german: 'Zusätzlich auf Papier.',
    outcome: 'fires',
  } as const;
  const original = dispatch({ decisions: decision === undefined ? [] : [{ ...decision, rules: [rule] }] });
  const copy = dispatch({ dispatchId: '2', originalId: '1', purpose: 'paper_copy', decisions: [] });
  expect(answerInGerman(copy, original, HOUSE_CATALOGUE, 'UTC')).toMatch(
    /^Papierexemplar zusätzlich zur E-Mail\. .*Zusätzlich auf Papier\./,
  );
});

it('S16: names the person who ordered a resend', () => {
  const copy = dispatch({ purpose: 'resend', events: [event(null, 'pending', { person: 'B. Muster' })] });
  expect(answerInGerman(copy, null, HOUSE_CATALOGUE, 'UTC')).toMatch(
    /^Erneuter Versand, angeordnet von B\. Muster\./,
  );
});
