import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findCatalogue, findEarlierCatalogue, storeCatalogue } from '../../src/ledger/decision-store.ts';
import { createNight, type Night } from '../support/night.ts';

let night: Night;
beforeEach(async () => {
  night = await createNight();
});
afterEach(() => night.close());

describe('the catalogues in the ledger', () => {
  it('are kept once each, whatever runs store them', async () => {
    await storeCatalogue(night.ledger, 'a', 'version: 1');
    await storeCatalogue(night.ledger, 'a', 'version: 1');
    expect(await findCatalogue(night.ledger, 'a')).toBe('version: 1');
    expect(await findCatalogue(night.ledger, 'b')).toBeNull();
  });

  it('name the last other one as the earlier, and none when there is only this one', async () => {
    await storeCatalogue(night.ledger, 'c', 'version: 3');
    expect(await findEarlierCatalogue(night.ledger, 'c')).toBeNull();
    for (const [hash, at] of [
      ['a', '2026-01-01T00:00:00.000Z'],
      ['b', '2026-02-01T00:00:00.000Z'],
    ] as const) {
      await storeCatalogue(night.ledger, hash, `version: ${hash}`);
      night.sql('UPDATE rule_catalogue SET stored_at = ? WHERE hash = ?', at, hash);
    }
    expect(await findEarlierCatalogue(night.ledger, 'c')).toEqual({
      content: 'version: b',
      storedAt: '2026-02-01T00:00:00.000Z',
    });
  });
});
