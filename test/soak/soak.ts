import type { SimulatedNight } from './calendar.ts';
import { measure, type Measurement } from './measure.ts';
import { judge } from './soak-witness.ts';
import { documentsOf, rowOf, type SoakDocument } from './soak-documents.ts';
import { liveThrough, type SoakStage } from './soak-night.ts';
import { SoakShop } from './soak-shop.ts';
import { createSoakWorld } from './soak-world.ts';
import { SimulatedClock } from './simulated-clock.ts';
import { readPlans, type TableRead } from './query-plans.ts';

export interface SoakOptions {
  readonly nights: readonly SimulatedNight[];
  /** New ones each night. */
  readonly documents: number;
  /** Told after each night. */
  readonly onNight?: (measurement: Measurement) => void;
}

export interface SoakResult {
  readonly measurements: readonly Measurement[];
  /** What is wrong by the relay's and the shop's own records, one sentence each; none is how it should be. */
  readonly faults: readonly string[];
  /** Statements that read a table of the aged ledger from end to end. */
  readonly reads: readonly TableRead[];
}

/** Lives through the nights, each with new documents, and looks at the books after each of them. */
export async function runSoak({ nights, documents, onNight }: SoakOptions): Promise<SoakResult> {
  const clock = new SimulatedClock();
  const world = await createSoakWorld();
  const statements = new Map<string, readonly unknown[]>();
  const stage: SoakStage = {
    world,
    clock,
    shop: new SoakShop(world),
    returned: new Set(),
    onQuery: (sql, bindings) => statements.set(sql, bindings),
  };
  const measurements: Measurement[] = [];
  const faults: string[] = [];
  const known: SoakDocument[] = [];
  clock.install();
  try {
    for (const [index, night] of nights.entries()) {
      const fresh = documentsOf(index, documents);
      world.core.add(fresh.map((each, number) => rowOf(each, number, night.date)));
      const earlier = known.slice();
      known.push(...fresh);
      const duration = await liveThrough(stage, night);
      // What was new this night may still wait for a person, or for the letter after a bounce.
      for (const fault of await judge(stage, { all: known, settled: earlier.slice(0, -documents) })) {
        faults.push(`${night.date}: ${fault}`);
      }
      const measurement = measure(world.directory, world.ledgerFile, { night: night.date, duration });
      measurements.push(measurement);
      onNight?.(measurement);
    }
    return { measurements, faults, reads: readPlans(world.ledgerFile, statements) };
  } finally {
    clock.restore();
    await world.close();
  }
}
