import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { DurableClient } from 'durable-functions';
import { OrchestrationRuntimeStatus as Status } from 'durable-functions';
import { clientCall } from '../test-support/client-call.ts';
import type { FakeAnswer, FakeArm } from '../test-support/fake-arm.ts';
import { startFakeArm } from '../test-support/fake-arm.ts';
import { durableClient } from './durable-client.ts';
import * as instances from './durable-instances.ts';

const instance = {
  name: 'captureMachine',
  instanceId: 'x',
  runtimeStatus: 'Running',
  input: { version: 4 },
  customStatus: null,
  output: null,
  createdTime: '2026-11-20T02:14:00Z',
  lastUpdatedTime: '2026-11-20T02:14:00Z',
};

// The SDK's own client, since the kind of an error is read from its text.
let hub: FakeArm;
let client: DurableClient;
let answer: FakeAnswer;
before(async () => {
  hub = await startFakeArm(() => answer);
  client = durableClient(clientCall('hub', hub.url));
});
after(() => hub.close());

/** Result of an operation; the name of the error if it throws. */
async function resultOf(
  run: (client: DurableClient) => Promise<unknown>,
  given: FakeAnswer,
): Promise<unknown> {
  answer = given;
  try {
    return await run(client);
  } catch (error) {
    const { name, code, message, cause } = error as Error & { code?: string };
    assert.equal(message, 'The task hub does not answer.');
    assert(cause instanceof Error);
    assert.equal(code, name);
    return name;
  }
}

const unavailable = 'TaskHubUnavailable';

/** What each operation returns for an answer of the extension. */
const operations: [
  name: string,
  run: (client: DurableClient) => Promise<unknown>,
  results: [status: number, result: unknown, body?: unknown][],
][] = [
  [
    'findInstance',
    async (c) => (await instances.findInstance(c, 'x'))?.input,
    [
      [200, instance.input, instance],
      [404, undefined],
      [500, unavailable],
    ],
  ],
  [
    'findPart',
    async (c) => (await instances.findPart(c, 'x'))?.input,
    [
      [200, instance.input, instance],
      [404, undefined],
      [500, undefined, { ...instance, runtimeStatus: 'Unknown' }],
    ],
  ],
  [
    'startInstance',
    (c) => instances.startInstance(c, 'captureMachine', 'x', {}),
    [
      [202, true, { id: 'x' }],
      [409, false, 'An instance with id x already exists.'],
      [503, unavailable],
    ],
  ],
  [
    'raiseEvent',
    (c) => instances.raiseEvent(c, 'x', 'stop', null),
    [
      [202, true],
      [410, true],
      [404, false],
      [500, unavailable],
    ],
  ],
  [
    'terminateInstance',
    (c) => instances.terminateInstance(c, 'x', 'no reason'),
    [
      [202, undefined],
      [410, undefined],
      [404, undefined],
      [500, unavailable],
    ],
  ],
  [
    'purgeInstance',
    (c) => instances.purgeInstance(c, 'x'),
    [
      [200, true, { instancesDeleted: 1 }],
      [404, true],
      [412, false],
      [500, unavailable],
    ],
  ],
  [
    'listInstances',
    async (c) => (await instances.listInstances(c, {})).map(({ instanceId }) => instanceId),
    [
      [200, ['x'], [instance]],
      [500, unavailable],
    ],
  ],
];
for (const [name, run, results] of operations) {
  describe(name, () => {
    for (const [status, result, body] of results) {
      test(`with the answer ${status}`, async () => {
        assert.deepEqual(await resultOf(run, { status, body }), result);
      });
    }
  });
}

test('an instance is alive from its start to its end', () => {
  const ended = [Status.Completed, Status.Failed, Status.Terminated, Status.Canceled];
  const all = [...ended, ...instances.activeStatuses];
  const alive = all.filter((runtimeStatus) =>
    instances.isAlive({ runtimeStatus } as Parameters<typeof instances.isAlive>[0]),
  );
  assert.deepEqual(alive, [
    Status.Pending,
    Status.Running,
    Status.ContinuedAsNew,
    Status.Suspended,
  ]);
  assert.equal(instances.isAlive(undefined), false);
});
