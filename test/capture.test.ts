import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { parsePcap } from '../packages/azure-simulator/test/pcap-parser.ts';
import type { Accepted } from '../src/triggers/accepted.ts';
import type { CaptureView } from '../src/views/capture-view.ts';
import type { TrafficSummary } from '../src/traffic/summarize.ts';
import { alertFor, newMachine } from './support/alerts.ts';
import { TestStack } from './support/test-stack.ts';

const stack = await TestStack.start({ settings: { CAPTURE_TIME_LIMIT_SECONDS: '2' } });
after(() => stack[Symbol.asyncDispose]());

/** What a capture file contains, counted without the app's code. */
function countTraffic(file: Buffer) {
  const { packets } = parsePcap(file);
  const isReset = (data: Buffer): boolean => (data.readUInt8(14 + 20 + 13) & 4) !== 0;
  return {
    packets: packets.length,
    resets: packets.filter(({ ip, data }) => ip?.protocol === 6 && isReset(data)).length,
    questions: packets.filter(({ ip }) => ip?.protocol === 17 && ip.ports?.[1] === 53).length,
    answers: packets.filter(({ ip }) => ip?.protocol === 17 && ip.ports?.[0] === 53).length,
  };
}

describe('an alert', { concurrency: true }, () => {
  test('becomes a finished capture and one notification', async () => {
    const machine = newMachine('web-01');
    const id = await stack.client.postAlert(alertFor(machine));
    const { view, notifications } = await stack.endOf(id);

    assert.equal(view.state, 'ended');
    const [target] = view.targets;
    assert.ok(target !== undefined && 'end' in target && target.end === 'timeLimit', view.summary);
    assert.equal(target.vm, machine);
    assert.deepEqual(view.deliveries, [{ receiver: 'webhook', state: 'sent' }]);

    assert.ok('url' in target.file);
    const file = await stack.storage.download(target.file.url);
    assert.equal(file.length, target.file.bytes);
    const metadata = JSON.parse(
      (await stack.storage.download(target.file.metadataUrl ?? '')).toString(),
    ) as Record<string, unknown>;
    assert.equal(metadata.vm, machine);
    assert.equal(metadata.end, 'timeLimit');

    assert.ok(target.traffic !== undefined, target.warnings.join());
    const { file: read, traffic } = JSON.parse(
      (await stack.storage.download(target.traffic.summaryUrl)).toString(),
    ) as TrafficSummary;
    assert.deepEqual(read, { format: 'pcap', bytesRead: file.length });
    assert.equal(traffic.packets, countTraffic(file).packets);

    assert.equal(notifications.length, 1);
    const [event] = notifications;
    assert.equal(event?.specversion, '1.0');
    assert.equal(event.id, id);
    assert.deepEqual(event.data.captures, view.targets);
    assert.match(
      event.data.summary,
      /^web-01 was captured until the time limit: [\d.]+ (?:bytes|[KM]B)\S*, \d\d:\d\d/,
    );
    const [, volume = '', tcp = '', dns = '', ...others] = event.data.summary.split('\n');
    const { packets, resets, questions, answers } = countTraffic(file);
    assert.match(volume, new RegExp(`^${packets} packets, `));
    assert.match(tcp, new RegExp(`^TCP: .* ${resets} resets?, `));
    // A capture of two seconds may have no lookup.
    const lookups = `DNS: 0 of ${answers} answers? .* of ${questions} questions? `;
    assert.match(dns, new RegExp(`^${questions === 0 ? 'No DNS.' : lookups}`));
    assert.deepEqual(others, []);

    const [session, ...sessions] = await stack.simulator.sessionsOf(machine);
    assert.deepEqual(sessions, []);
    assert.equal(session?.listed, false, 'the session must be deleted');
    const creates = await stack.simulator.ledger({ session: session.name, method: 'PUT' });
    assert.deepEqual(
      creates.map(({ counted }) => counted),
      [true],
    );
  });

  test('is answered at once, with the URLs of its capture and no key', async () => {
    const response = await stack.client.call('alerts', {
      method: 'POST',
      body: alertFor(newMachine('web-02')),
    });
    assert.equal(response.status, 202);
    const answer = (await response.json()) as Accepted;
    const { id } = answer;
    const api = `${stack.address.app}/api`;
    assert.deepEqual(answer, {
      id,
      statusUrl: `${api}/captures/${id}`,
      stopUrl: `${api}/captures/${id}/stop`,
      pageUrl: `${api}/ui#/captures/${id}`,
      duplicate: false,
    });
    assert.equal(response.headers.get('location'), answer.statusUrl);
    assert.ok(Number(response.headers.get('retry-after')) > 0);
    await stack.endOf(id);
    const headers = { 'x-functions-key': stack.address.functionKey };
    const status = await fetch(answer.statusUrl, { headers });
    assert.equal(((await status.json()) as CaptureView).state, 'ended');
    assert.equal((await fetch(answer.pageUrl)).status, 200);
  });

  test('delivered again gets the same answer, marked as a repeat', async () => {
    const body = alertFor(newMachine('web-07'));
    const post = async (): Promise<Accepted> =>
      (await (await stack.client.call('alerts', { method: 'POST', body })).json()) as Accepted;
    const first = await post();
    const { state } = await stack.client.capture(first.id);
    const again = await post();
    assert.deepEqual(again, { ...first, duplicate: true, state: again.duplicate && again.state });
    assert.ok(state === 'starting' || state === 'running');
    await stack.endOf(first.id);
    assert.deepEqual(await post(), { ...first, duplicate: true, state: 'ended' });
  });

  test('delivered several times at once is one capture', async () => {
    const machine = newMachine('web-03');
    const payload = alertFor(machine);
    const ids = await Promise.all([1, 2, 3, 4].map(() => stack.client.postAlert(payload)));
    const [id = ''] = ids;
    const { notifications } = await stack.endOf(id);
    ids.push(await stack.client.postAlert(payload));
    assert.deepEqual(new Set(ids), new Set([id]));
    assert.equal(notifications.length, 1);
    assert.equal((await stack.simulator.sessionsOf(machine)).length, 1);
  });

  test('about several machines is one capture for each and one notification', async () => {
    const machines = ['db-01', 'db-02', 'db-03'].map((name) => newMachine(name));
    const id = await stack.client.postAlert(alertFor(...machines));
    const { view, notifications } = await stack.endOf(id);
    assert.deepEqual(
      view.targets.map(({ vm }) => vm),
      machines,
    );
    assert.equal(notifications.length, 1);
    for (const machine of machines) {
      const names = (await stack.storage.blobsOf(machine)).map((url) => url.split('.').at(-1));
      assert.deepEqual(names.sort(), ['cap', 'json', 'json']);
    }
  });

  test('may arrive in chunks', async () => {
    const bytes = new TextEncoder().encode(alertFor(newMachine('web-04')));
    const response = await stack.client.call('alerts', {
      method: 'POST',
      body: new ReadableStream({
        start(controller) {
          for (let at = 0; at < bytes.length; at += 100) {
            controller.enqueue(bytes.slice(at, at + 100));
          }
          controller.close();
        },
      }),
      duplex: 'half',
    });
    assert.equal(response.status, 202);
    const { id } = (await response.json()) as { id: string };
    assert.equal((await stack.endOf(id)).view.state, 'ended');
  });

  test('in the classic metric schema is captured too', async () => {
    const machine = newMachine('web-05');
    const id = await stack.client.postAlert(
      JSON.stringify({
        status: 'Activated',
        context: {
          id: `${machine}/alert`,
          name: 'cpu high',
          timestamp: '2026-11-20T02:14:07.4418213Z',
          conditionType: 'Metric',
          condition: { metricName: 'Percentage CPU', windowSize: '5', threshold: '80' },
          resourceId: machine,
          resourceType: 'microsoft.compute/virtualmachines',
          resourceRegion: 'westeurope',
          portalLink: 'https://portal.azure.com/',
        },
        properties: {},
      }),
    );
    const { view } = await stack.endOf(id);
    assert.match(view.summary ?? '', /^web-05 was captured/);
  });

  test('is in the list of captures', async () => {
    const id = await stack.client.postAlert(alertFor(newMachine('web-06')));
    const response = await stack.client.call('captures');
    const { captures } = (await response.json()) as { captures: { id: string; state: string }[] };
    const found = captures.find((capture) => capture.id === id);
    assert.ok(found?.state === 'starting' || found?.state === 'running');
    await stack.endOf(id);
  });

  test('sent to test the action group starts nothing and is answered so', async () => {
    const payload = alertFor(newMachine('test-VM'))
      .replace('outbound traffic above baseline', 'test-metricAlertRule')
      .replace('resourcegroups/shop', 'resourcegroups/test-RG');
    const response = await stack.client.call('alerts', { method: 'POST', body: payload });
    assert.equal(response.status, 200);
    const { captures, reason } = (await response.json()) as { captures: number; reason: string };
    assert.equal(captures, 0);
    assert.match(reason, /test/);
  });
});
