import { describe, expect, it } from 'vitest';
import type { DeliveryOutcome, SmtpReply } from '../../../src/domain/delivery.ts';
import { Governor } from '../../../src/email/governor/governor.ts';
import { paceEventOf } from '../../../src/email/governor/pace-event.ts';
import type { DeliveryResult } from '../../../src/email/route.ts';

/** A governor whose clock the test sets. */
function governor(limits: Partial<ConstructorParameters<typeof Governor>[0]> = {}) {
  const clock = { now: 0 };
  const all = { connections: 10, perDestination: 4, messagesPerSecond: null, ...limits };
  return { clock, governor: new Governor(all, () => clock.now) };
}

describe('the governor', () => {
  it('keeps each destination to its own pace: one that pushes back does not slow the others', () => {
    const { clock, governor: subject } = governor();
    const permit = subject.begin('slow.example');
    subject.note('slow.example', permit.begunAt, 'pushed back');
    subject.end(permit);
    expect(subject.waitFor('slow.example')).toBeGreaterThan(0);
    expect(subject.waitFor('fast.example')).toBe(0);
    clock.now = 120_000;
    expect(subject.waitFor('slow.example')).toBe(0);
    expect(subject.connectionsOf('slow.example')).toBe(1);
  });

  it('never has more connections than configured, to one destination and to all', () => {
    const { clock, governor: subject } = governor();
    const begun = new Map<string, number>();
    for (let turn = 0; turn < 200; turn += 1) {
      clock.now += 1000;
      for (const destination of ['a', 'b', 'c', 'd', 'e']) {
        if (subject.waitFor(destination) > 0) continue;
        const { begunAt } = subject.begin(destination);
        begun.set(destination, (begun.get(destination) ?? 0) + 1);
        subject.note(destination, begunAt, 'accepted');
      }
    }
    expect([...begun.values()].reduce((sum, count) => sum + count, 0)).toBe(10);
    expect(Math.max(...begun.values())).toBeLessThanOrEqual(4);
  });

  it('sends no faster than configured, and with no more connections than that needs', () => {
    const { clock, governor: subject } = governor({ messagesPerSecond: 10, perDestination: 10 });
    for (let message = 0; message < 30; message += 1) {
      clock.now += 1000;
      const permit = subject.begin('a');
      expect(subject.waitFor('b')).toBe(100);
      clock.now += 150;
      subject.note('a', permit.begunAt, 'accepted');
      subject.end(permit);
    }
    subject.begin('a');
    clock.now += 1000;
    subject.begin('b');
    clock.now += 1000;
    // 10 a second × 0.15 s, and a fifth: two.
    expect(subject.waitFor('c')).toBe(Number.POSITIVE_INFINITY);
  });
});

function result(outcome: DeliveryOutcome['kind'], said: string | null, isMx: boolean): DeliveryResult {
  const [, code, text] = said === null ? [] : (/^(\d+) (.*)$/u.exec(said) ?? []);
  const reply: SmtpReply | null =
    said === null ? null : { code: Number(code), enhanced: null, text: text ?? '' };
  const destination = { level: null, address: null, policyId: null, requireTls: false, passedOver: [] };
  return {
    outcome:
      outcome === 'accepted' ? { kind: 'accepted' } : ({ kind: outcome, reason: 'r' } as DeliveryOutcome),
    evidence: {
      host: 'h',
      port: 25,
      tls: null,
      reply,
      queueId: null,
      stage: reply === null ? 'connect' : 'envelope',
      ...(isMx ? { destination } : {}),
    },
  };
}

it.each<[DeliveryOutcome['kind'], string | null, boolean, string]>([
  ['accepted', '250 OK', true, 'accepted'],
  ['retry', '421 Too many connections', true, 'pushed back'],
  ['retry', '421 Too many connections', false, 'pushed back'],
  ['retry', null, true, 'pushed back'],
  ['retry', '450 4.2.1 receiving at a rate that prevents', true, 'slowed'],
  ['retry', '451 4.7.1 Greylisted, come back', true, 'neutral'],
  ['retry', '450 4.7.1 try again', false, 'neutral'],
  ['refused', '550 5.1.1 unknown', true, 'neutral'],
  ['tls_refused', null, true, 'neutral'],
])('%s with %j (straight to the recipient’s server: %s) means: %s', (kind, said, isMx, expected) => {
  expect(paceEventOf(result(kind, said, isMx))).toBe(expected);
});
