import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OrchestrationContext, Task } from 'durable-functions';
import * as v from 'valibot';
import { stateVersion } from '../captures/state-version.ts';
import { runStory } from '../test-support/run-story.ts';
import { sleep } from './clock.ts';
import { inputOf } from './input-of.ts';

/** Number of validations of the input of an orchestration that waits for this many timers. */
async function validations(timers: number): Promise<number> {
  let count = 0;
  const schema = v.looseObject({
    vm: v.pipe(
      v.string(),
      v.check(() => (count += 1) > 0),
    ),
  });
  await runStory({
    orchestrator: 'waits',
    *handler(context: OrchestrationContext): Generator<Task, string, unknown> {
      const { vm } = inputOf(context, schema);
      for (let n = 0; n < timers; n++) yield* sleep(context, 1);
      return vm;
    },
    instanceId: 'x',
    input: { version: stateVersion, vm: 'v' },
    answer: () => undefined,
  });
  return count;
}

test('the number of turns does not change how often an input is validated', async () => {
  const once = await validations(1);
  assert(once > 0);
  assert.equal(await validations(6), once);
});
