/** Records of a CSV file with a header line, quoted fields and doubled quotes (RFC 4180). */
export function csvRecords(text: string): readonly Readonly<Record<string, string>>[] {
  const [header = [], ...lines] = csvLines(text);
  return lines.map((line) => Object.fromEntries(header.map((name, column) => [name, line[column] ?? ''])));
}

function csvLines(text: string): readonly (readonly string[])[] {
  const lines: string[][] = [];
  let line: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    if (end === '' && quoted === undefined && plain === '' && line.length === 0) break;
    line.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    lines.push(line);
    line = [];
  }
  return lines;
}
