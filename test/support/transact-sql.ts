import { init, parse } from '@guanmingchiu/sqlparser-ts';

await init();

/**
 * The strictest maintained parser of T-SQL takes the clauses of other servers as well. What it found is therefore looked
 * through for what T-SQL has not, and for functions and types beyond those that SQL Server 2017, Azure SQL and
 * Babelfish share.
 */
const FUNCTIONS = new Set(
  [
    'ABS, AVG, CAST, COALESCE, CONCAT, CONVERT, COUNT, COUNT_BIG, DATEADD, DATEDIFF, DATEDIFF_BIG, DATALENGTH, DATABASEPROPERTYEX',
    'DATABASE_PRINCIPAL_ID, DB_ID, DB_NAME, HAS_PERMS_BY_NAME, ISNULL, LEFT, LEN, LOWER, LTRIM, MAX, MIN, NULLIF, OBJECT_ID',
    'REPLACE, RIGHT, ROW_NUMBER, RTRIM, SCHEMA_ID, STRING_AGG, SUBSTRING, SUM, SYSUTCDATETIME, TRY_CAST, TRY_CONVERT, UPPER',
  ].flatMap((names) => names.split(', ')),
);

/** A node of the parser's tree and what is wrong with it; null: nothing. */
type Fault = (key: string, value: unknown) => string | null;

const FAULTS: readonly Fault[] = [
  (key, value) => (key === 'limit_clause' && withoutFetch(value) ? 'LIMIT, or OFFSET without FETCH' : null),
  (key, value) => (key === 'locks' && Array.isArray(value) && value.length > 0 ? 'FOR UPDATE' : null),
  (key, value) => (key === 'on' && isNode(value, 'OnConflict') ? 'ON CONFLICT' : null),
  (key) => (key === 'returning' ? 'RETURNING' : null),
  (key, value) => (key === 'if_not_exists' && value === true ? 'IF NOT EXISTS within CREATE' : null),
  (key, value) => (key === 'or' && typeof value === 'string' ? 'INSERT OR …' : null),
  (key, value) => (key === 'column_keyword' && value === true ? 'ADD COLUMN' : null),
  (key) => (/^Is(?:Not)?(?:True|False)$/.test(key) ? 'IS TRUE' : null),
  (key, value) => (key === 'kind' && value === 'DoubleColon' ? 'a cast by ::' : null),
  (key, value) => (key === 'op' && value === 'StringConcat' ? '||' : null),
  (key) => (key === 'Tuple' ? 'a row of values compared' : null),
  (key, value) => (key === 'Placeholder' && !String(value).startsWith('@') ? 'a parameter without @' : null),
  (key) => (key === 'Merge' ? 'MERGE, which Babelfish lacks' : null),
  (key, value) => (key === 'UnnamedExpr' && isNode(value, 'Exists') ? 'EXISTS as a value' : null),
  (key, value) => (key === 'Identifier' && /^(?:true|false)$/i.test(nameOf(value)) ? 'a truth value' : null),
  (key, value) => {
    if (key !== 'Function') return null;
    const name = functionName(value).toUpperCase();
    return FUNCTIONS.has(name) ? null : `the function ${name}`;
  },
];

/** What the parser passes over without a trace in its tree. */
const WORDS =
  /\b(?:AUTOINCREMENT|SERIAL|WAITFOR|TRIGGER|sp_prepare)\b|\bFORMAT\s*\(|\b(?:text|datetime|blob|boolean)\b(?=\s+(?:NOT\s+)?NULL)/i;

/** Why this is no statement of the portable T-SQL; null: it is one. `EXEC(N'…')` is looked into. */
export function faultIn(sql: string): string | null {
  const word = WORDS.exec(withoutTexts(sql))?.[0];
  if (word !== undefined) return `${word.trim()} is none of the portable T-SQL`;
  try {
    const found = walk(parse(sql, 'mssql'));
    return found === null ? executedFault(sql) : `${found} is no T-SQL`;
  } catch (error) {
    return error instanceof Error ? error.message : 'cannot be parsed';
  }
}

function executedFault(sql: string): string | null {
  for (const [, , inner = ''] of sql.matchAll(/\bEXEC\((N?)'((?:[^']|'')*)'\)/g)) {
    const fault = faultIn(inner.replaceAll("''", "'"));
    if (fault !== null) return `${fault} (in ${inner.slice(0, 60)}…)`;
  }
  return null;
}

function walk(node: unknown): string | null {
  if (typeof node !== 'object' || node === null) return null;
  for (const [key, value] of Object.entries(node)) {
    // What a statement does not have stands in the tree as null or undefined.
    if (value === null || value === undefined) continue;
    const fault = FAULTS.map((find) => find(key, value)).find((found) => found !== null) ?? walk(value);
    if (fault !== null) return fault;
  }
  return null;
}

function withoutTexts(sql: string): string {
  return sql.replaceAll(/'(?:[^']|'')*'/g, "''");
}

function withoutFetch(value: unknown): boolean {
  const text = JSON.stringify(value);
  return text.includes('"limit":{') || text.includes('"rows":"None"');
}

function isNode(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && name in value;
}

function nameOf(value: unknown): string {
  return isNode(value, 'value') ? String((value as { value: unknown }).value) : '';
}

function functionName(value: unknown): string {
  const [last] = [...(value as { name: readonly { Identifier?: { value: string } }[] }).name].slice(-1);
  return last?.Identifier?.value ?? '';
}
