import type { Counter, Gauge, Histogram } from '@opentelemetry/api';
import { metrics } from '@opentelemetry/api';

interface Instruments {
  requests: Histogram;
  captures: Counter;
  sessionDelay: Histogram;
  held: Gauge;
  limit: Gauge;
  queued: Gauge;
  armErrors: Counter;
}

let created: Instruments | undefined;

/** Created at the first measurement, because before its start the SDK hands out instruments without effect. */
const instruments = (): Instruments => (created ??= create());

function create(): Instruments {
  const meter = metrics.getMeter('alert-capture');
  return {
    requests: meter.createHistogram('http.server.request.duration', {
      unit: 's',
      description: 'Duration of the requests to the API',
    }),
    captures: meter.createCounter('alert_capture.captures', {
      unit: '{capture}',
      description: 'Ended captures of machines, by outcome',
    }),
    sessionDelay: meter.createHistogram('alert_capture.session.delay', {
      unit: 's',
      description: 'Time from the arrival of an alert until Network Watcher accepted its session',
      advice: { explicitBucketBoundaries: [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800] },
    }),
    held: meter.createGauge('alert_capture.slots.held', {
      unit: '{session}',
      description: 'Slots of a Network Watcher that captures hold',
    }),
    limit: meter.createGauge('alert_capture.slots.limit', {
      unit: '{session}',
      description: 'Sessions that the limit allows for each Network Watcher',
    }),
    queued: meter.createGauge('alert_capture.queue.length', {
      unit: '{capture}',
      description: 'Captures that wait for a slot of a Network Watcher',
    }),
    armErrors: meter.createCounter('alert_capture.resource_manager.errors', {
      unit: '{request}',
      description: 'Requests to Resource Manager that failed, without the 404 of what is not there',
    }),
  };
}

/** Measures a request to the API. */
export const measureRequest = (
  seconds: number,
  request: { method: string; route: string; status: number },
): void =>
  instruments().requests.record(seconds, {
    'http.request.method': request.method,
    'http.route': request.route,
    'http.response.status_code': request.status,
  });

/** Counts the capture of a machine. @param code of its failure, or the reason to skip it */
export const countCapture = (outcome: string, code: string | undefined): void =>
  instruments().captures.add(1, { outcome, ...(code && { 'error.type': code }) });

/** Measures how long an alert took to get a session. @param arrivedAt ISO 8601 */
export const measureSessionDelay = (arrivedAt: string): void =>
  instruments().sessionDelay.record(Math.max(0, Date.now() - Date.parse(arrivedAt)) / 1000);

/** Measures the slots of one Network Watcher. @param watcher its resource id */
export function measureSlots(
  watcher: string,
  { held, waiting, limit }: { held: number; waiting: number; limit: number },
): void {
  const attributes = { 'alert_capture.watcher': watcher };
  instruments().held.record(held, attributes);
  instruments().queued.record(waiting, attributes);
  instruments().limit.record(limit, attributes);
}

/** Counts a failed request to Resource Manager. @param type the status, or the error without an answer */
export const countArmError = (method: string, type: string): void =>
  instruments().armErrors.add(1, { 'http.request.method': method, 'error.type': type });
