import ms, { type StringValue } from 'ms';

/** A length of time: milliseconds, or text such as `30s`, `5m`, `1.5h`, `7d`. */
export type Duration = number | StringValue;

/** Converts a duration to milliseconds. @throws RangeError if it is not a duration, or is negative */
export function toMilliseconds(duration: Duration): number {
  const value = typeof duration === 'number' ? duration : parse(duration);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new RangeError(
    `${JSON.stringify(duration)} is not a duration. Give milliseconds, or text such as '30s', '5m' or '7d'.`,
  );
}

function parse(text: StringValue): number {
  // ms throws for some invalid texts and returns undefined for others.
  const read: (text: StringValue) => number | undefined = ms;
  return text.length > 0 && text.length <= 100 ? (read(text) ?? NaN) : NaN;
}
