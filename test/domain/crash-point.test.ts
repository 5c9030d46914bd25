import { describe, expect, it } from 'vitest';
import { crashAt, type CrashPoint } from '../../src/domain/crash-point.ts';

/** How often it died while these points were reached one after the other, and after which of them first. */
function deaths(wish: string | undefined, reached: readonly CrashPoint[]): readonly number[] {
  const at: number[] = [];
  let step = 0;
  const atPoint = crashAt(wish, () => at.push(step));
  for (const point of reached) {
    step += 1;
    atPoint(point);
  }
  return at;
}

describe('a wished crash', () => {
  it.each<[string | undefined, readonly number[]]>([
    ['email.body-begun', [2]],
    ['email.body-begun:1', [2]],
    ['email.body-begun:2', [4]],
    ['email.body-begun:3', []],
    ['email.claimed', [1]],
    ['print.sealed', []],
    ['no.such-point', []],
    ['email', []],
    ['', []],
    [undefined, []],
  ])('%s comes once, when the point is reached for that time, and never otherwise', (wish, expected) => {
    expect(deaths(wish, ['email.claimed', 'email.body-begun', 'email.claimed', 'email.body-begun'])).toEqual(
      expected,
    );
  });
});
