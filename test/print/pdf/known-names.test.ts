import { array, assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameAt } from '../../../src/print/pdf/known-names.ts';

describe('the names of a document', () => {
  it('are what stands there, whichever were met before in the same slot', () => {
    const letters = constantFrom('A', 'a', 'B', 'b', 'F', 'o', '0', '9', '+', '-', '#', '_');
    const name = string({ unit: letters, maxLength: 30 });
    assert(
      property(array(name, { maxLength: 20 }), (names) => {
        const text = names.map((each) => `/${each} `).join('');
        let at = 0;
        for (const each of names) {
          expect(nameAt(text, at)).toBe(`/${each}`);
          at += each.length + 2;
        }
      }),
    );
    // In this order each is asked for where the other was left.
    const [first, second] = ofOneSlot();
    for (const each of [first, second, first]) expect(nameAt(`${each} `, 0)).toBe(each);
  });

  it('end at a delimiter, at white space, and with the text', () => {
    expect(nameAt('<</Type/Page>>', 2)).toBe('/Type');
    expect(nameAt('/Page>>', 0)).toBe('/Page');
    expect(nameAt('/Kids[1 0 R]', 0)).toBe('/Kids');
    expect(nameAt('/A\tB', 0)).toBe('/A');
    expect(nameAt('/Last', 0)).toBe('/Last');
    expect(nameAt('/', 0)).toBe('/');
  });
});

/** "Aa" and "BB" are equal in this kind of hash. */
function ofOneSlot(): readonly [string, string] {
  return ['/FontAa', '/FontBB'];
}
