import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InvocationContext } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { sweepCaptures, sweepSchedule } from './sweep-captures.ts';

const claimOf = (capture: string) => ({
  holder: `${capture}:0`,
  vm: { id: '/vm' },
  alert: { id: capture },
});

/** Sweeps over claims, held and waiting, of instances with these statuses; what is missing was purged. */
async function sweep(captures: string[], statuses: Record<string, string>, holder?: string) {
  const started: [id: string, fate: string][] = [];
  const terminated: string[] = [];
  const claims = captures.map((capture) => ({ ...claimOf(capture), ...(holder && { holder }) }));
  const client = {
    readEntityState: async () => ({
      entityExists: captures.length > 0,
      entityState: {
        '/w': { plans: [], held: claims.slice(0, 1), waiting: claims.slice(1), cooling: [] },
      },
    }),
    getStatus: async (id: string) => {
      if (statuses[id] === undefined) throw new Error('… replied with HTTP 404 response. …');
      return { runtimeStatus: statuses[id] };
    },
    startNew: async (
      _: string,
      { instanceId, input }: { instanceId: string; input: { fate: string } },
    ) => {
      started.push([instanceId, input.fate]);
    },
    terminate: async (id: string) => terminated.push(id),
  } as unknown as DurableClient;
  const context = new InvocationContext({ functionName: 'test', logHandler: () => undefined });
  await sweepCaptures(client, context);
  return { started, terminated };
}

describe('the sweep', () => {
  test('leaves alone what is followed, also by one that is suspended', async () => {
    const { started, terminated } = await sweep(['a', 'b'], {
      a: 'Running',
      'a:0': 'Running',
      b: 'Running',
      'b:0': 'Suspended',
    });
    assert.deepEqual([started, terminated], [[], []]);
  });

  test('has finished what was terminated or purged, held or waiting', async () => {
    const { started, terminated } = await sweep(['a', 'b'], { a: 'Running', 'a:0': 'Terminated' });
    assert.deepEqual(started, [
      ['a:0:finish', 'was terminated'],
      ['b:0:finish', 'was purged'],
    ]);
    assert.deepEqual(terminated, []);
  });

  test('ends what goes on though nobody would be told of it', async () => {
    const { started, terminated } = await sweep(['a'], { a: 'Terminated', 'a:0': 'Running' });
    assert.deepEqual(started, [['a:0:finish', 'was terminated']]);
    assert.deepEqual(terminated, ['a:0']);
  });

  test('leaves the one who finishes alone, whatever became of the first', async () => {
    const { started } = await sweep(['a'], { 'a:0:finish': 'Running' }, 'a:0:finish');
    assert.deepEqual(started, []);
  });

  test('finds nothing to do where nothing was ever captured', async () => {
    assert.deepEqual((await sweep([], {})).started, []);
  });
});

test('the schedule is NCRONTAB with seconds', () => {
  assert.equal(sweepSchedule(60), '0 * * * * *');
  assert.equal(sweepSchedule(5), '*/5 * * * * *');
});
