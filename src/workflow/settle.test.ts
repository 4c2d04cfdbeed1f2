import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OrchestrationContext, Task } from 'durable-functions';
import { runStory } from '../test-support/run-story.ts';
import { settle } from './settle.ts';

test('waits for all tasks, also when the first has failed, and keeps their order', async () => {
  const { output, seconds } = await runStory({
    orchestrator: 'settles',
    *handler(context: OrchestrationContext): Generator<Task, unknown, unknown> {
      const tasks = ['notify', 'queryCapture', 'stopCapture'].map((name) =>
        context.df.callActivity(name, name),
      );
      const settled = yield* settle<string>(context, tasks);
      return settled.map((one) => (one.ok ? one.value : `failed: ${String(one.error)}`));
    },
    instanceId: 'x',
    input: {},
    answer: ({ name }) => {
      if (name === 'notify') throw new Error('no receiver');
      return `${name} is done`;
    },
    takes: { queryCapture: '30s', stopCapture: '10s' },
  });
  const [failed, ...done] = output as string[];
  assert.match(failed ?? '', /^failed: .*no receiver/s);
  assert.deepEqual(done, ['queryCapture is done', 'stopCapture is done']);
  assert.equal(seconds, 30);
});
