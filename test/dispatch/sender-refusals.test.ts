import { describe, expect, it } from 'vitest';
import { BREAKER_REASON } from '../../src/dispatch/send-control.ts';
import { SenderRefusals } from '../../src/dispatch/sender-refusals.ts';
import type { DeliveryOutcome } from '../../src/domain/delivery.ts';
import { OurOutageError } from '../../src/domain/errors.ts';
import type { EmailRoute } from '../../src/email/route.ts';

const REFUSED: DeliveryOutcome = {
  kind: 'sender_refused',
  reason: 'RCPT answered 550 5.7.1: policy or reputation',
};

interface Place {
  readonly domain: string;
  readonly destination?: string;
}

/** Each place gets one document; every one of them ends with `outcome`. */
function noteAll(refusals: SenderRefusals, places: readonly Place[], outcome = REFUSED): void {
  for (const [index, { domain, destination = domain }] of places.entries()) {
    refusals.note({ dispatchId: `${domain}-${index}`, domain, destination }, outcome);
  }
}

function refusedBy(route: EmailRoute['kind'], domains: number, places: readonly Place[]): () => void {
  return () => {
    noteAll(new SenderRefusals(route, domains), places);
  };
}

const sixAtOne: readonly Place[] = Array.from({ length: 6 }, () => ({ domain: 'streng.example' }));
const atFive: readonly Place[] = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ domain: `${name}.example` }));
const atOneProvider = atFive.map(({ domain }) => ({ domain, destination: 'hoster.example' }));

describe('refusals for a reason of ours', () => {
  it.each(['relay', 'mx'] as const)(
    'of one domain among many do not stop the night, by route %s',
    (route) => {
      expect(refusedBy(route, 21, sixAtOne)).not.toThrow();
    },
  );

  it('of five domains are our outage by the relay, and by route mx where they have five providers', () => {
    expect(refusedBy('relay', 21, atFive)).toThrow(OurOutageError);
    expect(refusedBy('relay', 21, atOneProvider)).toThrow(/by the relay/u);
    expect(refusedBy('mx', 21, atFive)).toThrow(/by 5 providers/u);
    expect(refusedBy('mx', 21, atOneProvider)).not.toThrow();
  });

  it('of the only domain that a run has are our outage by the relay, never by route mx', () => {
    expect(refusedBy('relay', 1, sixAtOne)).toThrow(OurOutageError);
    expect(refusedBy('relay', 1, sixAtOne.slice(0, 4))).not.toThrow();
    expect(refusedBy('mx', 1, sixAtOne)).not.toThrow();
  });

  it('begin anew with every acceptance', () => {
    const refusals = new SenderRefusals('mx', 21);
    noteAll(refusals, atFive.slice(0, 4));
    noteAll(refusals, [{ domain: 'gut.example' }], { kind: 'accepted' });
    expect(() => {
      noteAll(refusals, atFive.slice(0, 4));
    }).not.toThrow();
    expect(() => {
      noteAll(refusals, atFive.slice(4));
    }).toThrow(OurOutageError);
  });

  it('are not what the circuit breaker doubts, nor another outcome', () => {
    const doubted: DeliveryOutcome = { kind: 'sender_refused', reason: `${BREAKER_REASON}fails as a whole` };
    const refusals = new SenderRefusals('mx', 21);
    noteAll(refusals, atFive, doubted);
    noteAll(refusals, atFive, { kind: 'retry', reason: 'later' });
    expect(() => {
      noteAll(refusals, atFive.slice(0, 4));
    }).not.toThrow();
  });
});
