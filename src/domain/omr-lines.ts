/** What the lines of an OMR mark can say; `src/print/marks.ts` tells what each means. */
export const OMR_LINES = [
  'benchmark',
  'safety',
  'notEnd',
  'wrap1',
  'wrap2',
  'wrap4',
  'feed1',
  'feed2',
  'feed3',
  'feed4',
  'parity',
] as const;
