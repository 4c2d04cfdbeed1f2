import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { allOf, anyOf, Task } from './task.ts';

describe('a task', () => {
  test('settles once, with its first result', () => {
    const completed = new Task();
    assert.deepEqual([completed.settled, completed.state], [false, 'open']);
    completed.complete('1');
    completed.complete('2');
    completed.fail();
    assert.deepEqual(
      [completed.settled, completed.state, completed.result],
      [true, 'completed', '1'],
    );
    const failed = new Task();
    failed.fail();
    failed.complete('1');
    assert.deepEqual([failed.settled, failed.state, failed.result], [true, 'failed', null]);
  });

  test('notifies each listener once, in order, and later ones at once', () => {
    const task = new Task();
    const calls: string[] = [];
    task.whenSettled(({ state }) => calls.push(`first ${state}`));
    task.whenSettled(({ state }) => calls.push(`second ${state}`));
    task.fail();
    task.fail();
    task.whenSettled(({ state }) => calls.push(`third ${state}`));
    assert.deepEqual(calls, ['first failed', 'second failed', 'third failed']);
  });
});

describe('a task with children', () => {
  const two = (): [Task, Task] => [new Task(), new Task()];

  test('of any kind completes with the first that settles, even if it fails', () => {
    const [one, other] = two();
    const any = anyOf([one, other]);
    assert.equal(any.state, 'open');
    other.fail();
    assert.equal(any.state, 'completed');
  });

  test('of which all are needed completes with the last one', () => {
    const [one, other] = two();
    const all = allOf([one, other]);
    other.complete();
    assert.equal(all.state, 'open');
    one.complete();
    assert.equal(all.state, 'completed');
  });

  test('of which all are needed fails with the first that fails', () => {
    const [one, other] = two();
    const all = allOf([one, other]);
    one.fail();
    assert.equal(all.state, 'failed');
  });

  test('of which one failed before fails at once', () => {
    const [one, other] = two();
    one.fail();
    assert.deepEqual(
      [allOf([one, other]).state, anyOf([one, other]).state],
      ['failed', 'completed'],
    );
  });
});
