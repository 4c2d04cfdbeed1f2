import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SUBSCRIPTION } from './arm-client.ts';
import { startHarness, WATCHER } from './harness.ts';

for (const [method, path, input, says] of [
  ['PUT', '/virtual-machines', '{', /must be JSON/],
  ['PUT', '/virtual-machines', {}, /either id or name/],
  [
    'PUT',
    '/virtual-machines',
    { name: 'a', powerState: 'off' },
    /powerState must be .*"deallocated".*, but is "off"/,
  ],
  ['PUT', '/virtual-machines', { name: 'a', colour: 1 }, /colour must be no such field/],
  ['DELETE', '/virtual-machines?colour=red', undefined, /colour must be no such field/],
  ['DELETE', '/scale-sets?id=a&name=a', undefined, /either id or name/],
  ['PUT', '/watchers', {}, /region must be given/],
  ['POST', '/faults', { kind: 'flood' }, /kind must be .*"throttle".*, but is "flood"/],
  ['POST', '/faults', { kind: 'slow', milliseconds: -1 }, /milliseconds must be >=0/],
  ['POST', '/faults', { kind: 'throttle', times: 0 }, /times must be >=1/],
  ['PUT', '/faults', {}, /must be Array/],
  ['PUT', '/clock', { scale: -1 }, /scale must be >=0/],
  ['POST', '/clock/advance', { seconds: 'all' }, /seconds must be number/],
  ['GET', '/ledger?colour=red', undefined, /colour must be no such field/],
  ['PUT', '/sessions/foreign', { name: 'x' }, /subscriptionId must be given, but is undefined/],
] as const) {
  test(`${method} ${path} ${JSON.stringify(input)} is a problem that says what to pass`, async (t) => {
    const { admin } = await startHarness(t);
    const { status, headers, body } = await admin(method, path, input);
    assert.equal(status, 400);
    assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/);
    assert.match(body.detail, says);
  });
}

test('an unknown admin path is a 404 problem', async (t) => {
  const { admin } = await startHarness(t);
  assert.equal((await admin('GET', '/nothing')).status, 404);
  assert.equal((await admin('DELETE', '/watchers?region=uksouth')).status, 404);
});

test('without its description a resource is ordinary again', async (t) => {
  const { admin, arm } = await startHarness(t);
  await admin('PUT', '/watchers', { region: 'westeurope', state: 'absent' });
  assert.equal((await arm('GET', WATCHER)).status, 404);
  assert.equal((await admin('DELETE', '/watchers?region=WestEurope')).status, 204);
  assert.equal((await arm('GET', WATCHER)).status, 200);
});

test('watchers can be in further regions, and differ between subscriptions', async (t) => {
  const { admin, arm } = await startHarness(t);
  await admin('PUT', '/watchers', { region: 'uksouth', name: 'uk', resourceGroup: 'Net' });
  await admin('PUT', '/watchers', {
    region: 'westeurope',
    subscriptionId: 'other',
    state: 'absent',
  });
  const names = async (subscription: string) => {
    const path = `/subscriptions/${subscription}/providers/Microsoft.Network/networkWatchers`;
    const { body } = await arm('GET', path);
    return body.value.map((watcher) => watcher.name);
  };
  assert.deepEqual(await names(SUBSCRIPTION), ['NetworkWatcher_westeurope', 'uk']);
  assert.deepEqual(await names('other'), ['uk']);
});

test("others' sessions are listed and count towards the peak", async (t) => {
  const { admin, arm, create, advance } = await startHarness(t);
  await admin('PUT', '/sessions/foreign', { name: 'theirs', subscriptionId: SUBSCRIPTION });
  await admin('PUT', '/sessions/foreign', {
    name: 'old',
    subscriptionId: SUBSCRIPTION,
    ended: true,
    timeLimitInSeconds: 60,
  });
  await create('one');
  await advance(100);
  await arm('DELETE', `${WATCHER}/packetCaptures/one`);
  await advance(100);
  await create('two');
  const { body } = await admin('GET', '/sessions');
  assert.equal(body.value.length, 4);
  assert.deepEqual(body.watchers, [
    { watcher: WATCHER, sessions: 4, listed: 3, peakListed: 3, peakActive: 2 },
  ]);
  const old = await arm('POST', `${WATCHER}/packetCaptures/old/queryStatus`);
  assert.equal(old.body.stopReason, 'TimeExceeded');
});

test('the ledger lists what each call needs, and can be filtered and cleared', async (t) => {
  const { admin, arm, create } = await startHarness(t);
  await create('one');
  await arm('POST', `${WATCHER}/packetCaptures/one/queryStatus`);
  await arm('GET', `${WATCHER}/packetCaptures/none`);
  const { body } = await admin('GET', '/ledger');
  const actions = body.value.map((entry) => entry.action.split('/').slice(2).join('/'));
  assert.deepEqual(actions, [
    'packetCaptures/write',
    'packetCaptures/queryStatus/action',
    'packetCaptures/read',
  ]);
  const missing = (await admin('GET', '/ledger?status=404')).body.value;
  assert.deepEqual(
    [missing.length, missing[0]!.session, missing[0]!.errorCode],
    [1, 'none', 'NotFound'],
  );
  assert.equal((await admin('GET', '/ledger?session=ONE&counted=true')).body.count, 1);
  assert.equal((await admin('GET', `/ledger?after=${body.value[1]!.seq}`)).body.count, 1);
  await admin('DELETE', '/ledger');
  assert.equal((await admin('GET', '/ledger')).body.count, 0);
});

test('a reset removes everything except the clock', async (t) => {
  const { admin, create } = await startHarness(t);
  await create('one');
  await admin('POST', '/faults', { kind: 'throttle' });
  assert.equal((await admin('POST', '/reset')).status, 204);
  assert.deepEqual((await admin('GET', '/sessions')).body, { value: [], watchers: [] });
  assert.deepEqual((await admin('GET', '/faults')).body, { value: [] });
  assert.equal((await admin('GET', '/clock')).body.scale, 0);
});

test('instant: operations complete when they are accepted', async (t) => {
  const { admin, create, arm } = await startHarness(t);
  await admin('PUT', '/clock', { instant: true });
  const created = await create('one');
  assert.equal(created.headers.get('retry-after'), '0');
  assert.equal(created.body.properties.provisioningState, 'Succeeded');
  const { body } = await arm('POST', `${WATCHER}/packetCaptures/one/queryStatus`);
  assert.equal(body.packetCaptureStatus, 'Running');
});
