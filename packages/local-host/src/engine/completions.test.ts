import assert from 'node:assert/strict';
import { test } from 'node:test';
import { raised } from '../model/entity-message.ts';
import { Completions } from './completions.ts';

test('completions wait for their instance, in order, and are taken once', () => {
  const completion = (target: string, activityId: number) => ({
    ...raised(target, 'x', 'Go', null, 0),
    activityId,
  });
  const [a1, a2, b1] = [completion('a', 1), completion('a', 2), completion('b', 3)];
  const completions = new Completions();
  completions.add([a1, b1]);
  completions.add([a2]);
  assert.deepEqual(completions.take('a'), [a1, a2]);
  assert.deepEqual(completions.take('a'), []);
  completions.add([a1]);
  assert.deepEqual(completions.takeAll(), [b1, a1]);
  assert.deepEqual([completions.takeAll(), completions.take('b')], [[], []]);
});
