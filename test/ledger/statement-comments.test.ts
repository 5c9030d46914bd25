import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const LEDGER = new URL('../../src/ledger/', import.meta.url);

/** Connections, tables as they are made, and scripts that people run: no statements of a night. */
const WITHOUT_STATEMENTS =
  /^(?:database|dialect|group-commit|migrat.*|scratch-ledger|.*-client|.*-script)\.ts$|\.d\.ts$/;

interface FunctionText {
  /** File and name, as a reader looks for it. */
  readonly name: string;
  readonly isExported: boolean;
  /** The comment right above it; empty: there is none. */
  readonly comment: string;
  readonly body: string;
}

/**
 * Functions of a file and methods of its classes. They are told by their indentation, which the formatter keeps: a function
 * begins and ends at the margin, a method one step within.
 */
function functionsOf(file: string, text: string): readonly FunctionText[] {
  const found =
    /(?:^ *\/\*\*(?<comment>(?:(?!\*\/)[^])*)\*\/\n)?^(?<margin>(?: {2})?)(?<exported>export )?(?:static )?(?:async )?(?:function\*? |\*)?(?<name>#?\w+)(?:<[^\n]*>)?\((?<body>[^]*?\n)\k<margin>\}\n/gm;
  return [...text.matchAll(found)].map(({ groups = {} }) => ({
    name: `${file}: ${groups['name'] ?? ''}`,
    isExported:
      groups['exported'] !== undefined ||
      (groups['margin'] !== '' && groups['name']?.startsWith('#') === false),
    comment: groups['comment'] ?? '',
    body: groups['body'] ?? '',
  }));
}

function saysStatement({ body }: FunctionText): boolean {
  return /(?<!Buffer|Array)\.from\(|\.into\(|knex\.raw\b|\.knex\(/.test(body);
}

function namesPlan({ comment }: FunctionText): boolean {
  return /\b(?:ix|ux|pk)_\w|primary key|\bseeks?\b|\bscans?\b|\btouch|\brows\b|\bone row\b|\bno table\b|\bwhole view\b/i.test(
    comment.replaceAll(/\n *\* ?/g, ' '),
  );
}

function ledgerFunctions(): readonly FunctionText[] {
  return ['', 'audit/'].flatMap((folder) =>
    readdirSync(new URL(folder, LEDGER))
      .filter((name) => name.endsWith('.ts') && !WITHOUT_STATEMENTS.test(name))
      .flatMap((name) => functionsOf(folder + name, readFileSync(new URL(folder + name, LEDGER), 'utf8'))),
  );
}

it('the comment of each exported statement says which index it seeks or what it scans, and what it touches', () => {
  const said = ledgerFunctions().filter((each) => each.isExported && saysStatement(each));
  // Were the functions not found any more, none would lack anything.
  expect(said.length).toBeGreaterThan(150);
  expect(said.filter((each) => !namesPlan(each)).map(({ name }) => name)).toEqual([]);
});
