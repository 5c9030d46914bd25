import { UsageError } from '../domain/errors.ts';

/** `dispatch_event.person` and `print_file.released_by` hold as many characters. */
const MAX_NAME = 100;

/**
 * The person who answers for an order, as it will stand in the events.
 *
 * @throws UsageError for a blank, or more than the ledger can hold
 */
export function parsePerson(name: string): string {
  const trimmed = name.trim();
  if (trimmed === '' || trimmed.length > MAX_NAME || /\p{Cc}/u.test(trimmed)) {
    throw new UsageError(
      `--by: expected the name of a person, 1 to ${MAX_NAME} characters on one line, got ${trimmed.length} characters.`,
    );
  }
  return trimmed;
}

/** Whether two names mean one person; capitals and spaces do not make another one. */
export function isSamePerson(one: string, other: string): boolean {
  return normalized(one) === normalized(other);
}

function normalized(name: string): string {
  return name.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
}
