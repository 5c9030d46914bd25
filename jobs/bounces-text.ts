import type { OpenReport } from '../src/app.ts';

/** What waits for a person, with what to do about each. */
export function openReportsText(open: readonly OpenReport[]): readonly string[] {
  if (open.length === 0) return [];
  return [
    '',
    `Waiting for a person (${open.length}):`,
    ...open.map(({ id, kind, place, reason, documentId, dispatchId }) => {
      const about =
        documentId === null ? 'no known document' : `document ${documentId}, dispatch ${dispatchId ?? '?'}`;
      return `  · ${id}  ${kind} in ${place}, about ${about}: ${reason}. Then \`settle-bounce ${id} --as nothing|not-delivered --evidence TEXT --by NAME\`.`;
    }),
  ];
}
