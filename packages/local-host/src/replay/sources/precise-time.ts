/**
 * Compares two times in ISO 8601 UTC as .NET writes them, with up to seven decimals and without
 * trailing zeros. `Date` would drop all decimals after the third.
 */
export function compareTimes(one: string, other: string): number {
  const [a, b] = [normal(one), normal(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The later of two times. */
export function notBefore(time: string, earliest: string): string {
  return earliest !== '' && compareTimes(time, earliest) < 0 ? earliest : time;
}

function normal(time: string): string {
  const [seconds = '', fraction = ''] = time.replace(/(Z|\+00:00)$/, '').split('.');
  return `${seconds}.${fraction.padEnd(9, '0')}`;
}
