import { ConfigurationError } from '../domain/errors.ts';

/** The account of a database lacks a right: a person has to grant it, and the next run goes on from there. */
export class MissingRightError extends ConfigurationError {
  override readonly code = 'MISSING_RIGHT';
}

/** Errors 229 (object), 230 (column) and 262 (statement) of SQL Server; in which order it names database and schema. */
const SQL_SERVER =
  /The (\w+) permission was denied on the (?:column '([^']+)' of the )?object '([^']+)', database '([^']+)', schema '([^']+)'/u;
const STATEMENT_DENIED = /([A-Z][A-Z ]+) permission denied in database '([^']+)'/u;

/** Babelfish names the object, and neither the right nor the schema as the statement has it. */
const BABELFISH = /permission denied for (table|view|relation|procedure|function|schema|sequence) (\S+)/u;

/**
 * What the server's refusal of a statement says of a missing right; null: it was refused for something else. Nothing of the
 * server's own text is passed on but names of rights and objects: it quotes the statement with its values (L8).
 *
 * @param sql the statement, for servers that do not say which right is missing
 */
export function missingRight(error: unknown, sql: string): MissingRightError | null {
  if (!(error instanceof Error)) return null;
  // Knex puts the statement in front of what the server said.
  const said = error.message.slice(error.message.lastIndexOf(' - ') + 1);
  const denied = deniedIn(said, sql);
  if (denied === null) return null;
  return new MissingRightError(
    `The account has no right to ${denied}. Ledger: let its owner run what \`postausgang migrate --print-sql --roles\` prints, ` +
      `and make the account a member of its role. Core database: grant it SELECT on the configured views and the right to run the write-back.`,
    { cause: error },
  );
}

function deniedIn(said: string, sql: string): string | null {
  const byName = SQL_SERVER.exec(said);
  if (byName !== null) {
    const [, right, column, object, database, schema] = byName;
    const part = column === undefined ? '' : `column ${column} of `;
    return `${right} on ${part}${schema}.${object} in database ${database}`;
  }
  const inGeneral = STATEMENT_DENIED.exec(said);
  if (inGeneral !== null) return `${inGeneral[1]?.trim()} in database ${inGeneral[2]}`;
  const [, kind, object] = BABELFISH.exec(said) ?? [];
  return object === undefined ? null : `${rightFor(sql, kind ?? '')} on ${object}`;
}

/** The right that a statement needs. Babelfish chains no owners: what a procedure touches needs rights of its own. */
function rightFor(sql: string, kind: string): string {
  const verb = /^\s*(\w+)/u.exec(sql)?.[1]?.toUpperCase() ?? '';
  if (!verb.startsWith('EXEC')) return verb;
  return kind === 'procedure' ? 'EXECUTE' : 'what the procedure does, which Babelfish wants granted too,';
}
