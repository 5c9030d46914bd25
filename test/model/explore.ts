/** Picks one of several ways to go on, by what each costs of the budget; the first is free. */
export type Choose = (costs: readonly number[]) => number;

/** What became of one schedule. */
export interface Ending {
  /** What happened, in order, for people. */
  readonly steps: readonly string[];
  /** The same for schedules that ended alike. */
  readonly end: string;
  /** What must not be, or null. */
  readonly violation: string | null;
}

export interface Exploration {
  readonly schedules: number;
  /** How many schedules came to each end. */
  readonly ends: ReadonlyMap<string, number>;
  /** The first schedule that broke an invariant; null: none of all that there are within the budget. */
  readonly violation: Ending | null;
}

/**
 * Runs every schedule whose preemptions cost no more than `budget`, each once and from the start: a depth-first walk over
 * the choices that a schedule is made of (stateless search with bounded preemptions, Musuvathi and Qadeer, PLDI 2007).
 * Stops at the first violation.
 */
export async function explore(
  budget: number,
  run: (choose: Choose) => Promise<Ending>,
): Promise<Exploration> {
  const open: (readonly number[])[] = [[]];
  const ends = new Map<string, number>();
  let schedules = 0;
  for (let prefix = open.pop(); prefix !== undefined; prefix = open.pop()) {
    const others: (readonly number[])[] = [];
    const ending = await run(chooser(prefix, budget, (other) => void others.push(other)));
    // The earliest other way next: it leads furthest from what has just been seen.
    open.push(...others.toReversed());
    schedules += 1;
    ends.set(ending.end, (ends.get(ending.end) ?? 0) + 1);
    if (ending.violation !== null) return { schedules, ends, violation: ending };
  }
  return { schedules, ends, violation: null };
}

/** Follows `prefix`, then takes the first way each time and names the others to be gone later. */
function chooser(
  prefix: readonly number[],
  budget: number,
  later: (prefix: readonly number[]) => void,
): Choose {
  const taken: number[] = [];
  let left = budget;
  return (costs) => {
    const decided = prefix[taken.length];
    if (decided === undefined) {
      costs.forEach((cost, way) => {
        if (way > 0 && cost <= left) later([...taken, way]);
      });
    }
    const way = decided ?? 0;
    left -= costs[way] ?? 0;
    taken.push(way);
    return way;
  };
}
