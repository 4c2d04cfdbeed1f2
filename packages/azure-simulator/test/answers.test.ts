import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { SUBSCRIPTION } from './arm-client.ts';
import { createSimulator } from 'azure-simulator';
import { accountId, harnessOn, machineId, WATCHER } from './harness.ts';

type Harness = ReturnType<typeof harnessOn>;

/*
 * The whole answers of each operation, compared with those in answers.json. After an intended change:
 * RECORD=1 node --test packages/azure-simulator/test/answers.test.ts; then format the file and review it.
 */

const file = new URL('answers.json', import.meta.url);
const isRecording = process.env['RECORD'] === '1';
const known = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown[]>;

const set = machineId('pool').replace('virtualMachines', 'virtualMachineScaleSets');
const extension = `${machineId('web-1')}/extensions/AzureNetworkWatcherExtension`;
const sessions = `${WATCHER}/packetCaptures`;
const all = (type: string) => `/subscriptions/${SUBSCRIPTION}/providers/${type}`;
const view = '?$expand=instanceView';

const pollingHeaders = [
  'retry-after',
  'azure-asyncnotification',
  'azure-asyncoperation',
  'location',
];
// The headers of every answer, and those that depend on the method.
const commonHeaders = [
  ...['cache-control', 'pragma', 'expires', 'strict-transport-security', 'x-content-type-options'],
  ...['x-ms-request-id', 'x-ms-correlation-request-id', 'x-ms-routing-request-id', 'content-type'],
  ...['reads', 'writes', 'deletes'].flatMap((kind) => [
    `x-ms-ratelimit-remaining-subscription-${kind}`,
    `x-ms-ratelimit-remaining-subscription-global-${kind}`,
  ]),
];

/** Makes calls, and collects their answers without what differs from run to run. */
class Transcript {
  readonly #harness: Harness;
  readonly #start: number;
  readonly #ids = new Map<string, string>();
  readonly answers: unknown[] = [];

  constructor(harness: Harness, now: string) {
    this.#harness = harness;
    this.#start = Date.parse(now);
  }

  /** Returns the URL to poll, if the answer has one. */
  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: readonly string[] = pollingHeaders,
  ): Promise<string> {
    const isAdmin = path.startsWith('/_simulator');
    const answer = isAdmin
      ? await this.#harness.admin(method, path.slice('/_simulator'.length), body)
      : await this.#harness.arm(method, path, body);
    const given = headers.flatMap((name) => {
      const value = answer.headers.get(name);
      return value === null ? [] : [[name, value]];
    });
    this.answers.push(
      this.#steady({
        call: `${method} ${path}`,
        ...(isAdmin && body !== undefined && { with: body }),
        status: answer.status,
        ...(given.length > 0 && { headers: Object.fromEntries(given) as unknown }),
        body: answer.body,
      }),
    );
    const url = answer.headers.get('location') ?? answer.headers.get('azure-asyncoperation');
    return url === null ? '' : url.replace('https://management.azure.com', '');
  }

  #steady(value: object): unknown {
    const text = JSON.stringify(value)
      .replaceAll(WATCHER, '{watcher}')
      .replaceAll(`/subscriptions/${SUBSCRIPTION}/`, '{subscription}/')
      .replaceAll('/resourceGroups/Web-RG/', '{group}/')
      .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => this.#idOf(id))
      .replaceAll(/"receivedAt":[\d.]+/g, '"receivedAt":"(a time)"')
      .replaceAll(/&t=0&[^"]*/g, ({ length }) => `&(signature of ${length} characters)`)
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (time) => this.#timeOf(time))
      .replaceAll(
        /\d{4}\/\d\d\/\d\d\/packetcapture_[\d_]+/g,
        'YYYY/MM/DD/packetcapture_hh_mm_ss_mmm',
      );
    return JSON.parse(text);
  }

  #idOf(id: string): string {
    if (!this.#ids.has(id)) this.#ids.set(id, `(id ${this.#ids.size + 1})`);
    return this.#ids.get(id) ?? '';
  }

  #timeOf(time: string): string {
    const digits = /\.(\d+)Z/.exec(time)?.[1]?.length;
    return `(${(Date.parse(time) - this.#start) / 1000} s, ${digits} digits)`;
  }
}

/** A test whose answers are compared. */
function answers(name: string, make: (transcript: Transcript, harness: Harness) => Promise<void>) {
  test(name, async (t) => {
    const simulator = await createSimulator({ timeScale: 0 });
    t.after(() => simulator.close());
    const harness = harnessOn(simulator.url);
    const { body } = await harness.admin('GET', '/clock');
    const transcript = new Transcript(harness, (body as unknown as { now: string }).now);
    await make(transcript, harness);
    if (isRecording) {
      known[name] = transcript.answers;
      writeFileSync(file, JSON.stringify(known, null, 2));
    }
    assert.deepEqual(transcript.answers, known[name]);
  });
}

const storageLocation = { storageId: accountId('captures') };

answers('the creation of a session', async (transcript, { advance }) => {
  const properties = {
    ...{ target: machineId('web-1'), storageLocation },
    ...{ timeLimitInSeconds: 60, totalBytesPerSession: 5000000, bytesToCapturePerPacket: 96 },
    filters: [{ protocol: 'TCP', remotePort: '443' }, {}],
  };
  const created = await transcript.call('PUT', `${sessions}/one`, { properties });
  await transcript.call('GET', created);
  await transcript.call('POST', `${sessions}/one/queryStatus`);
  await advance(9);
  await transcript.call('GET', created);
  await transcript.call('GET', created.replace('/operations/', '/operationResults/'));
  await transcript.call('GET', `${sessions}/one`);
  await transcript.call('GET', sessions);
});

answers('a query and a stop', async (transcript, { create, advance }) => {
  await create('one');
  await advance(9);
  const queried = await transcript.call('POST', `${sessions}/one/queryStatus`);
  const stopped = await transcript.call('POST', `${sessions}/one/stop`);
  await transcript.call('GET', stopped);
  await advance(9);
  await transcript.call('GET', queried);
  await transcript.call('GET', stopped);
  await transcript.call('GET', stopped.replace('/operationResults/', '/operations/'));
  await transcript.call('POST', `${sessions}/one/queryStatus`);
});

answers('the deletion of a session', async (transcript, { create, advance }) => {
  await create('one');
  await advance(9);
  const queried = await transcript.call('POST', `${sessions}/one/queryStatus`);
  const deleted = await transcript.call('DELETE', `${sessions}/one`);
  await transcript.call('GET', `${sessions}/one`);
  await transcript.call('GET', deleted);
  await advance(9);
  await transcript.call('GET', deleted);
  await transcript.call('GET', queried);
  await transcript.call('GET', `${sessions}/one`);
  await transcript.call('GET', `${sessions}/one`.replace('NetworkWatcherRG', 'Other'));
});

answers('a continuous session of a scale set', async (transcript, { advance }) => {
  const properties = {
    ...{ target: set, targetType: 'AzureVMSS', scope: { include: ['0', '2'] } },
    ...{ continuousCapture: true, captureSettings: { fileCount: 2 }, storageLocation },
  };
  await transcript.call('PUT', `${sessions}/ring`, { properties });
  await advance(86_405);
  await transcript.call('GET', `${sessions}/ring`);
  await transcript.call('POST', `${sessions}/ring/queryStatus`);
});

answers('watchers', async (transcript, { admin }) => {
  const uk = { region: 'UK South', name: 'uk', resourceGroup: 'Net', state: 'provisioning' };
  await admin('PUT', '/watchers', uk);
  await transcript.call('GET', all('Microsoft.Network/networkWatchers'));
  await transcript.call('GET', WATCHER.replace('/NetworkWatcher_westeurope', ''));
  await transcript.call('GET', WATCHER);
  await transcript.call('GET', `${WATCHER}2`);
  await transcript.call('PUT', `${sessions}/one`.replace('RG', 'RG2'), {});
});

answers('machines', async (transcript, { admin }) => {
  await admin('PUT', '/virtual-machines', {
    ...{ id: machineId('web-1'), os: 'Windows', location: 'uksouth', computerName: 'WEB' },
    ...{ agentState: 'Updating', scaleSet: set },
  });
  await admin('PUT', '/virtual-machines', { id: machineId('gone'), missing: true });
  await admin('PUT', '/virtual-machines', { name: 'off', powerState: 'deallocated', agent: false });
  for (const path of [
    machineId('web-1') + view,
    machineId('off'),
    `${machineId('off')}/instanceView`,
    machineId('gone'),
    all('Microsoft.Compute/virtualMachines'),
    machineId('').slice(0, -1),
    '/subscriptions',
  ]) {
    await transcript.call('GET', path);
  }
});

answers('the installation of the agent', async (transcript, { admin, advance }) => {
  const list = extension.replace('/AzureNetworkWatcherExtension', '');
  await admin('PUT', '/virtual-machines', { name: 'web-1', agent: false });
  await transcript.call('GET', extension);
  await transcript.call('GET', list);
  const agent = {
    location: 'westeurope',
    properties: {
      publisher: 'Microsoft.Azure.NetworkWatcher',
      type: 'NetworkWatcherAgentLinux',
      typeHandlerVersion: '1.4',
    },
  };
  const installing = await transcript.call('PUT', extension, agent);
  await transcript.call('GET', installing);
  await advance(30);
  await transcript.call('GET', installing);
  await transcript.call('GET', list);
  await transcript.call('PUT', extension, agent);
  await transcript.call('GET', `${list}/Other`);
  await transcript.call('PUT', `${list}/Other`, agent);
  await transcript.call('PUT', extension, {});
  const windows = { ...agent.properties, type: 'NetworkWatcherAgentWindows' };
  await transcript.call('PUT', extension, { ...agent, properties: windows });
  await admin('PUT', '/virtual-machines', { name: 'web-2', powerState: 'stopped' });
  await transcript.call('PUT', extension.replace('web-1', 'web-2'), agent);
});

answers('scale sets', async (transcript, { admin }) => {
  await admin('PUT', '/scale-sets', {
    ...{ id: set, location: 'uksouth', os: 'Windows' },
    instances: [
      { instanceId: '35', powerState: 'deallocated', agent: false },
      { instanceId: '36', agentState: 'Failed' },
    ],
  });
  for (const path of [
    all('Microsoft.Compute/virtualMachineScaleSets'),
    set.replace('/pool', ''),
    set,
    set.replace('pool', 'other'),
    `${set}/virtualMachines`,
    `${set}/virtualMachines/36${view}`,
    `${set}/virtualMachines/35/instanceView`,
    `${set}/virtualMachines/37`,
  ]) {
    await transcript.call('GET', path);
  }
});

answers('storage accounts', async (transcript, { admin }) => {
  await admin('PUT', '/storage-accounts', { name: 'gone', missing: true });
  await admin('PUT', '/storage-accounts', {
    ...{ name: 'own', location: 'uksouth', sku: 'Premium_LRS', allowSharedKeyAccess: false },
  });
  for (const name of ['any', 'own', 'gone']) await transcript.call('GET', accountId(name));
});

answers('the headers of every answer', async (transcript, { create }) => {
  await create('one');
  await transcript.call('GET', WATCHER, undefined, commonHeaders);
  await transcript.call('PUT', `${sessions}/one`, {}, commonHeaders);
  await transcript.call('POST', `${sessions}/one/stop`, undefined, commonHeaders);
  await transcript.call('DELETE', `${sessions}/one`, undefined, commonHeaders);
});

answers('what cannot be answered', async (transcript, { admin }) => {
  await transcript.call('GET', '/subscriptions/x/nothing');
  await transcript.call('PATCH', `${sessions}/one`, {});
  await transcript.call('PUT', `${sessions}/one`, '{"properties":');
  await transcript.call('GET', `${all('Microsoft.Network/locations/x/operations')}/none`);
  for (const fault of [
    { kind: 'throttle', retryAfterSeconds: 7 },
    { kind: 'server-error' },
    { kind: 'refuse' },
  ]) {
    await admin('PUT', '/faults', [fault]);
    await transcript.call('GET', WATCHER);
  }
});

answers('descriptions', async (transcript) => {
  const described = [
    ['virtual-machines', { name: 'vm' }, 'name=VM'],
    ['virtual-machines', { id: machineId('vm') }, `id=${machineId('VM')}`],
    ['scale-sets', { name: 'set' }, 'name=Set'],
    ['scale-sets', { id: set, instances: [] }, `id=${set}`],
    ['watchers', { region: 'UK South', subscriptionId: 'S' }, 'region=uksouth&subscriptionId=s'],
    ['watchers', { region: 'uksouth' }, 'region=UK%20South'],
    ['storage-accounts', { name: 'account' }, 'name=Account'],
  ] as const;
  for (const [kind, description] of described) {
    await transcript.call('PUT', `/_simulator/${kind}`, description);
  }
  for (const kind of new Set(described.map(([kind]) => kind))) {
    await transcript.call('GET', `/_simulator/${kind}`);
    await transcript.call('DELETE', `/_simulator/${kind}?other=1`);
  }
  for (const [kind, , query] of described) {
    await transcript.call('DELETE', `/_simulator/${kind}?${query}`);
    await transcript.call('DELETE', `/_simulator/${kind}?${query}`);
  }
});

answers('faults', async (transcript) => {
  const kinds = [
    ...['throttle', 'server-error', 'refuse', 'connection-reset', 'no-answer', 'agent-missing'],
    ...['create-fails', 'session-error', 'session-vanishes', 'storage-failure'],
  ];
  await transcript.call('PUT', '/_simulator/faults', [
    ...kinds.map((kind) => ({ kind })),
    { kind: 'slow', milliseconds: 5, times: 2, after: 1, probability: 0.5, seed: 's', match: {} },
    { kind: 'file-late', seconds: 3 },
  ]);
  await transcript.call('DELETE', '/_simulator/faults');
  await transcript.call('POST', '/_simulator/faults', { kind: 'throttle', times: 1 });
  await transcript.call('GET', '/_simulator/faults');
  await transcript.call('DELETE', '/_simulator/faults/13');
  await transcript.call('DELETE', '/_simulator/faults/13');
});

answers('the sessions and the ledger', async (transcript, { create, arm, admin, advance }) => {
  const foreign = { name: 'theirs', subscriptionId: SUBSCRIPTION };
  await transcript.call('PUT', '/_simulator/sessions/foreign', foreign);
  await transcript.call('PUT', '/_simulator/sessions/foreign', foreign);
  await transcript.call('PUT', '/_simulator/sessions/foreign', { ...foreign, region: 'uksouth' });
  await create('one');
  await advance(10);
  await arm('DELETE', `${sessions}/one`);
  await admin('POST', '/faults', { kind: 'connection-reset', when: 'after' });
  await arm('GET', WATCHER).catch(() => undefined);
  await admin('DELETE', '/faults');
  await advance(10);
  await arm('GET', '/subscriptions/x/nothing');
  await transcript.call('GET', '/_simulator/sessions');
  await transcript.call('GET', '/_simulator/ledger');
  await transcript.call('GET', '/_simulator/sessions/9/file');
  await transcript.call('GET', '/_simulator/sessions/1/file?index=1');
  await transcript.call('GET', '/_simulator/nothing');
});

answers('the clock', async (transcript) => {
  await transcript.call('GET', '/_simulator/clock');
  await transcript.call('POST', '/_simulator/clock/advance', { seconds: 1.5 });
  await transcript.call('PUT', '/_simulator/clock', { instant: true });
  await transcript.call('PUT', '/_simulator/clock', {});
  for (const wrong of [{ scale: 1e7 }, { instant: 1 }, { speed: 1 }]) {
    await transcript.call('PUT', '/_simulator/clock', wrong);
  }
  await transcript.call('POST', '/_simulator/clock/advance', { seconds: 40_000_000 });
});
