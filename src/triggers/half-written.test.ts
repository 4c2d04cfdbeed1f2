import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HttpResponseInit } from '@azure/functions';
import { HttpRequest, InvocationContext } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { machineInstanceId } from '../captures/progress.ts';
import type { InstanceStatus, TaskHub } from '../task-hub/management-api.ts';
import { TaskHubUnavailable } from '../task-hub/task-hub-unavailable.ts';
import { CaptureIndex } from '../views/capture-index.ts';
import type { CaptureRow } from '../views/capture-row.ts';
import type { CaptureView } from '../views/capture-view.ts';
import { answerError } from './answer-error.ts';
import { getFile, getTraffic } from './capture-file.ts';
import { getPacket, getPackets } from './capture-packets.ts';
import { readCaptureQuery } from './capture-query.ts';
import { findFile } from './find-file.ts';
import { getCapture } from './get-capture.ts';
import { historyOf } from './get-history.ts';
import { purgeCapture } from './manage-capture.ts';

process.env.CAPTURE_STORAGE_ACCOUNT_ID ??=
  '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/captures';

/* Every view of a capture, for every status of its instances and for parts that are missing. */

const id = 'alert-capture-1';
const machineId = machineInstanceId(id, 0);
const vm = '/subscriptions/s/vm-1';
const alert = { identity: 'a', rule: 'r', condition: 'fired', firedAt: '2026-11-20T02:14:00Z' };
const input = { alert: { ...alert, targets: [{ id: vm }] }, plan: { timeLimitSeconds: 60 } };
const progress = { vm, warnings: [], stage: 'capturing' };
const reason = 'by hand';

const statuses = [
  'Pending',
  'Running',
  'Suspended',
  'Terminated',
  'Failed',
  'Completed',
  'ContinuedAsNew',
  'Canceled',
];

const states: Record<string, string> = {
  Pending: 'starting',
  Running: 'running',
  ContinuedAsNew: 'running',
  Suspended: 'suspended',
  Failed: 'failed',
  Completed: 'ended',
  Terminated: 'terminated',
  Canceled: 'terminated',
};

const capture = (runtimeStatus: string, more: Partial<InstanceStatus> = {}): InstanceStatus => ({
  name: 'captureOnAlert',
  instanceId: id,
  runtimeStatus,
  createdTime: '2026-11-20T02:14:00Z',
  lastUpdatedTime: '2026-11-20T02:15:00Z',
  input,
  output: null,
  customStatus: { stage: 'capturing' },
  ...more,
});

const machine = (runtimeStatus: string, more: Partial<InstanceStatus> = {}): InstanceStatus =>
  capture(runtimeStatus, {
    name: 'captureMachine',
    instanceId: machineId,
    customStatus: progress,
    ...more,
  });

/** A task hub with some instances; one that has no value is between two executions. */
class Hub implements TaskHub {
  readonly #instances: Map<string, InstanceStatus | undefined>;

  constructor(parent: InstanceStatus, child: InstanceStatus | undefined) {
    this.#instances = new Map([
      [id, parent],
      [machineId, child],
    ]);
  }

  add(instance: InstanceStatus): void {
    this.#instances.set(instance.instanceId, instance);
  }

  async *list(): AsyncGenerator<InstanceStatus[]> {
    yield [...this.#instances.values()].filter((each) => each !== undefined);
  }

  async find(instanceId: string): Promise<InstanceStatus | undefined> {
    if (!this.#instances.has(instanceId)) return undefined;
    const found = this.#instances.get(instanceId);
    if (found === undefined) throw new TaskHubUnavailable(new Error('500'));
    return { ...found, historyEvents: [] };
  }

  /** The SDK's client, with its errors. */
  readonly client = {
    getStatus: async (instanceId: string) => {
      if (!this.#instances.has(instanceId)) throw new Error('… replied with HTTP 404 response.');
      const found = this.#instances.get(instanceId);
      if (found === undefined) {
        throw new Error('The operation failed with an unexpected status code: 500. Details: …');
      }
      return { ...found, createdTime: new Date(found.createdTime) };
    },
  } as unknown as DurableClient;
}

const context = new InvocationContext({ functionName: 'test', logHandler: () => undefined });

const request = new HttpRequest({
  method: 'GET',
  url: 'http://localhost/api',
  params: { id, number: '1' },
});

type View = (hub: Hub) => Promise<HttpResponseInit>;

const file: View[] = [getFile, getTraffic, getPackets, getPacket].map(
  (handle) => (hub) => handle(request, hub.client),
);
const views: Record<string, View> = {
  list: async (hub) => ({
    jsonBody: await new CaptureIndex().page(hub, readCaptureQuery(request.query)),
  }),
  status: (hub) => getCapture(request, hub.client),
  history: (hub) => historyOf(request, hub.client, hub),
  file: file[0]!,
  traffic: file[1]!,
  packets: file[2]!,
  packet: file[3]!,
};

/** The answer of a view, as a caller of the API gets it. */
async function answerOf(view: View, hub: Hub): Promise<{ status: number; body: unknown }> {
  try {
    const answer = await view(hub);
    const text = typeof answer.body === 'string' ? answer.body : 'null';
    return { status: answer.status ?? 200, body: (answer.jsonBody ?? JSON.parse(text)) as unknown };
  } catch (error) {
    const { status = 0, body } = answerError(error, context);
    return { status, body };
  }
}

const half: Record<string, Partial<InstanceStatus>> = {
  'all its parts': {},
  'a reason as output': { output: reason },
  'an output of another form': { output: { captures: 1 } },
  'no progress': { customStatus: null },
  'progress of another form': { customStatus: 'capturing' },
  'no input': { input: null },
  'an input of another form': { input: { alert: { targets: 'vm-1' } } },
};

for (const status of statuses) {
  describe(`a capture that is ${status}`, () => {
    for (const [what, parts] of Object.entries(half)) {
      const isReadable = parts.input === undefined;
      const children = [machine(status, parts), machine('Running'), undefined];

      test(`is shown, with ${what}`, async () => {
        for (const child of children) {
          const hub = new Hub(capture(status, parts), child);
          const shown = await answerOf(views.status!, hub);
          assert.equal(shown.status, 200);
          const view = shown.body as CaptureView;
          assert.equal(view.state, states[status]);
          assert.equal(view.targets.length, isReadable ? 1 : 0);
          const known = child?.customStatus === progress ? progress : { vm };
          if (isReadable) assert.deepEqual(view.targets[0], known);

          const listed = await answerOf(views.list!, hub);
          const { rows } = listed.body as { rows: CaptureRow[] };
          assert.deepEqual(
            rows.map((row) => row.state),
            [states[status]],
          );
          const history = await answerOf(views.history!, hub);
          assert.equal(history.status, 200);
        }
      });

      test(`has no file yet, with ${what}`, async () => {
        for (const child of children) {
          const hub = new Hub(capture(status, parts), child);
          for (const name of ['file', 'traffic', 'packets', 'packet']) {
            assert.equal((await answerOf(views[name]!, hub)).status, 404, name);
          }
        }
      });
    }
  });
}

test('a capture whose own status is unknown is asked for again', async () => {
  const hub = new Hub(capture('Running'), undefined);
  hub.client.getStatus = async () => {
    throw new Error('The operation failed with an unexpected status code: 500. Details: …');
  };
  assert.equal((await answerOf(views.status!, hub)).status, 503);
});

describe('a terminated capture', () => {
  const stored = { url: 'https://c.blob.core.windows.net/c/1.cap', bytes: 1, metadataUrl: 'm' };
  const outcome = { vm, warnings: [], end: 'stopped', endedAt: 'x', file: stored };

  test('has the file of a machine whose own instance completed', async () => {
    const child = machine('Completed', { output: outcome });
    const { client } = new Hub(capture('Terminated', { output: reason }), child);
    const found = await findFile(request, client);
    assert.equal(found.file.url, stored.url);
    assert.equal(found.result.alert.rule, 'r');
  });

  test('has the file that the sweep saved', async () => {
    const hub = new Hub(capture('Terminated'), machine('Terminated', { output: reason }));
    const finish = { instanceId: `${machineId}:finish`, output: { captures: [outcome] } };
    hub.add(machine('Completed', finish));
    assert.equal((await findFile(request, hub.client)).file.url, stored.url);
  });

  test('is purged only when its machines have ended', async () => {
    const hub = new Hub(capture('Terminated', { output: reason }), machine('Running'));
    hub.client.purgeInstanceHistory = async () => {
      throw new Error('The operation failed with an unexpected status code: 412. Details: ""');
    };
    const answer = await answerOf(({ client }) => purgeCapture(request, client), hub);
    assert.equal(answer.status, 409);
    assert.match(JSON.stringify(answer.body), /capture-ending/);
  });
});
