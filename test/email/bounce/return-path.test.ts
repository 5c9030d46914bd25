import { describe, expect, it } from 'vitest';
import { parseEmailAddress } from '../../../src/domain/email-address.ts';
import { LONGEST_LOCAL_PART, returnPaths } from '../../../src/email/bounce/return-path.ts';

const ATTEMPT = '0189dc53-4f5e-4e8f-9d0c-2a7b1c3d4e5f';
const paths = returnPaths('bounce@versicherung.example', ['new key', 'old key']);

describe('the return path of a try', () => {
  it('names the try and proves that we wrote it', () => {
    const address = paths.addressFor(ATTEMPT);
    expect(address).toMatch(
      /^bounce\+0189dc534f5e4e8f9d0c2a7b1c3d4e5f\.[a-z2-7]{16}@versicherung\.example$/u,
    );
    expect(paths.readAddress(address)).toEqual({ attemptId: ATTEMPT, authentic: true });
    expect(paths.readToken(paths.tokenFor(ATTEMPT))).toEqual({ attemptId: ATTEMPT, authentic: true });
  });

  it('is an address that every server takes, at the longest base too', () => {
    const longest = returnPaths(`${'b'.repeat(LONGEST_LOCAL_PART)}@versicherung.example`, ['key']);
    expect(parseEmailAddress(longest.addressFor(ATTEMPT))).not.toBeNull();
  });

  it('holds whatever case a server makes of it', () => {
    expect(paths.readAddress(paths.addressFor(ATTEMPT).toUpperCase())?.authentic).toBe(true);
  });

  it('holds after a change of keys, until the old key is taken away', () => {
    const before = returnPaths('bounce@versicherung.example', ['old key']).addressFor(ATTEMPT);
    expect(paths.readAddress(before)?.authentic).toBe(true);
    const after = returnPaths('bounce@versicherung.example', ['new key']);
    expect(after.readAddress(before)).toEqual({ attemptId: ATTEMPT, authentic: false });
  });

  it('of another try, or made up, proves nothing', () => {
    const [, proof] = paths.tokenFor(ATTEMPT).split('.');
    expect(paths.readToken(`${'0'.repeat(32)}.${proof}`)?.authentic).toBe(false);
    expect(paths.readToken(`${'0'.repeat(32)}.${'a'.repeat(16)}`)?.authentic).toBe(false);
  });

  it.each([
    'bounce@versicherung.example',
    'bounce+x@versicherung.example',
    'other+0.0@versicherung.example',
    '',
  ])('is not %s', (address) => {
    expect(paths.readAddress(address)).toBeNull();
  });
});
