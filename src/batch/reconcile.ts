import { DISPATCH_STATES } from '../domain/dispatch.ts';
import type { Books } from '../ledger/books.ts';

/**
 * Whether the books of a batch balance: pure, over what the database counted afresh. Every document that was
 * collected is in exactly one state; every print file has the members that it was sealed with; nothing that was
 * accepted by e-mail also goes by post without a proven bounce; nothing was accepted twice.
 *
 * @returns one sentence a difference; empty when the books balance
 */
export function differencesIn(books: Books): readonly string[] {
  const documents = books.byPurpose['document'];
  const counted = DISPATCH_STATES.reduce((sum, state) => sum + (documents?.[state] ?? 0), 0);
  const differences: string[] = [];
  if (counted !== books.collected) {
    differences.push(`${books.collected} documents were collected, ${counted} have a state`);
  }
  for (const file of books.printFiles) {
    const isSealed = file.status !== 'assigned' && file.status !== 'cancelled';
    if (isSealed && file.members !== file.documents) {
      differences.push(
        `print file ${file.id} was sealed with ${file.documents} documents, ${file.members} name it`,
      );
    }
  }
  if (books.acceptedAndPosted > 0) {
    differences.push(
      `${books.acceptedAndPosted} documents were accepted by e-mail and go by post without a bounce`,
    );
  }
  if (books.acceptedTwice > 0) {
    differences.push(`${books.acceptedTwice} documents were accepted by e-mail more than once`);
  }
  return differences;
}
