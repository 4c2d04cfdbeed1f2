interface Headers {
  get: (name: string) => string | null | undefined;
}

/**
 * Reads the Retry-After header of a response: a number of seconds or an HTTP date (RFC 9110, section
 * 10.2.3). A date is compared with the Date of the same response, because the clocks may differ.
 *
 * @returns the seconds to wait; undefined if the header is absent or wrong, or names a time in the past.
 */
export function retryAfterSeconds(headers: Headers): number | undefined {
  const header = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+$/.test(header)) return Number(header);
  const sentAt = Date.parse(headers.get('date') ?? '');
  const seconds = (Date.parse(header) - (Number.isNaN(sentAt) ? Date.now() : sentAt)) / 1000;
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds) : undefined;
}
