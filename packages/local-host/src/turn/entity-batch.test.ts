import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Message } from '../model/message.ts';
import { chooseBatch } from './entity-batch.ts';
import { entityEvent, raised } from '../model/entity-message.ts';

let nextId = 0;
const as = (message: Omit<Message, 'id'>): Message => ({ id: nextId++, ...message });
const call = (op: string, parent: string) =>
  as(entityEvent('@e@k', 'op', { $type: '', op, id: `${parent}-${op}`, parent }, 0));
const lock = (parent: string) =>
  as(entityEvent('@e@k', 'op', { $type: '', op: null, id: `lock-${parent}`, parent }, 0));
const release = (parent: string) =>
  as(entityEvent('@e@k', 'release', { $type: '', id: `lock-${parent}`, parent }, 0));
const held = (holder: string) => ({ holder, requestId: `lock-${holder}` });
const ids = (messages: Message[]) => messages.map(({ id }) => id);

describe('an entity takes', () => {
  test('all operations that are due, in one batch', () => {
    const messages = [call('a', 'x'), call('b', 'y')];
    const batch = chooseBatch(null, messages, 10);
    assert.deepEqual(
      batch.operations.map(({ op }) => op),
      ['a', 'b'],
    );
    assert.deepEqual(batch.taken, ids(messages));
    assert.equal(batch.more, false);
  });

  test('no more than a batch holds', () => {
    const messages = [call('a', 'x'), call('b', 'y')];
    const batch = chooseBatch(null, messages, 1);
    assert.equal(batch.operations.length, 1);
    assert.equal(batch.more, true);
  });

  test('a lock request only when earlier operations are done', () => {
    const messages = [call('a', 'x'), lock('y')];
    const first = chooseBatch(null, messages, 10);
    assert.equal(first.lock, null);
    assert.equal(first.more, true);
    const second = chooseBatch(null, messages.slice(1), 10);
    assert.deepEqual(second.lock, held('y'));
    assert.equal(second.granted?.parent, 'y');
    assert.deepEqual(second.taken, [messages[1]?.id]);
    assert.equal(second.more, true);
  });

  test('only operations of its holder while it is locked', () => {
    const messages = [call('a', 'x'), call('b', 'y'), lock('z')];
    const batch = chooseBatch(held('y'), messages, 10);
    assert.deepEqual(
      batch.operations.map(({ op }) => op),
      ['b'],
    );
    assert.deepEqual(batch.taken, [messages[1]?.id]);
  });

  test('waiting operations after the lock was released', () => {
    const messages = [call('a', 'x'), release('y')];
    const batch = chooseBatch(held('y'), messages, 10);
    assert.equal(batch.lock, null);
    assert.equal(batch.more, true);
    assert.deepEqual(batch.taken, [messages[1]?.id]);
  });

  test('no second lock request of its holder', () => {
    const batch = chooseBatch(held('y'), [lock('y')], 10);
    assert.deepEqual([batch.lock, batch.taken, batch.granted], [held('y'), [], undefined]);
  });

  test('a release only from the holder of the lock, and for this lock', () => {
    const other = release('x');
    assert.deepEqual(chooseBatch(held('y'), [other], 10).lock, held('y'));
    for (const lock of [
      { holder: 'x', requestId: 'another' },
      { holder: 'another', requestId: 'lock-x' },
    ]) {
      const batch = chooseBatch(lock, [call('a', 'z'), other], 10);
      assert.deepEqual([batch.lock, batch.taken, batch.more], [lock, [other.id], false]);
    }
    assert.deepEqual(chooseBatch(null, [other], 10).taken, [other.id]);
  });

  test('no operation twice because its lock was released', () => {
    const batch = chooseBatch(held('y'), [call('a', 'y'), release('y')], 10);
    assert.deepEqual([batch.operations.length, batch.more], [1, false]);
  });

  test('nothing from an event that is not an entity message, which it drops', () => {
    const odd = as(raised('@e@k', null, 'op', '"text"', 0));
    const batch = chooseBatch(null, [odd, as(raised('@e@k', null, 'Go', null, 0))], 10);
    assert.equal(batch.operations.length, 0);
    assert.equal(batch.taken.length, 2);
  });
});
