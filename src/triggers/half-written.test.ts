import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { machineInstanceId } from '../captures/progress.ts';
import {
  answerOf,
  capture,
  half,
  Hub,
  id,
  machine,
  progress,
  reason,
  request,
  states,
  statuses,
  views,
  vm,
} from '../test-support/half-written.ts';
import type { CaptureRow } from '../views/capture-row.ts';
import type { CaptureView } from '../views/capture-view.ts';
import { findFile } from './find-file.ts';
import { purgeCapture } from './manage-capture.ts';

process.env.CAPTURE_STORAGE_ACCOUNT_ID ??=
  '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/captures';

/* Every view of a capture, for every status of its instances and for parts that are missing. */

const machineId = machineInstanceId(id, 0);

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
          const { captures } = listed.body as { captures: CaptureRow[] };
          assert.deepEqual(
            captures.map((row) => row.state),
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
