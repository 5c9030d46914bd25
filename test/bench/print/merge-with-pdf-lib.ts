import { readFileSync, writeFileSync } from 'node:fs';
import { PDFDocument } from 'pdf-lib';

/** `node merge-with-pdf-lib.ts LIST OUTPUT`: how one would do it with pdf-lib alone. */
const [list = '', output = ''] = process.argv.slice(2);
const merged = await PDFDocument.create({ updateMetadata: false });
for (const line of readFileSync(list, 'utf8').split('\n')) {
  const [path = ''] = line.split('\t');
  const letter = await PDFDocument.load(readFileSync(path), { updateMetadata: false, parseSpeed: Infinity });
  for (const page of await merged.copyPages(letter, letter.getPageIndices())) merged.addPage(page);
}
writeFileSync(output, await merged.save({ objectsPerTick: Infinity }));
