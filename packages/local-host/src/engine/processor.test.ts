import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runWork, type Processor } from './processor.ts';

/** A processor that notes its calls, and fails at one of them. */
function processor(work: string | undefined, failsAt?: 'process' | 'complete') {
  const calls: string[] = [];
  const step = async (name: 'process' | 'complete', ...given: string[]) => {
    calls.push([name, ...given].join(' '));
    if (name === failsAt) throw new Error(`${name} failed`);
    return Promise.resolve('result');
  };
  const noted: Processor<string, string> = {
    fetch: (key) => {
      calls.push(`fetch ${key}`);
      return work;
    },
    process: (each) => step('process', each),
    complete: async (each, result) => {
      await step('complete', each, result);
    },
    abandon: (each) => calls.push(`abandon ${each}`),
  };
  return { noted, calls };
}

test('work is fetched, processed and completed', async () => {
  const { noted, calls } = processor('work');
  await runWork(noted, 'key');
  assert.deepEqual(calls, ['fetch key', 'process work', 'complete work result']);
});

test('a key without work is left alone', async () => {
  const { noted, calls } = processor(undefined);
  await runWork(noted, 'key');
  assert.deepEqual(calls, ['fetch key']);
});

test('work is abandoned when it fails, at each step', async () => {
  for (const step of ['process', 'complete'] as const) {
    const { noted, calls } = processor('work', step);
    await assert.rejects(runWork(noted, 'key'), { message: `${step} failed` });
    assert.equal(calls.at(-1), 'abandon work');
  }
});
