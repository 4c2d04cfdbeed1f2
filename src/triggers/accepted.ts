import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { CaptureState } from '../views/capture-view.ts';

const retryAfterSeconds = 10;

/** What became of an alert's delivery. */
export type Receipt = { duplicate: false } | { duplicate: true; state: CaptureState };

/** Body of a 202. The URLs are absolute, and hold no key. */
export type Accepted = Receipt & {
  id: string;
  statusUrl: string;
  stopUrl: string;
  /** The capture on the page; it asks for a function key. */
  pageUrl: string;
};

/**
 * Answers 202 with the URLs of a capture in the app's own API. Those of the management API would hold
 * the system key, which opens everything.
 *
 * The URLs have the host that the request was sent to. A forged `Host` gains nothing: the URLs go to
 * the sender alone, who must have the function key, and are neither stored nor cached.
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
