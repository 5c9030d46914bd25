import { wallClock } from '../domain/wall-clock.ts';

/** A time of the ledger (UTC) as people in the insurer's time zone write it: `23.11.2026 um 22:04 Uhr`. */
export function localMoment(iso: string, timeZone: string): string {
  const part = wallClock(new Date(iso), timeZone);
  return `${part('day')}.${part('month')}.${part('year')} um ${part('hour')}:${part('minute')} Uhr`;
}

/** The same for tables, with seconds: `2026-11-23 22:04:11`. */
export function localTimestamp(iso: string, timeZone: string): string {
  const part = wallClock(new Date(iso), timeZone);
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')}`;
}
