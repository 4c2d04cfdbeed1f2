import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { assembleHost, loadHostApp, type AssembledHost } from '../host.ts';
import { waitFor } from '../test-support/wait-for.ts';

interface Status {
  runtimeStatus: string;
  output: string;
}

const appDirectory = fileURLToPath(new URL('../../fixtures/apps/durable-client', import.meta.url));

describe('a state file that was edited by hand', () => {
  let host: AssembledHost;
  let stateDirectory: string;

  const start = async () => {
    host = await assembleHost({ stateDirectory, ...(await loadHostApp({ appDirectory })) });
    await host.start();
  };

  beforeEach(async () => {
    stateDirectory = await mkdtemp(join(tmpdir(), 'edited-'));
    await start();
    for (const id of ['edited', 'other']) {
      await post(`orchestrators/wait/${id}`, '1');
      await reach(id, 'Running');
    }
    await host.stop();
  });
  afterEach(async () => {
    await host.stop();
    await rm(stateDirectory, { recursive: true });
  });

  const url = (path: string, query = '') =>
    `${host.url}/runtime/webhooks/durabletask/${path}?${query}code=${host.keys.system}`;

  function post(path: string, body = ''): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    return fetch(url(path), { method: 'POST', body, headers });
  }

  const reach = (id: string, wanted: string): Promise<Status> =>
    waitFor(
      async () => (await (await fetch(url(`instances/${id}`))).json()) as Status,
      ({ runtimeStatus }) => runtimeStatus === wanted,
    );

  /** Runs SQL on the file while no host is using it. */
  function edit(sql: string): void {
    const database = new DatabaseSync(join(stateDirectory, 'task-hub.sqlite'));
    database.exec(sql);
    database.close();
  }

  async function othersAreWell(): Promise<void> {
    assert.equal((await fetch(url('instances'))).status, 200);
    await post('instances/other/raiseEvent/Go', '1');
    await reach('other', 'Completed');
    await post('orchestrators/echo/new', '1');
    await reach('new', 'Completed');
  }

  const HISTORY_OF_EDITED = "WHERE instance = (SELECT number FROM instances WHERE id = 'edited')";
  const damages = {
    'no JSON': `UPDATE history SET events = 'oops' ${HISTORY_OF_EDITED}`,
    'cut off': `UPDATE history SET events = substr(events, 1, 100) ${HISTORY_OF_EDITED}`,
    'not events': `UPDATE history SET events = '{"some":"thing"}' ${HISTORY_OF_EDITED}`,
    'no time': `UPDATE history SET events = replace(events, '"Timestamp":"20', '"Timestamp":"x') ${HISTORY_OF_EDITED}`,
    'a gap': `UPDATE history SET sequence = sequence + 1 ${HISTORY_OF_EDITED}`,
  };
  for (const [name, sql] of Object.entries(damages)) {
    test(`history with ${name} fails only its instance, with the reason`, async () => {
      edit(sql);
      await start();
      const shown = await fetch(url('instances/edited', 'showHistory=true&'));
      assert.equal(shown.status, 500);
      assert.match(await shown.text(), /history of instance 'edited' cannot be read/);

      await post('instances/edited/raiseEvent/Go', '1');
      const { output } = await reach('edited', 'Failed');
      assert.match(output, /cannot be read: event .*Purge the instance, or restore the file/);
      await othersAreWell();

      const purged = await fetch(url('instances/edited'), { method: 'DELETE' });
      assert.equal(purged.status, 200);
      await post('orchestrators/wait/edited', '1');
      await reach('edited', 'Running');
    });
  }

  test('an instance with a damaged history can be started again under its id', async () => {
    edit(damages['no JSON']);
    await start();
    await post('instances/edited/raiseEvent/Go', '1');
    await reach('edited', 'Failed');
    assert.equal((await post('orchestrators/echo/edited', '1')).status, 202);
    await reach('edited', 'Completed');
  });

  test('a history with actions that the code does not schedule is non-deterministic', async () => {
    const event = '{"EventType":4,"Name":"length","EventId":0,"Timestamp":"2026-01-01T00:00:00Z"}';
    edit(
      `UPDATE history SET events = replace(events, '{"EventType":13', '${event}' || char(10) || '{"EventType":13') ${HISTORY_OF_EDITED}`,
    );
    await start();
    await post('instances/edited/raiseEvent/Go', '1');
    const { output } = await reach('edited', 'Failed');
    assert.match(output, /^Non-Deterministic workflow detected: .*'length'/);
    await othersAreWell();
  });

  test('an input that is not JSON is shown as text and fails only its instance', async () => {
    edit(`UPDATE instances SET input = 'oops' WHERE id = 'edited'`);
    await start();
    const shown = await fetch(url('instances/edited'));
    assert.equal(((await shown.json()) as { input: string }).input, 'oops');
    await post('instances/edited/raiseEvent/Go', '1');
    assert.match((await reach('edited', 'Failed')).output, /JSON/);
    await othersAreWell();
  });
});
