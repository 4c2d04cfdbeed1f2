import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { startNotificationListener } from '../commands/notification-listener.ts';
import { alertFor, newMachine } from './support/alerts.ts';
import { TaskHub } from './support/task-hub.ts';
import { TestStack } from './support/test-stack.ts';
import { waitFor } from './support/wait-for.ts';

const teams = await startNotificationListener(0);
const refusing = await startNotificationListener(0, () => 403);
const stack = await TestStack.start({
  settings: {
    CAPTURE_TIME_LIMIT_SECONDS: '1',
    CAPTURE_LINK_HOURS: '1',
    NOTIFY_TEAMS_URL: `${teams.url}/workflows/TEAMS-PATH-SECRET?sig=TEAMS-QUERY-SECRET`,
    NOTIFY_SLACK_URL: `${refusing.url}/services/SLACK-PATH-SECRET`,
  },
});
after(async () => {
  await stack[Symbol.asyncDispose]();
  await Promise.all([teams, refusing].map((listener) => listener.close()));
});

// One successful capture, one with faults, one that is refused.
const machines = ['web-01', 'web-02', 'web-03'].map((name) => newMachine(name));
await stack.simulator.addFault({
  kind: 'connection-reset',
  when: 'after',
  times: 1,
  match: { operation: 'packetCaptures.create', target: 'web-02' },
});
await stack.simulator.addFault({
  kind: 'server-error',
  status: 503,
  times: 1,
  match: { operation: 'packetCaptures.queryStatus' },
});
await stack.simulator.addFault({
  kind: 'refuse',
  code: 'Refused',
  message: 'See https://x.example/y?sig=SIGNED-URL-SECRET and Bearer TOKEN-SECRET.',
  match: { operation: 'packetCaptures.create', target: 'web-03' },
});
const alert = alertFor(...machines);
const firstAnswer = await stack.client.call('alerts', { method: 'POST', body: alert });
const { id } = (await firstAnswer.clone().json()) as { id: string };
const { view, notifications } = await stack.endOf(id);
// The log is written a little later.
const isLast = (line: string) => line.includes(`"${id}"`) && line.includes('"stage":"ended"');
await waitFor(
  'the last line of the log',
  () => stack.log,
  (log) => log.some(isLast),
);
const children = [
  ...machines.map((_, index) => `${id}:${index}`),
  ...['webhook', 'teams', 'slack'].map((receiver) => `${id}:notify:${receiver}`),
];

describe('the secrets of a run', () => {
  const link = new URL(notifications[0]?.data.links[0]?.download ?? 'http://missing');
  const { functionKey, systemKey, masterKey } = stack.address;
  const secrets: Record<string, string> = {
    'the path of the workflow': 'TEAMS-PATH-SECRET',
    'the query of the workflow': 'TEAMS-QUERY-SECRET',
    'the path of the Slack webhook': 'SLACK-PATH-SECRET',
    'the signature of a link to a file': link.searchParams.get('sig') ?? '',
    'the same, as in the URL': encodeURIComponent(link.searchParams.get('sig') ?? ''),
    'the key of the storage account': /AccountKey=([^;]+)/.exec(stack.connectionString)?.[1] ?? '',
    'the function key': functionKey,
    'the system key': systemKey,
    'the master key': masterKey,
    'a signed URL in an error': 'SIGNED-URL-SECRET',
    'a token in an error': 'TOKEN-SECRET',
  };

  /** The texts that must not contain a secret, by description. */
  async function places(): Promise<Record<string, string>> {
    const hub = new TaskHub(stack.address);
    const histories = await Promise.all([id, ...children].map((one) => hub.history(one)));
    for (const history of histories) assert.ok(history);
    const files = (await readdir(stack.stateDirectory)).filter((name) => name.includes('.sqlite'));
    assert.ok(files.length > 0);
    const texts = await Promise.all(
      files.map((name) => readFile(join(stack.stateDirectory, name), 'latin1')),
    );
    return {
      'the log': stack.log.join('\n'),
      'the history': JSON.stringify(histories),
      'the files of the task hub': texts.join('\n'),
      'the status': JSON.stringify(view),
    };
  }

  test('were in use, and none is found', async () => {
    assert.deepEqual(
      view.targets.map((target) => 'end' in target && target.end),
      ['timeLimit', 'timeLimit', 'failed'],
      view.summary,
    );
    assert.match(view.summary ?? '', /See https:\/\/x\.example\/y and Bearer …/);
    for (const [where, text] of Object.entries(await places())) {
      assert.ok(text.length > 1000, where);
      for (const [what, secret] of Object.entries(secrets)) {
        assert.ok(secret.length > 10, what);
        assert.ok(!text.includes(secret), `${what} is in ${where}`);
      }
      // Tokens of the long-running operations and of all links.
      assert.doesNotMatch(text, /operations\/[\w-]+\?|[?&]sig=/, where);
    }
  });
});

test('no key is in the answers to a holder of a function key', async () => {
  const { client, address } = stack;
  const paths = ['captures', `captures/${id}`, `captures/${id}/history`, `captures/${id}/traffic`];
  const answers = await Promise.all([
    Promise.resolve(firstAnswer),
    client.call('alerts', { method: 'POST', body: alert }),
    ...[...paths, 'ui', 'ui/main.js'].map((path) => client.call(path)),
  ]);
  const texts = await Promise.all(
    answers.map(async (answer) => {
      assert.ok(answer.ok, answer.url);
      return JSON.stringify([...answer.headers]) + (await answer.text());
    }),
  );
  const text = [...texts, JSON.stringify(notifications), JSON.stringify(teams.received)].join('\n');
  for (const key of ['functionKey', 'systemKey', 'masterKey'] as const) {
    assert.ok(!text.includes(address[key]), key);
  }
  assert.doesNotMatch(text, /\/runtime\/webhooks\//);
});

describe('the log', () => {
  // The local host writes JSON, with the time and the fields of the app's line.
  const all = stack.log
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, string>);
  const entries = all.filter(({ event }) => event !== undefined);
  const lines = entries.map((entry) => JSON.stringify({ ...entry, time: '' }));

  test('has instance, alert and machine in every line', () => {
    assert.ok(entries.length > 10);
    // The host's own lines name no function.
    const ofFunctions = all.filter((line) => line.function !== undefined);
    assert.deepEqual(entries, ofFunctions);
    for (const entry of entries) {
      assert.ok(entry.event);
      assert.ok(entry.instanceId?.startsWith(id));
      assert.equal(entry.alert, 'outbound traffic above baseline');
      assert.ok(machines.some((machine) => entry.vm?.includes(machine)));
    }
  });

  test('has each line once, however often an orchestration is replayed', () => {
    assert.deepEqual(
      lines.filter((line, index) => lines.indexOf(line) !== index),
      [],
    );
    const stages = entries
      .filter(({ instanceId, event }) => instanceId === `${id}:0` && event === 'stage')
      .map(({ stage }) => stage);
    assert.deepEqual(stages, [...new Set(stages)]);
    assert.deepEqual(stages.slice(0, 2), ['resolving', 'claiming']);
    assert.equal(stages.at(-1), 'ended');
  });
});
