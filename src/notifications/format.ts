/** Formats a size in decimal units, such as `152 KB`. */
export function formatBytes(bytes: number): string {
  let [value, unit] = [bytes, bytes === 1 ? 'byte' : 'bytes'];
  for (const larger of ['KB', 'MB', 'GB']) {
    if (value >= 999.5) [value, unit] = [value / 1000, larger];
  }
  const text = value === bytes || value >= 99.5 ? String(Math.round(value)) : value.toFixed(1);
  return `${text} ${unit}`;
}

/** Formats a duration, such as `60 s`, `15 min` or `5 h`. */
export function formatDuration(seconds: number): string {
  const [value, unit] =
    seconds > 0 && seconds % 3600 === 0
      ? [seconds / 3600, 'h']
      : seconds > 60 && seconds % 60 === 0
        ? [seconds / 60, 'min']
        : [seconds, 's'];
  return `${value} ${unit}`;
}

/** Formats a time, such as `20 Nov 2026, 02:14 UTC`. @param time ISO 8601 */
export function formatTime(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return `${dayOf(date)}, ${minuteOf(date)} UTC`;
}

/** Formats a time span, such as `08:58–08:59 UTC`; with the dates when they differ. */
export function formatSpan(start: string | undefined, end: string): string {
  const [from, to] = [new Date(start ?? NaN), new Date(end)];
  if (Number.isNaN(to.getTime())) return end;
  if (Number.isNaN(from.getTime())) return `until ${minuteOf(to)} UTC`;
  const isOneDay = dayOf(from) === dayOf(to);
  if (!isOneDay) return `${dayOf(from)}, ${minuteOf(from)} – ${dayOf(to)}, ${minuteOf(to)} UTC`;
  if (minuteOf(from) === minuteOf(to)) return `${minuteOf(from)} UTC`;
  return `${minuteOf(from)}–${minuteOf(to)} UTC`;
}

const minuteOf = (date: Date): string => date.toISOString().slice(11, 16);

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const dayOf = (date: Date): string => day.format(date);
