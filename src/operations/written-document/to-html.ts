import { escaped } from '../escape-html.ts';
import type { Block, WrittenDocument, Table } from './blocks.ts';

/** One file without anything from elsewhere: it can be mailed to counsel and kept. Below 640 px each row becomes a card. */
export function toHtml(document: WrittenDocument): string {
  return `<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(document.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(document.title)}</h1>
${document.blocks.map(blockHtml).join('\n')}
</main>
<footer>${escaped(document.footer)}</footer>
</body>
</html>
`;
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h2>${escaped(block.text)}</h2>`;
    case 'text':
      return `<p>${escaped(block.text)}</p>`;
    case 'table':
      return tableHtml(block);
    case 'rule':
      return `<section class="rule"><h3><span class="clause">${escaped(block.clause)}</span> ${escaped(block.id)}</h3><p>${escaped(block.wording)}</p><p class="note">Fundstelle: ${escaped(block.citation)}</p>${block.parameters === null ? '' : `<p class="note">Parameter: ${escaped(block.parameters)}</p>`}</section>`;
    case 'signatures':
      return block.lines.map((line) => `<p class="signature">${escaped(line)}</p>`).join('\n');
  }
}

function tableHtml({ columns, rows }: Table): string {
  const head = columns.map(
    ({ header, share }) => `<th scope="col" style="width:${share}%">${escaped(header)}</th>`,
  );
  const body = rows.map(
    (row) =>
      `<tr>${row.map((cell, index) => `<td data-label="${escaped(columns[index]?.header ?? '')}">${escaped(cell)}</td>`).join('')}</tr>`,
  );
  return `<table><thead><tr>${head.join('')}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table>`;
}

const STYLE = `
:root{color-scheme:light;--ink:#1b1f24;--soft:#4a5560;--line:#c9d1d9;--band:#f2f5f8}
*{box-sizing:border-box}
body{margin:0;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:var(--ink);background:#fff}
main{max-width:64rem;margin:0 auto;padding:1.5rem 1rem}
h1{font-size:1.7rem;line-height:1.25;margin:0 0 1rem}
h2{font-size:1.25rem;margin:2.25rem 0 .75rem;padding-bottom:.25rem;border-bottom:2px solid var(--ink)}
h3{font-size:1rem;margin:0 0 .25rem}
p{margin:0 0 .75rem;overflow-wrap:anywhere}
.rule{padding:.75rem 0;border-bottom:1px solid var(--line)}
.rule p{margin:.15rem 0}
.clause{display:inline-block;min-width:2.6rem;padding:0 .4rem;margin-right:.35rem;background:var(--ink);color:#fff;border-radius:.2rem;text-align:center}
.note{color:var(--soft);font-size:.9rem}
table{width:100%;border-collapse:collapse;font-size:.9rem;margin:0 0 1rem}
th,td{text-align:left;vertical-align:top;padding:.4rem .5rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
thead th{background:var(--band)}
.signature{margin-top:4rem;padding-top:.4rem;border-top:1px solid var(--ink)}
footer{max-width:64rem;margin:0 auto;padding:1rem;color:var(--soft);font-size:.85rem}
@media (max-width:640px){
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table,tbody,tr,td{display:block;width:100%}
tr{border:1px solid var(--line);border-radius:.4rem;padding:.4rem .6rem;margin-bottom:.7rem}
td{border:0;padding:.15rem 0}
td::before{content:attr(data-label) ": ";font-weight:600}
}
@media print{.rule,tr{break-inside:avoid}}
`;
