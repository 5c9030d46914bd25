import type { PrintScenario } from './print-model.ts';
import { ACTORS } from './print-process.ts';

const nobody = { before: [], fourEyes: false } as const;
const onHold = { before: [ACTORS.run], fourEyes: true } as const;
const handedOver = { before: [ACTORS.run], fourEyes: false } as const;

export const PRINT_SCENARIOS = {
  'a run, and one that takes over': { ...nobody, first: ACTORS.run, second: ACTORS['run that takes over'] },
  'a run, and a person who holds and cancels': {
    ...nobody,
    first: ACTORS.run,
    second: ACTORS['person who holds, then cancels'],
  },
  'a run, and a person who cancels': { ...nobody, first: ACTORS.run, second: ACTORS['person who cancels'] },
  'one releases, another cancels': {
    ...onHold,
    first: ACTORS['person who releases'],
    second: ACTORS['person who cancels'],
  },
  'two release': { ...onHold, first: ACTORS['person who releases'], second: ACTORS['person who releases'] },
  'one releases, a run takes over': {
    ...onHold,
    first: ACTORS['person who releases'],
    second: ACTORS['run that takes over'],
  },
  'two reprint the same': {
    ...handedOver,
    first: ACTORS['person who reprints'],
    second: ACTORS['person who reprints'],
  },
  'one reprints what the shop reports as posted': {
    ...handedOver,
    first: ACTORS['person who reprints'],
    second: ACTORS['shop that reports it posted'],
  },
  'one reprints under four eyes, a run takes over': {
    before: [ACTORS.run, ACTORS['person who releases']],
    fourEyes: true,
    first: ACTORS['person who reprints'],
    second: ACTORS['run that takes over'],
  },
  'a run with a worker': { ...nobody, first: ACTORS['run with help'], second: ACTORS.worker },
} as const satisfies Readonly<Record<string, PrintScenario>>;
