import { describe, expect, it } from 'vitest';
import type { DestinationEvidence } from '../../src/domain/delivery.ts';
import { destinationLines } from '../../src/operations/destination-text.ts';

const DANE: DestinationEvidence = {
  level: 'dane',
  address: '192.0.2.1',
  policyId: null,
  requireTls: false,
  passedOver: [],
};

describe('what explain says of a recipient’s server', () => {
  it.each<[Partial<DestinationEvidence>, RegExp]>([
    [{}, /Proven: +DANE.*\n +Address: +192\.0\.2\.1$/u],
    [{ level: 'mta-sts', policyId: '2026', requireTls: true }, /MTA-STS.*policy 2026, REQUIRETLS/u],
    [{ level: 'verified' }, /a verified certificate; .*no policy/u],
    [{ level: 'tls' }, /encryption only.*not verified/u],
    [{ level: null, address: null }, /nothing that would be enough$/u],
    [
      { passedOver: [{ host: 'mx.example', why: 'ECONNREFUSED' }] },
      /Passed over: mx\.example: ECONNREFUSED$/u,
    ],
  ])('%j', (change, expected) => {
    expect(destinationLines({ ...DANE, ...change }).join('\n')).toMatch(expected);
  });

  it('is nothing when a relay took the message: it alone knows', () => {
    expect(destinationLines(undefined)).toEqual([]);
  });
});
