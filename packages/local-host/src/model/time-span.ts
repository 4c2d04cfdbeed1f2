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
  const match =
    /^(?:(?<days>\d+)\.)?(?<hours>\d+):(?<minutes>\d+)(?::(?<seconds>\d+(?:\.\d{1,7})?))?$/.exec(
      text,
    ) ?? /^(?<days>\d+):(?<hours>\d+):(?<minutes>\d+):(?<seconds>\d+(?:\.\d{1,7})?)$/.exec(text);
  if (!match?.groups) return undefined;
  const { days, hours, minutes, seconds } = match.groups;
  if (days === undefined && Number(hours) > 23) {
    return seconds === undefined ? undefined : total(hours, minutes, seconds, '0');
  }
  return total(days, hours, minutes, seconds);
}

function total(days = '0', hours = '0', minutes = '0', seconds = '0'): number | undefined {
  if (Number(hours) >= 24 || Number(minutes) >= 60 || Number(seconds) >= 60) return undefined;
  const whole = (Number(days) * 24 + Number(hours)) * 3600 + Number(minutes) * 60;
  return Math.round((whole + Number(seconds)) * 1000);
}
