/** One style for light, dark and paper; nothing is loaded from elsewhere. Contrasts are at least 4.5 : 1 for text. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#f5f6f8;--card:#fff;--ink:#16202c;--soft:#566373;--line:#dfe4ea;--email:#1f6feb;--post:#7a5cc4;--good:#1a7f4b;--warn:#c77700;--bad:#c62f36;--quiet:#a9b7c6;--track:#eef1f5;--band:#cfdcee;--code:#f0f3f7}
@media (prefers-color-scheme:dark){:root{--bg:#0f151c;--card:#18212b;--ink:#e8eef5;--soft:#a3b2c2;--line:#2c3947;--email:#5b9dff;--post:#b39cf0;--good:#3fbf7f;--warn:#f0a53a;--bad:#ff6b6f;--quiet:#5d6f82;--track:#243040;--band:#33465d;--code:#111921}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1120px;margin:0 auto;padding:20px 20px 48px}
header.top{display:flex;flex-wrap:wrap;justify-content:space-between;gap:4px 24px;color:var(--soft);font-size:.875rem;padding:4px 2px 12px}
.verdict{display:flex;gap:20px;align-items:center;border-radius:16px;padding:22px 26px;color:#fff;background:var(--tone)}
.verdict.well{--tone:#17703f}.verdict.attention{--tone:#9a5b00}.verdict.failed{--tone:#b3262d}.verdict.running{--tone:#2b5fa8}
.verdict .sign{flex:none;width:64px;height:64px;border-radius:50%;background:rgba(255,255,255,.18);font-size:34px;font-weight:700;display:grid;place-items:center}
.verdict h1{margin:0;font-size:1.75rem;line-height:1.2;letter-spacing:-.01em}
.verdict p{margin:6px 0 0;opacity:.95}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:16px 0}
.tile{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:14px 16px;border-top:4px solid var(--c,var(--quiet))}
.tile b{display:block;font-size:1.75rem;line-height:1.15;letter-spacing:-.02em}
.tile span{color:var(--soft);font-size:.875rem}
.tile.email{--c:var(--email)}.tile.post{--c:var(--post)}.tile.good{--c:var(--good)}.tile.warn{--c:var(--warn)}.tile.bad{--c:var(--bad)}
section{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:20px 22px;margin:16px 0}
section.todo{border-left:6px solid var(--warn)}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(320px,1fr));gap:16px}.pair section{margin:0;min-width:0}
.pair{margin:16px 0}
h2{margin:0 0 4px;font-size:1.125rem}h3{margin:18px 0 4px;font-size:1rem}
.lead{margin:0 0 12px;color:var(--soft)}
p{margin:8px 0}ol,ul{margin:8px 0;padding-left:22px}li{margin:6px 0}
code{box-decoration-break:clone;-webkit-box-decoration-break:clone;font:.85em/1.4 ui-monospace,SFMono-Regular,Consolas,monospace;background:var(--code);border:1px solid var(--line);border-radius:5px;padding:1px 6px;overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse;font-size:.9375rem}
th{font-weight:600;color:var(--soft);font-size:.8125rem;text-align:left;vertical-align:bottom}
th,td{padding:5px 10px 5px 0;border-bottom:1px solid var(--line)}td{vertical-align:top;overflow-wrap:break-word}
.n{text-align:right;white-space:nowrap}tfoot td{font-weight:700;border-bottom:0;border-top:2px solid var(--line)}
td small,.note{color:var(--soft);font-size:.8125rem}td small{display:block;line-height:1.3}
td:has(svg){min-width:80px;width:24%}
.nowrap{white-space:nowrap}
svg{display:block;width:100%}svg.bar{height:12px;border-radius:3px;margin-top:6px}svg.tall{height:30px;border-radius:6px;margin:6px 0 10px}svg.plot{height:150px;margin-top:8px}svg.low{height:90px}
.email{fill:var(--email)}.post{fill:var(--post)}.good{fill:var(--good)}.warn{fill:var(--warn)}.bad{fill:var(--bad)}.quiet{fill:var(--quiet)}.track{fill:var(--track)}.band{fill:var(--band)}.tick{fill:var(--soft)}.axis{stroke:var(--line);stroke-width:1;vector-effect:non-scaling-stroke}
.scale{display:flex;justify-content:space-between;color:var(--soft);font-size:.8125rem;margin-top:2px}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:.875rem;list-style:none;padding:0;margin:0}.legend li{margin:0}
.legend i{display:inline-block;width:11px;height:11px;border-radius:3px;margin-right:6px;background:var(--c)}
.legend .email{--c:var(--email)}.legend .post{--c:var(--post)}.legend .good{--c:var(--good)}.legend .warn{--c:var(--warn)}.legend .bad{--c:var(--bad)}.legend .quiet{--c:var(--quiet)}
.tag{display:inline-block;border-radius:99px;padding:0 9px;font-size:.8125rem;border:1px solid currentColor}.tag.good{color:var(--good)}.tag.warn{color:var(--warn)}.tag.bad{color:var(--bad)}.tag.quiet{color:var(--soft)}
footer{color:var(--soft);font-size:.8125rem;padding:8px 4px}
@media (max-width:640px){main{padding:12px 12px 32px}.verdict{padding:18px;gap:14px}.verdict .sign{width:48px;height:48px;font-size:26px}.verdict h1{font-size:1.375rem}section{padding:16px}.pair{grid-template-columns:1fr}.tiles{grid-template-columns:1fr 1fr}.tile b{font-size:1.5rem}.tile:last-child{grid-column:1/-1}.pair section{padding:16px}
table,tbody,tfoot,tr,td{display:block}thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}tr{border-bottom:1px solid var(--line);padding:8px 0}td,tfoot td{border:0;padding:2px 0;display:flex;justify-content:space-between;gap:16px;text-align:right;white-space:normal}td::before{content:attr(data-h);color:var(--soft);font-size:.8125rem;font-weight:400;text-align:left;flex:none;max-width:45%}td:has(svg){width:100%}td>div{min-width:0;overflow-wrap:anywhere}td:has(svg)>div{flex:1 1 50%}tfoot td:empty{display:none}}
@media print{:root{--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--email:#1f6feb;--post:#7a5cc4;--good:#1a7f4b;--warn:#c77700;--bad:#c62f36;--quiet:#a9b7c6;--track:#eee;--band:#cfdcee;--code:#f4f4f4}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}body{font-size:10.5pt}main{max-width:none;padding:0}section{border-radius:0;border-width:1px 0 0;padding:10pt 0;margin:8pt 0}section.todo{border-left-width:6px;padding-left:10pt}.verdict,tr,.tile,svg{break-inside:avoid}h2,h3{break-after:avoid}thead{display:table-header-group}tfoot{display:table-row-group}.tiles{grid-template-columns:repeat(5,1fr)}.tile b{font-size:16pt}.pair{display:block}}
@page{size:A4;margin:14mm}
`;
