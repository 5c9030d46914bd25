import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  CSV_HEADER,
  parseShopReport,
  ShopReportError,
  shopReportSchema,
} from '../../src/print/shop-report.ts';

const AT = '2026-11-24T06:30:00+01:00';

describe('a report of the letter shop', () => {
  test('says the same as JSON and as CSV', () => {
    const json = {
      format: 'postausgang-shop-report/1',
      printFiles: [{ printFileId: 'pf-1', result: 'accepted', at: AT }],
      mailpieces: [{ printFileId: 'pf-1', mailpieces: '2,4-5', status: 'spoiled', at: AT, reason: 'torn' }],
    };
    const csv = `\uFEFF${CSV_HEADER}\r\npf-1;;accepted;${AT};\r\npf-1;2,4-5;spoiled;${AT};torn\r\n`;
    expect(parseShopReport(csv)).toEqual(parseShopReport(JSON.stringify(json)));
    expect(parseShopReport(csv)).toEqual({
      acknowledgements: [
        { printFileId: 'pf-1', result: 'accepted', at: '2026-11-24T05:30:00.000Z', reason: null },
      ],
      mailpieces: [
        {
          printFileId: 'pf-1',
          sequences: [2, 4, 5],
          status: 'spoiled',
          at: '2026-11-24T05:30:00.000Z',
          reason: 'torn',
        },
      ],
    });
  });

  test.each([
    ['without its last line end', `${CSV_HEADER}\npf-1;1;posted;${AT};`],
    ['with a time without offset', `${CSV_HEADER}\npf-1;1;posted;2026-11-24T06:30:00;\n`],
    ['with a range that runs backwards', `${CSV_HEADER}\npf-1;9-1;posted;${AT};\n`],
    ['with a range that would fill the memory', `${CSV_HEADER}\npf-1;1-9999999;posted;${AT};\n`],
    ['with a column too many', `${CSV_HEADER}\npf-1;1;posted;${AT};a;b\n`],
    ['with other columns', 'a;b\n'],
    ['that is torn JSON', '{"format":'],
    ['with a key that nobody knows', '{"format":"postausgang-shop-report/1","more":1}'],
  ])('%s is refused whole', (_what, text) => {
    expect(() => parseShopReport(text)).toThrow(ShopReportError);
  });

  test('has the published form', () => {
    const url = new URL('../../docs/schemas/shop-report.schema.json', import.meta.url);
    const published: unknown = JSON.parse(readFileSync(url, 'utf8'));
    expect(published).toEqual(z.toJSONSchema(shopReportSchema, { io: 'input' }));
  });
});
