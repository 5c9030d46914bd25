/**
 * The moments at which a crash leaves something half done: the rows of the crash table in docs/architecture.md, in
 * the order of a run. Steps announce each one; production ignores the announcement, a rehearsal kills there.
 */
export const CRASH_POINTS = [
  'collect.chunk',
  'collect.closed',
  'classify.decided',
  'classify.chunk',
  'work.claimed',
  'work.done',
  'work.finished',
  'email.claimed',
  'email.attempt-written',
  'email.body-begun',
  'email.reply-journalled',
  'email.settled',
  'bounce.read',
  'bounce.committed',
  'bounce.put-away',
  'notice.asked',
  'notice.queued',
  'print.assigned',
  'print.writing',
  'print.written',
  'print.renamed',
  'print.sealed',
  'print.handing-over',
  'print.encrypted',
  'print.part_written',
  'print.file_renamed',
  'print.manifest_written',
  'print.trigger_announced',
  'print.trigger_written',
  'print.handed-over',
  'print.cancelled',
  'shop.imported',
  'reprint.assigned',
  'report.begun',
  'report.reported',
] as const;

export type CrashPoint = (typeof CRASH_POINTS)[number];

/** Announces that a point was reached. */
export type AtPoint = (point: CrashPoint) => void;

/**
 * A rehearsal names a point, and which time it is reached, as `email.body-begun:3`; `die` is called there. With
 * anything else nothing ever happens.
 */
export function crashAt(wish: string | undefined, die: () => void): AtPoint {
  const [point, times] = wish?.split(':') ?? [];
  let left = Number(times ?? '1');
  return (reached) => {
    if (reached !== point) return;
    left -= 1;
    if (left === 0) die();
  };
}
