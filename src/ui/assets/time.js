const storageName = 'alert-capture-time-zone';

/** True when times are shown in UTC. The choice is stored for the next visit. */
let isUtc = localStorage.getItem(storageName) === 'utc';

export const showsUtc = () => isUtc;

export function switchZone() {
  isUtc = !isUtc;
  localStorage.setItem(storageName, isUtc ? 'utc' : 'local');
}

/** @param {Intl.DateTimeFormatOptions} options */
const formatter = (options) =>
  new Intl.DateTimeFormat(undefined, {
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    ...options,
    ...(isUtc && { timeZone: 'UTC' }),
  });

/** Date, time and zone. @param {string | undefined} time ISO 8601 */
export const when = (time) =>
  time
    ? formatter({ year: 'numeric', month: 'short', day: 'numeric', timeZoneName: 'short' }).format(
        new Date(time),
      )
    : '';

/**
 * Time of day without the zone, for axes and tables whose heading names the zone.
 * @param {string | number} time ISO 8601, or milliseconds since 1970
 * @param {1 | 2 | 3} [digits] of the fraction of a second
 */
export const clock = (time, digits) =>
  formatter(digits === undefined ? {} : { fractionalSecondDigits: digits }).format(new Date(time));

/** The short name of the zone at a time, such as `UTC` or `GMT+1`. @param {string | number} [time] */
export const zoneName = (time = Date.now()) =>
  formatter({ timeZoneName: 'short' })
    .formatToParts(new Date(time))
    .find(({ type }) => type === 'timeZoneName')?.value ?? '';

/** @param {string} time ISO 8601 */
export function age(time) {
  const seconds = Math.max(0, (Date.now() - Date.parse(time)) / 1000);
  if (seconds < 5) return 'just now';
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

/**
 * Converts a time to the value of a `datetime-local` input, in the zone shown.
 * @param {string | undefined} time ISO 8601
 */
export function toInput(time) {
  const date = new Date(time ?? '');
  if (Number.isNaN(date.getTime())) return '';
  const shift = isUtc ? 0 : date.getTimezoneOffset() * 60_000;
  return new Date(date.getTime() - shift).toISOString().slice(0, 16);
}

/** The reverse of {@link toInput}; empty when the value is not a time. @param {string} value */
export function fromInput(value) {
  const date = new Date(isUtc ? `${value}Z` : value);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
