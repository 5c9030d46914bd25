import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const DATA = join(import.meta.dirname, '../../../../../shared/data');

export const PDF_CORPUS = join(DATA, 'pdf-dev');
export const LETTERS = join(DATA, 'letters');

/** Stands in the titles of suites that are skipped without them. */
export const CORPUS_NOTE = 'needs the shared PDFs in ../shared/data';

export interface CorpusFile {
  readonly path: string;
  readonly kind: string;
  readonly pages: number;
}

/** Files of the shared corpus; empty where it is absent. */
export function corpusFiles(): readonly CorpusFile[] {
  const manifest = join(PDF_CORPUS, 'manifest.csv');
  if (!existsSync(manifest)) return [];
  const [header = [], ...rows] = parseCsv(readFileSync(manifest, 'utf8'));
  const column = (row: readonly string[], name: string): string => row[header.indexOf(name)] ?? '';
  return rows.map((row) => ({
    path: column(row, 'path'),
    kind: column(row, 'class'),
    pages: Number(column(row, 'pages')),
  }));
}

/** Paths of the shared sample letters; empty where they are absent. */
export function letterPaths(): readonly string[] {
  if (!existsSync(LETTERS)) return [];
  return readdirSync(LETTERS)
    .filter((name) => name.endsWith('.pdf'))
    .sort()
    .map((name) => join(LETTERS, name));
}

function parseCsv(text: string): readonly string[][] {
  const rows: string[][] = [];
  for (const line of text.split(/\r?\n(?=(?:[^"]*"[^"]*")*[^"]*$)/)) {
    if (line === '') continue;
    const cells = line.match(/(?:"(?:[^"]|"")*"|[^,]*)(?:,|$)/g) ?? [];
    rows.push(
      cells.map((cell) =>
        cell
          .replace(/,$/, '')
          .replace(/^"(.*)"$/s, '$1')
          .replaceAll('""', '"'),
      ),
    );
  }
  return rows;
}
