import { expect, it } from 'vitest';
import { NIGHTLY_JOB } from '../../src/domain/batch.ts';

it('a batch keeps the name of its job that ledgers hold: under another one every night would begin again', () => {
  expect(NIGHTLY_JOB).toBe('nightly');
});
