import { describe, expect, it } from 'vitest';
import { markCapacity, markPayload, type MarkedSheet } from '../../../src/print/marks/mark-payload.ts';
import { mailpieceMarks } from '../../../src/print/marks/mailpiece-marks.ts';
import type { DataMatrixMarks, OmrLine, OmrMarks } from '../../../src/print/marks.ts';
import { EXAMPLE_PROFILE, printItem } from '../example-profile.ts';

const SHEET: MarkedSheet = {
  printFileId: '20261123-0001',
  mailpiece: 12,
  sheet: 1,
  sheets: 2,
  sheetOfFile: 30,
  stations: [],
};

function omr(...lines: readonly OmrLine[]): OmrMarks {
  return { kind: 'omr', x: 5, y: 120, whiteBox: true, length: 10, thickness: 0.5, pitch: 3.18, lines };
}

function dataMatrix(fields: DataMatrixMarks['fields'], separator: string | null = null): DataMatrixMarks {
  const place = { x: 4, y: 166, whiteBox: true, module: 0.5, symbolSize: null };
  return { kind: 'datamatrix', ...place, separator, fields };
}

const field = (
  name: DataMatrixMarks['fields'][number]['field'],
  length: number | null = null,
  text: string | null = null,
): DataMatrixMarks['fields'][number] => ({ field: name, length, text });

describe('payload of a DataMatrix', () => {
  it('has the profile’s fields in its order, numbers with leading zeros', () => {
    const marks = dataMatrix([
      field('constant', null, 'PA1'),
      field('printFile'),
      field('mailpiece'),
      field('sheet', 2),
      field('sheets', 2),
      field('endOfSet'),
      field('inserts', 4),
    ]);
    expect(markPayload(marks, { ...SHEET, stations: [2] })).toBe('PA120261123-0001000012010200100');
  });

  it('says on the last sheet, and only there, that the set ends', () => {
    const marks = dataMatrix([field('sheet', 1), field('endOfSet')], '/');
    expect([1, 2].map((sheet) => markPayload(marks, { ...SHEET, sheet }))).toEqual(['1/0', '2/1']);
  });

  it('bounds what may be planned by what it can count', () => {
    expect(markCapacity(dataMatrix([field('mailpiece', 4), field('sheet', 3), field('sheets', 2)]))).toEqual({
      mailpieces: 9999,
      sheets: 99,
    });
    expect(markCapacity(omr('benchmark', 'notEnd')).sheets).toBe(Infinity);
  });
});

describe('OMR bars', () => {
  it('L3: the not-end bar stands on every sheet but the last, so that a lost bar stops the machine', () => {
    const marks = omr('benchmark', 'safety', 'notEnd');
    expect([1, 2].map((sheet) => markPayload(marks, { ...SHEET, sheet }))).toEqual(['111', '110']);
  });

  it('the wrap counts all sheets of the print file, modulo 8', () => {
    const marks = omr('benchmark', 'notEnd', 'wrap1', 'wrap2', 'wrap4');
    const wraps = [1, 2, 4, 7, 8, 9].map((sheetOfFile) =>
      markPayload(marks, { ...SHEET, sheetOfFile })?.slice(2),
    );
    expect(wraps).toEqual(['100', '010', '001', '111', '000', '100']);
  });

  it('with parity the number of bars is even on every sheet', () => {
    const marks = omr('benchmark', 'safety', 'notEnd', 'wrap1', 'wrap2', 'wrap4', 'feed1', 'feed2', 'parity');
    for (let sheetOfFile = 1; sheetOfFile <= 16; sheetOfFile += 1) {
      for (const stations of [[], [1], [1, 2]]) {
        const bits = markPayload(marks, { ...SHEET, sheetOfFile, stations }) ?? '';
        expect(bits.replaceAll('0', '').length % 2, bits).toBe(0);
      }
    }
  });
});

describe('marks of a mailpiece', () => {
  const inserts = [
    { station: 1, documentTypes: ['policy', 'invoice'] },
    { station: 3, documentTypes: ['claim'] },
  ];

  it('ask once for an insert that several of its documents call for', () => {
    const profile = { ...EXAMPLE_PROFILE, inserts, marks: dataMatrix([field('inserts', 4)]) };
    const items = [printItem({ documentType: 'policy' }), printItem({ documentType: 'invoice' })];
    const mailpiece = { items, sheets: 2 };
    const of = { printFileId: 'f', sequence: 1, mailpiece, sheetsBefore: 0 };
    expect(mailpieceMarks(profile, of)).toEqual(['1000', '1000']);
  });

  it('a profile without marks has none', () => {
    const mailpiece = { items: [printItem()], sheets: 3 };
    const of = { printFileId: 'f', sequence: 1, mailpiece, sheetsBefore: 0 };
    expect(mailpieceMarks(EXAMPLE_PROFILE, of)).toEqual([]);
  });
});
