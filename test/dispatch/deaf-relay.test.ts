import { describe, expect, it } from 'vitest';
import { DeafRelay } from '../../src/dispatch/deaf-relay.ts';
import type { TriedDocument } from '../../src/dispatch/sender-refusals.ts';
import type { DeliveryOutcome } from '../../src/domain/delivery.ts';

const LATER: DeliveryOutcome = { kind: 'retry', reason: 'MAIL answered 452 4.3.1' };
const ACCEPTED: DeliveryOutcome = { kind: 'accepted' };

type RefusedDocument = Pick<TriedDocument, 'dispatchId' | 'domain'>;

const of = (dispatchId: string, domain: string): RefusedDocument => ({ dispatchId, domain });
const five: readonly RefusedDocument[] = ['a', 'b', 'c', 'd', 'e'].map((name) => of(name, `${name}.example`));

const fiveBefore = new Map(five.map(({ dispatchId, domain }) => [dispatchId, domain]));

/** Each is refused for now, with another try to come. */
function refuse(relay: DeafRelay, documents: readonly RefusedDocument[]): void {
  for (const document of documents) expect(relay.judge(document, LATER, false)).toBe(LATER);
}

describe('a relay that refuses for now', () => {
  it('is our outage at the first last try, when it refused five documents to five domains', () => {
    const relay = new DeafRelay(20);
    refuse(relay, five);
    expect(relay.judge(of('a', 'a.example'), LATER, true)).toMatchObject({
      kind: 'our_outage',
      reason: expect.stringContaining('452 4.3.1') as string,
    });
  });

  it('is believed while it refused four only, or four domains among many', () => {
    const four = new DeafRelay(20);
    refuse(four, five.slice(0, 4));
    expect(four.judge(of('a', 'a.example'), LATER, true)).toBe(LATER);
    const fourDomains = new DeafRelay(20);
    refuse(fourDomains, [...five.slice(0, 4), of('f', 'a.example')]);
    expect(fourDomains.judge(of('a', 'a.example'), LATER, true)).toBe(LATER);
  });

  it('is our outage with fewer domains where the run has no others', () => {
    const relay = new DeafRelay(2);
    refuse(
      relay,
      five.map(({ dispatchId }, index) => of(dispatchId, `${index % 2}.example`)),
    );
    expect(relay.judge(of('a', '0.example'), LATER, true).kind).toBe('our_outage');
  });

  it('is believed about what it refused before it took something else', () => {
    const relay = new DeafRelay(20);
    refuse(relay, five);
    relay.judge(of('good', 'gut.example'), ACCEPTED, false);
    refuse(relay, five);
    for (const document of five) expect(relay.judge(document, LATER, true)).toBe(LATER);
  });

  it('is our outage when it fell silent in the middle of a night', () => {
    const relay = new DeafRelay(20);
    relay.judge(of('good', 'gut.example'), ACCEPTED, false);
    refuse(relay, five);
    expect(relay.judge(of('a', 'a.example'), LATER, true).kind).toBe('our_outage');
  });

  it('is known at a rerun by what earlier runs could not get rid of, until it takes something', () => {
    expect(new DeafRelay(20, fiveBefore).judge(of('a', 'a.example'), LATER, true).kind).toBe('our_outage');
    const mended = new DeafRelay(20, fiveBefore);
    mended.judge(of('good', 'gut.example'), ACCEPTED, false);
    expect(mended.judge(of('a', 'a.example'), LATER, true)).toBe(LATER);
  });

  it('says nothing about other outcomes', () => {
    const refused: DeliveryOutcome = { kind: 'refused', reason: '550 5.1.1', suppressAddress: true };
    expect(new DeafRelay(20, fiveBefore).judge(of('a', 'a.example'), refused, true)).toBe(refused);
  });
});
