import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { CaptureState } from '../views/capture-view.ts';

const retryAfterSeconds = 10;

/** Result of an alert's delivery. */
export type Receipt = { duplicate: false } | { duplicate: true; state: CaptureState };

/** Body of a 202. The URLs are absolute and contain no key. */
export type Accepted = Receipt & {
  id: string;
  statusUrl: string;
  stopUrl: string;
  /** URL of the capture on the page, which asks for a function key. */
  pageUrl: string;
};

/**
 * Returns 202 with the URLs of a capture in the app's own API. The URLs of the management API would
 * contain the system key, which grants full access.
 *
 * The URLs have the host of the request. A forged `Host` has no effect on others: the URLs are returned
 * only to the sender, who has the function key, and are neither stored nor cached.
 */
export function accepted(request: HttpRequest, id: string, receipt: Receipt): HttpResponseInit {
  const { origin, pathname } = new URL(request.url);
  const urlOf = (path: string): string => new URL(path, new URL(pathname, origin)).href;
  const statusUrl = urlOf(`captures/${id}`);
  const body: Accepted = {
    id,
    statusUrl,
    stopUrl: `${statusUrl}/stop`,
    pageUrl: urlOf(`ui#/captures/${id}`),
    ...receipt,
  };
  return {
    status: 202,
    headers: {
      location: statusUrl,
      'retry-after': String(retryAfterSeconds),
      'cache-control': 'no-store',
    },
    jsonBody: body,
  };
}
