import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { context, metrics, propagation, trace } from '@opentelemetry/api';
import * as measures from './measures.ts';
import { inSpan, traceContext } from './spans.ts';
import { isTelemetryOn, startTelemetry } from './start-telemetry.ts';

/* The parts of the OTLP messages that this test reads. Source: opentelemetry-proto, JSON mapping. */
interface Attribute {
  key: string;
  value: { stringValue?: string; intValue?: number };
}
interface Point {
  attributes: Attribute[];
  asInt?: number;
  asDouble?: number;
  sum?: number;
  count?: number;
  explicitBounds?: number[];
}
interface Metric {
  name: string;
  unit: string;
  description: string;
  sum?: { dataPoints: Point[]; isMonotonic: boolean };
  gauge?: { dataPoints: Point[] };
  histogram?: { dataPoints: Point[] };
}
interface Span {
  name: string;
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: Attribute[];
  status: { code: number; message?: string };
}
interface Message {
  resourceSpans?: { resource: { attributes: Attribute[] }; scopeSpans: { spans: Span[] }[] }[];
  resourceMetrics?: {
    resource: { attributes: Attribute[] };
    scopeMetrics: { scope: { name: string }; metrics: Metric[] }[];
  }[];
}

const metricsSent: Metric[] = [];
const spansSent: Span[] = [];
const resources: Record<string, unknown>[] = [];
const valuesOf = (attributes: readonly Attribute[]): Record<string, unknown> =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]),
  );

const receiver = createServer((request, response) => {
  void json(request).then((body) => {
    const { resourceSpans = [], resourceMetrics = [] } = body as Message;
    resources.push(
      ...[...resourceSpans, ...resourceMetrics].map(({ resource }) =>
        valuesOf(resource.attributes),
      ),
    );
    spansSent.push(...resourceSpans.flatMap((one) => one.scopeSpans).flatMap(({ spans }) => spans));
    metricsSent.push(
      ...resourceMetrics.flatMap((one) => one.scopeMetrics).flatMap((one) => one.metrics),
    );
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
});

const parent = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const watcher = '/subscriptions/x/networkWatchers/w';
let begin = 0;
let traced: { traceparent?: string } = {};

before(async () => {
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  process.env.OTEL_RESOURCE_ATTRIBUTES = 'deployment.environment=test';
  assert.deepEqual(traceContext(), {});
  const stop = await startTelemetry(process.env);

  measures.measureRequest(0.25, { method: 'POST', route: '/api/alerts', status: 400 });
  measures.countCapture('timeLimit', undefined);
  measures.countCapture('failed', 'AgentMissing');
  begin = Date.now();
  measures.measureSessionDelay('1970-01-01T00:00:00.000Z');
  // Another machine's clock is ahead.
  measures.measureSessionDelay('9999-01-01T00:00:00.000Z');
  measures.measureSlots(watcher, { held: 3, waiting: 2, limit: 10 });
  measures.countArmError('PUT', '503');

  const traceparent = `00-${parent.traceId}-${parent.spanId}-01`;
  const attributes = { 'http.request.method': 'POST' };
  await inSpan({ name: 'request', kind: 'SERVER', traceparent, attributes }, async () => {
    traced = traceContext();
    const failing = inSpan({ name: 'activity' }, () => Promise.reject(new RangeError('secret')));
    await assert.rejects(failing, { message: 'secret' });
  });
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as code of others may do
  await assert.rejects(inSpan({ name: 'odd' }, () => Promise.reject('secret')));
  await stop();
});
after(async () => {
  for (const api of [metrics, trace, context, propagation]) api.disable();
  receiver.close();
  receiver.closeAllConnections();
  await once(receiver, 'close');
});

const metricNamed = (name: string): Metric => {
  const found = metricsSent.find((one) => one.name === name);
  return found ?? assert.fail(`${name} was not sent`);
};
const spanNamed = (name: string): Span => {
  const found = spansSent.find((one) => one.name === name);
  return found ?? assert.fail(`the span ${name} was not sent`);
};

describe('the metrics', () => {
  const ofWatcher = { 'alert_capture.watcher': watcher };
  const expected: [name: string, unit: string, points: [number, Record<string, unknown>][]][] = [
    [
      'alert_capture.captures',
      '{capture}',
      [
        [1, { outcome: 'timeLimit' }],
        [1, { outcome: 'failed', 'error.type': 'AgentMissing' }],
      ],
    ],
    ['alert_capture.slots.held', '{session}', [[3, ofWatcher]]],
    ['alert_capture.slots.limit', '{session}', [[10, ofWatcher]]],
    ['alert_capture.queue.length', '{capture}', [[2, ofWatcher]]],
    [
      'alert_capture.resource_manager.errors',
      '{request}',
      [[1, { 'http.request.method': 'PUT', 'error.type': '503' }]],
    ],
    [
      'http.server.request.duration',
      's',
      [
        [
          0.25,
          {
            'http.request.method': 'POST',
            'http.route': '/api/alerts',
            'http.response.status_code': 400,
          },
        ],
      ],
    ],
  ];
  for (const [name, unit, points] of expected) {
    test(`${name} is in ${unit}`, () => {
      const metric = metricNamed(name);
      const { dataPoints } = metric.sum ?? metric.gauge ?? metric.histogram ?? { dataPoints: [] };
      const sent = dataPoints.map((point) => [
        point.asInt ?? point.asDouble ?? point.sum,
        valuesOf(point.attributes),
      ]);
      assert.equal(metric.unit, unit);
      assert.deepEqual(sent, points);
    });
  }

  test('the time to a session is in seconds, up to half an hour, and never negative', () => {
    const { unit, histogram } = metricNamed('alert_capture.session.delay');
    const { count, sum = 0, explicitBounds } = histogram?.dataPoints[0] ?? assert.fail();
    assert.deepEqual([unit, count], ['s', 2]);
    assert(sum >= begin / 1000 && sum <= Date.now() / 1000, `${sum}`);
    assert.deepEqual(explicitBounds, [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800]);
  });

  test('each has a description, and is in docs/telemetry.md with its kind', async () => {
    const docs = await readFile('docs/telemetry.md', 'utf8');
    const kinds = ['histogram', 'gauge'] as const;
    assert.equal(new Set(metricsSent.map(({ name }) => name)).size, 7);
    for (const { name, description, ...metric } of metricsSent) {
      assert.notEqual(description, '', name);
      const kind = kinds.find((one) => one in metric) ?? 'counter';
      const last = name.split('.').at(-1) ?? '';
      const row = docs
        .split('\n')
        .find((line) => line.includes(`\`${name}\``) || line.includes(`\`….${last}\``));
      assert.match(row ?? '', new RegExp(`\\| ${kind} +\\|`), name);
    }
  });
});

describe('the spans', () => {
  test('continue the trace of the caller', () => {
    const request = spanNamed('request');
    const { traceId, parentSpanId, kind, attributes, status } = request;
    assert.deepEqual({ traceId, spanId: parentSpanId }, parent);
    assert.equal(kind, 2, 'a server');
    assert.deepEqual(valuesOf(attributes), { 'http.request.method': 'POST' });
    assert.equal(status.code, 0);
    assert.deepEqual(traced, { traceparent: `00-${traceId}-${request.spanId}-01` });
  });

  test('are children of the active span, and name the class of an error, not its message', () => {
    const { parentSpanId, kind, attributes, status } = spanNamed('activity');
    assert.equal(parentSpanId, spanNamed('request').spanId);
    assert.equal(kind, 1, 'internal');
    assert.deepEqual(valuesOf(attributes), { 'error.type': 'RangeError' });
    assert.deepEqual(status, { code: 2 });
    assert.deepEqual(valuesOf(spanNamed('odd').attributes), { 'error.type': 'unknown' });
  });
});

test('all have the name of the service, and the attributes of the environment', () => {
  assert(resources.length >= 2);
  for (const resource of resources) {
    assert.equal(resource['service.name'], 'alert-capture');
    assert.equal(resource['deployment.environment'], 'test');
  }
});

test('telemetry is on when an endpoint is set, unless it is disabled', () => {
  const url = 'http://127.0.0.1:4318';
  const cases: [env: Record<string, string>, isOn: boolean][] = [
    [{}, false],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, false],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: url }, true],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url }, true],
    [{ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: url }, true],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_SDK_DISABLED: 'false' }, true],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_SDK_DISABLED: 'true' }, false],
  ];
  for (const [env, isOn] of cases) assert.equal(isTelemetryOn(env), isOn, JSON.stringify(env));
});
