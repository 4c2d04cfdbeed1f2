const DAY_MS = 86_400_000;

/**
 * Parses a .NET `TimeSpan`: `hh:mm:ss`, `hh:mm`, `d.hh:mm:ss`, `d:hh:mm:ss`, or only days. Forms with
 * seconds may have fractions of a second. As in .NET, `24:00:00` means 24 days
 * (https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#timespan).
 *
 * @returns milliseconds, or `undefined` for other text
 */
export function parseTimeSpan(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * DAY_MS;
  const groups = TIME_SPAN.exec(text)?.groups;
  if (!groups) return undefined;
  const { days, hours, minutes, seconds } = groups;
  return days === undefined && Number(hours) >= 24
    ? total(Number(hours), Number(minutes), Number(seconds), 0)
    : total(Number(days ?? 0), Number(hours), Number(minutes), Number(seconds ?? 0));
}

const TIME_SPAN =
  /^(?:(?<days>\d+)[.:])??(?<hours>\d+):(?<minutes>\d+)(?::(?<seconds>\d+(?:\.\d{1,7})?))?$/;

function total(days: number, hours: number, minutes: number, seconds: number): number | undefined {
  if (!(hours < 24 && minutes < 60 && seconds < 60)) return undefined;
  return Math.round((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000);
}
