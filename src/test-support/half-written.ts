import type { HttpResponseInit } from '@azure/functions';
import { HttpRequest, InvocationContext } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { machineInstanceId } from '../captures/progress.ts';
import type { InstanceStatus, TaskHub } from '../task-hub/management-api.ts';
import { TaskHubUnavailable } from '../task-hub/task-hub-unavailable.ts';
import { answerError } from '../triggers/answer-error.ts';
import { getFile, getTraffic } from '../triggers/capture-file.ts';
import { getPacket, getPackets } from '../triggers/capture-packets.ts';
import { getCapture } from '../triggers/get-capture.ts';
import { historyOf } from '../triggers/get-history.ts';
import { listOf } from '../triggers/list-captures.ts';
import { CaptureIndex } from '../views/capture-index.ts';

/* Captures with every status and with parts that are missing, and the views of the API on them. */

process.env.CAPTURE_STORAGE_ACCOUNT_ID =
  '/subscriptions/7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/captures';

export const id = 'alert-capture-1';
export const vm = '/subscriptions/s/vm-1';
const alert = { identity: 'a', rule: 'r', condition: 'fired', firedAt: '2026-11-20T02:14:00Z' };
const input = { alert: { ...alert, targets: [{ id: vm }] }, plan: { timeLimitSeconds: 60 } };
export const progress = { vm, warnings: [], stage: 'capturing' };
export const reason = 'by hand';

export const statuses = [
  'Pending',
  'Running',
  'Suspended',
  'Terminated',
  'Failed',
  'Completed',
  'ContinuedAsNew',
  'Canceled',
];

export const states: Record<string, string> = {
  Pending: 'starting',
  Running: 'running',
  ContinuedAsNew: 'running',
  Suspended: 'suspended',
  Failed: 'failed',
  Completed: 'ended',
  Terminated: 'terminated',
  Canceled: 'terminated',
};

export const capture = (
  runtimeStatus: string,
  more: Partial<InstanceStatus> = {},
): InstanceStatus => ({
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

export const machine = (
  runtimeStatus: string,
  more: Partial<InstanceStatus> = {},
): InstanceStatus =>
  capture(runtimeStatus, {
    name: 'captureMachine',
    instanceId: machineInstanceId(id, 0),
    customStatus: progress,
    ...more,
  });

/** A task hub with some instances; one that has no value is between two executions. */
export class Hub implements TaskHub {
  readonly #instances: Map<string, InstanceStatus | undefined>;

  constructor(parent: InstanceStatus, child: InstanceStatus | undefined) {
    this.#instances = new Map([
      [parent.instanceId, parent],
      [machineInstanceId(parent.instanceId, 0), child],
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

export const request = new HttpRequest({
  method: 'GET',
  url: 'http://localhost/api',
  params: { id, number: '1' },
});

type View = (hub: Hub, request: HttpRequest) => Promise<HttpResponseInit>;

const ofFile =
  (handle: typeof getFile): View =>
  (hub, asked) =>
    handle(asked, hub.client);
export const views: Record<string, View> = {
  list: (hub, asked) => listOf(asked, hub, new CaptureIndex()),
  status: (hub, asked) => getCapture(asked, hub.client),
  history: (hub, asked) => historyOf(asked, hub.client, hub),
  file: ofFile(getFile),
  traffic: ofFile(getTraffic),
  packets: ofFile(getPackets),
  packet: ofFile(getPacket),
};

/** The answer of a view, as a caller of the API gets it. */
export async function answerOf(
  view: View,
  hub: Hub,
  asked = request,
): Promise<{ status: number; body: unknown }> {
  try {
    const answer = await view(hub, asked);
    const text = typeof answer.body === 'string' ? answer.body : 'null';
    return { status: answer.status ?? 200, body: (answer.jsonBody ?? JSON.parse(text)) as unknown };
  } catch (error) {
    const { status = 0, body } = answerError(error, context);
    return { status, body };
  }
}

export const half: Record<string, Partial<InstanceStatus>> = {
  'all its parts': {},
  'a reason as output': { output: reason },
  'an output of another form': { output: { captures: 1 } },
  'no progress': { customStatus: null },
  'progress of another form': { customStatus: 'capturing' },
  'no input': { input: null },
  'an input of another form': { input: { alert: { targets: 'vm-1' } } },
};
