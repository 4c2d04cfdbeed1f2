import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { alertFor, newMachine } from './support/alerts.ts';
import { type ReceivedSpan, startOtlpReceiver } from './support/otlp-receiver.ts';
import { TestStack } from './support/test-stack.ts';
import { waitFor } from './support/wait-for.ts';

const otlp = await startOtlpReceiver();
after(() => otlp[Symbol.asyncDispose]());
const stack = await TestStack.start({
  settings: {
    OTEL_EXPORTER_OTLP_ENDPOINT: otlp.url,
    OTEL_METRIC_EXPORT_INTERVAL: '200',
    OTEL_BSP_SCHEDULE_DELAY: '100',
    CAPTURE_SWEEP_SECONDS: '1',
    CAPTURE_TIME_LIMIT_SECONDS: '1',
    NOTIFY_URL: `${otlp.url}/notify`,
  },
});
after(() => stack[Symbol.asyncDispose]());

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

async function send(body: string, headers: Record<string, string> = {}): Promise<Response> {
  return stack.client.call('alerts', { method: 'POST', body, headers });
}

describe('the telemetry of a capture', async () => {
  const stopped = newMachine('stopped');
  await stack.simulator.describeMachine({ name: 'stopped', powerState: 'deallocated' });
  const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
  const answers = [
    await send(alertFor(newMachine('web')), { traceparent }),
    await send(alertFor(stopped)),
    await send('{}'),
  ];
  for (const answer of answers.slice(0, 2)) {
    await stack.endOf(((await answer.json()) as { id: string }).id);
  }
  /** The first span of the alert's trace with this name. */
  const spanNamed = async (name: string) => {
    const isWanted = (span: ReceivedSpan) => span.name === name && span.traceId === traceId;
    const find = () => otlp.spans.find(isWanted);
    return waitFor(`the span ${name}`, find, (found) => found !== undefined);
  };
  /** Waits until a metric has this value. */
  const measures = (name: string, value: number, attributes: Record<string, string> = {}) =>
    waitFor(
      `${name} = ${value}`,
      () => otlp.points().filter((one) => one.name === name),
      (points) =>
        points.some(
          (point) =>
            point.value === value &&
            Object.entries(attributes).every(([key, held]) => point.attributes[key] === held),
        ),
    );

  test('has one trace from the request of the alert to the notification', async () => {
    const request = await spanNamed('POST /api/alerts');
    assert.equal(request?.parentSpanId, '00f067aa0ba902b7');
    for (const name of ['resolveWatcher', 'createCapture', 'summarizeTraffic', 'notify']) {
      assert.equal((await spanNamed(name))?.parentSpanId, request.spanId, name);
    }
    const create = await spanNamed('createCapture');
    assert.equal((await spanNamed('PUT'))?.parentSpanId, create?.spanId);
    const notify = await spanNamed('notify');
    const headers = otlp.notified.map((one) => one.traceparent);
    assert.ok(headers.includes(`00-${traceId}-${notify?.spanId}-01`), headers.join(' '));
  });

  test('counts the captures by outcome', async () => {
    await measures('alert_capture.captures', 1, { outcome: 'timeLimit' });
    const failed = { outcome: 'failed', 'error.type': 'VirtualMachineNotRunning' };
    await measures('alert_capture.captures', 1, failed);
  });

  test('measures the time from alert to session, once for each session', async () => {
    await measures('alert_capture.session.delay', 1);
  });

  test('counts the refused alerts', async () => {
    const refused = { 'http.route': '/api/alerts', 'http.response.status_code': '400' };
    await measures('http.server.request.duration', 1, refused);
  });

  test('shows the use of the limit and the queue of each watcher', async () => {
    await measures('alert_capture.slots.limit', 10);
    await measures('alert_capture.slots.held', 0);
    await measures('alert_capture.queue.length', 0);
  });

  test('counts the errors of Resource Manager', async () => {
    await stack.simulator.addFault({
      kind: 'server-error',
      status: 503,
      times: 1,
      match: { operation: 'packetCaptures.queryStatus' },
    });
    const answer = await send(alertFor(newMachine('web')));
    await stack.endOf(((await answer.json()) as { id: string }).id);
    await measures('alert_capture.resource_manager.errors', 1, { 'error.type': '503' });
  });

  test('has the name of the service', () =>
    assert.deepEqual([...otlp.services], ['alert-capture']));
});
