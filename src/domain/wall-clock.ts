/** The parts of a moment as a clock on the wall there shows them, each with all its digits: `2026`, `03`, `07`. */
export function wallClock(
  instant: Date,
  timeZone: string,
): (part: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second') => string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(instant);
  return (part) => parts.find(({ type }) => type === part)?.value ?? '';
}
