import { describe, expect, it } from 'vitest';

import { fuzzPdf } from '../../fuzz/pdf/fuzz-pdf.ts';

describe('a mutated PDF', () => {
  it('is either fit, and then accepted by the print file, or held with a finding: nothing else is thrown, nothing hangs (the long run: npm run fuzz:pdf)', async () => {
    const result = await fuzzPdf({ mutations: 300, seed: 20_261_123 });
    const held = [...result.held.values()].reduce((sum, count) => sum + count, 0);
    expect(result.fit + held).toBe(300);
    expect(result.fit).toBeGreaterThan(0);
    expect(held).toBeGreaterThan(0);
  });
});
