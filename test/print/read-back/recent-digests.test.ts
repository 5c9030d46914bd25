import { describe, expect, test } from 'vitest';
import { RecentDigests } from '../../../src/print/read-back/recent-digests.ts';

describe('the digests that are remembered', () => {
  test('are those asked for lately; others are forgotten', () => {
    const digests = new RecentDigests();
    digests.set(1, 'shared');
    digests.set(2, 'of one letter');
    const found = new Set<string | undefined>();
    for (let num = 3; num < 50_000; num += 1) {
      digests.set(num, `of object ${num}`);
      found.add(digests.get(1));
    }
    expect([...found]).toEqual(['shared']);
    expect(digests.get(2)).toBeUndefined();
    expect(digests.get(49_999)).toBe('of object 49999');
  });
});
