import type { HttpMethod } from '@azure/functions';
import * as v from 'valibot';
import { captureQuerySchema } from './capture-query.ts';
import { packetsQuerySchema } from './packets-query.ts';
import type { QuerySchema } from './read-query.ts';

/** A route of the API. */
export interface Route {
  method: HttpMethod;
  /** Path template below `/api/`. */
  path: string;
  /** All its query parameters; others are refused. */
  query: QuerySchema;
}

const none = v.object({});
const text = v.optional(v.string());
const ofFile = v.object({ target: text, file: text });

/** The routes that need a function key, by the name of their function. */
export const routes = {
  postAlert: { method: 'POST', path: 'alerts', query: none },
  postCapture: { method: 'POST', path: 'captures', query: none },
  listCaptures: { method: 'GET', path: 'captures', query: captureQuerySchema },
  getCapture: { method: 'GET', path: 'captures/{id}', query: none },
  getHistory: { method: 'GET', path: 'captures/{id}/history', query: v.object({ instance: text }) },
  getTraffic: { method: 'GET', path: 'captures/{id}/traffic', query: ofFile },
  getPackets: { method: 'GET', path: 'captures/{id}/packets', query: packetsQuerySchema },
  getPacket: { method: 'GET', path: 'captures/{id}/packets/{number}', query: ofFile },
  getFile: {
    method: 'GET',
    path: 'captures/{id}/file',
    query: v.object({ ...ofFile.entries, filter: text }),
  },
  requestStop: { method: 'POST', path: 'captures/{id}/stop', query: none },
  captureAgain: { method: 'POST', path: 'captures/{id}/again', query: none },
  raiseCaptureEvent: { method: 'POST', path: 'captures/{id}/events/{name}', query: none },
  terminateCapture: { method: 'POST', path: 'captures/{id}/terminate', query: none },
  purgeCapture: { method: 'DELETE', path: 'captures/{id}', query: none },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
