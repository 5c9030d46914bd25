import { describe, expect, it } from 'vitest';
import { renderFields, renderTable, type Column } from '../../jobs/output.ts';

interface Row {
  readonly id: string;
  readonly count: number;
  readonly reason: string | null;
}

const COLUMNS: readonly Column<Row>[] = [
  { header: 'id', value: (row) => row.id },
  { header: 'documents', align: 'right', value: (row) => row.count },
  { header: 'reason', shrinks: true, value: (row) => row.reason },
];

const ROWS: readonly Row[] = [
  { id: 'D-1', count: 7, reason: 'Empfänger ohne Verschlüsselung' },
  { id: 'D-100', count: 12_345, reason: null },
];

describe('a table for people', () => {
  it('is aligned, numbers to the right, nothing as a dash', () => {
    expect(renderTable(ROWS, COLUMNS)).toBe(
      [
        'id     documents  reason',
        '─────  ─────────  ──────────────────────────────',
        'D-1            7  Empfänger ohne Verschlüsselung',
        'D-100      12345  –',
      ].join('\n'),
    );
  });

  it('cuts what may be cut to the width of the terminal', () => {
    const table = renderTable(ROWS, COLUMNS, 30).split('\n');
    expect(table[2]).toBe('D-1            7  Empfänger o…');
    expect(Math.max(...table.map((line) => line.length))).toBe(30);
  });

  it('never cuts ids and counts, however narrow the terminal', () => {
    const table = renderTable(ROWS, COLUMNS, 5);
    expect(table).toContain('D-100      12345');
    expect(table).toContain('Empfäng…');
  });

  it('is a header and a line when there are no rows', () => {
    expect(renderTable([], COLUMNS)).toBe('id  documents  reason\n──  ─────────  ──────');
  });

  it('counts umlauts written in two code points as one character', () => {
    const decomposed = [{ id: 'x', count: 1, reason: 'Empfa\u0308nger' }];
    expect(renderTable(decomposed, COLUMNS).split('\n')[1]).toBe('──  ─────────  ─────────');
  });

  it('lets no control character reach the terminal', () => {
    const hostile = [{ id: 'x', count: 1, reason: 'a\u001b]0;title\u0007\r\nb\u009bc' }];
    expect(renderTable(hostile, COLUMNS).split('\n').slice(2)).toEqual(['x           1  a ]0;title b c']);
  });
});

describe('fields for people', () => {
  it('stand below each other', () => {
    expect(
      renderFields([
        ['document', 'D-1'],
        ['state', null],
      ]),
    ).toBe('document:  D-1\nstate:     –');
  });
});
