/** A simulated night: its business date, and the moment at which it begins. */
export interface SimulatedNight {
  readonly date: string;
  /** ISO 8601 in UTC. */
  readonly begins: string;
}

/**
 * Nights of a year in the order in which they are wanted: the last of the year, those in which Europe changes its
 * clocks, one that follows one of them, an ordinary month's end, then any others.
 */
function wanted(year: number): readonly SimulatedNight[] {
  const [march, october] = [lastSunday(year, 3), lastSunday(year, 10)];
  return [
    // Two seconds before midnight in Berlin: the run ends in another year than it begins.
    { date: `${year}-12-31`, begins: `${year}-12-31T22:59:58.000Z` },
    // Two seconds before the clocks are changed, at 01:00 UTC of the Sunday: still the night of Saturday.
    { date: dayBefore(october), begins: `${october}T00:59:58.000Z` },
    { date: dayBefore(march), begins: `${march}T00:59:58.000Z` },
    { date: `${year}-12-30`, begins: `${year}-12-30T21:00:00.000Z` },
    { date: october, begins: `${october}T21:00:00.000Z` },
    ...['06-30', '07-01', '07-02', '09-30', '05-31', '04-30', '02-28', '11-30'].map((day) => ({
      date: `${year}-${day}`,
      begins: `${year}-${day}T20:00:00.000Z`,
    })),
  ];
}

/** In the order of time: `perYear` nights of so many years. */
export function nightsOf(firstYear: number, years: number, perYear: number): readonly SimulatedNight[] {
  return Array.from({ length: years }, (_, index) =>
    wanted(firstYear + index)
      .slice(0, perYear)
      .toSorted((one, other) => one.begins.localeCompare(other.begins)),
  ).flat();
}

/** The moment so many hours later. */
export function hoursAfter(moment: string, hours: number): string {
  return new Date(Date.parse(moment) + hours * 3_600_000).toISOString();
}

function lastSunday(year: number, month: number): string {
  const last = new Date(Date.UTC(year, month, 0));
  last.setUTCDate(last.getUTCDate() - last.getUTCDay());
  return last.toISOString().slice(0, 10);
}

function dayBefore(day: string): string {
  return hoursAfter(`${day}T00:00:00.000Z`, -24).slice(0, 10);
}
