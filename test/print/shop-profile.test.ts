import { describe, expect, test } from 'vitest';
import { exitCodeOf } from '../../src/domain/exit-code.ts';
import { HandOverForbiddenError } from '../../src/print/errors.ts';
import { assertHandOverAllowed } from '../../src/print/shop-profile.ts';
import { EXAMPLE_PROFILE } from './example-profile.ts';

describe('shop profile', () => {
  test('L6: a shop under secrecy undertaking and processing agreement may be handed letters', () => {
    expect(() => assertHandOverAllowed(EXAMPLE_PROFILE)).not.toThrow();
  });

  test.each([
    [{ secrecyUndertaking: false }, '§ 203'],
    [{ processingAgreement: false }, 'Art. 28'],
  ])('L6: hand-over is refused as a configuration fault when %j', (missing, named) => {
    let thrown: unknown;
    try {
      assertHandOverAllowed({ ...EXAMPLE_PROFILE, ...missing });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(HandOverForbiddenError);
    expect(String(thrown)).toContain(named);
    expect(String(thrown)).toContain('example-de');
    expect(exitCodeOf(thrown)).toBe(78);
  });
});
