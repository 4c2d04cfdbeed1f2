// Remaining calls as recorded in 2026. The simulator does not decrement them.
const RATE_LIMITS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  GET: { 'x-ms-ratelimit-remaining-subscription-global-reads': '3749' },
  DELETE: {
    'x-ms-ratelimit-remaining-subscription-deletes': '199',
    'x-ms-ratelimit-remaining-subscription-global-deletes': '2999',
  },
  WRITE: {
    'x-ms-ratelimit-remaining-subscription-writes': '199',
    'x-ms-ratelimit-remaining-subscription-global-writes': '2999',
  },
};

/** The headers of every Resource Manager response. */
export function commonHeaders(
  method: string,
  requestId: string,
  correlationId: string,
): Record<string, string> {
  return {
    'Cache-Control': 'no-cache',
    Pragma: 'no-cache',
    Expires: '-1',
    'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
    'X-Content-Type-Options': 'nosniff',
    'x-ms-request-id': requestId,
    'x-ms-correlation-request-id': correlationId,
    'x-ms-routing-request-id': `SIMULATOR:${requestId}`,
    ...(RATE_LIMITS[method] ?? RATE_LIMITS['WRITE']),
  };
}
