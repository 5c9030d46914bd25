import type { BenchmarkRecord, Machine, MeasuredSection } from './record.ts';
import type { Goal, Table } from './section.ts';

const HEAD = `# Benchmarks

Made by \`npm run bench\` from [benchmarks.json](benchmarks.json); not edited by hand. Ours and its peers take turns in one run, and
what counts is the ratio of their medians: seconds alone say more about a machine than about a program. Each section names the
machine and the day, for \`npm run bench -- --only night\` (and the like) measures one alone. \`--quick\` shows in minutes that all of it works.
`;

/** The page as Markdown; prettier sets its tables. @param order names of sections */
export function renderPage({ sections }: BenchmarkRecord, order: readonly string[]): string {
  const measured = order.map((name) => sections[name]).filter((section) => section !== undefined);
  return [HEAD, goalsTable(measured), ...measured.map(sectionText)].join('\n');
}

function goalsTable(sections: readonly MeasuredSection[]): string {
  const rows = sections.flatMap(({ title, goals }) =>
    goals.map((goal) => [title, goal.goal, goal.got, verdictOf(goal)]),
  );
  return `## Goals\n\n${tableText({ title: '', columns: ['section', 'goal', 'measured', ''], rows })}\n`;
}

function verdictOf({ reached }: Goal): string {
  if (reached === null) return 'not measured';
  return reached ? 'reached' : '**missed**';
}

function sectionText(section: MeasuredSection): string {
  const { title, about, at, minutes, load, machine, tables } = section;
  return [
    `## ${title}\n`,
    `${about}\n`,
    ...tables.map((table) => `${table.title}:\n\n${tableText(table)}\n`),
    `<sub>${at.slice(0, 10)}, ${machineText(machine)}; took ${minutes.toFixed(0)} min, load ${load[0]} before and ${load[1]} after it; \`npm run bench -- --only ${section.name}\`</sub>\n`,
  ].join('\n');
}

function machineText({ processor, processors, memoryBytes, system, node, commit }: Machine): string {
  const built = commit === null ? '' : `, commit ${commit}`;
  return `${processors} × ${processor}, ${Math.round(memoryBytes / 2 ** 30)} GB, ${system}, Node.js ${node}${built}`;
}

/** The first column names, the others are figures. */
function tableText({ columns, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const isFigure = (column: number): boolean =>
    column > 0 && rows.every((row) => /^(?:[≥≤~]? ?[\d.,−-]|$|–)/.test(row[column] ?? ''));
  return [
    line(columns),
    line(columns.map((_, column) => (isFigure(column) ? '---:' : '---'))),
    ...rows.map(line),
  ].join('\n');
}
