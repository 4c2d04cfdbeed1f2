import assert from 'node:assert/strict';
import { test } from 'node:test';
import { raised } from '../model/entity-message.ts';
import { event, EventType, type TimerFired } from '../model/history-event.ts';
import type { NewMessage } from '../model/message.ts';
import { Database } from './database.ts';
import { Messages } from './messages.ts';

/** A message whose event has a name to recognise it by. */
const message = (name: string, target: string, dueAt: number, executionId: string | null = null) =>
  raised(target, executionId, name, null, dueAt);

const timer = (TimerId: number, executionId: string): NewMessage => ({
  ...{ target: 'a', executionId, dueAt: 5 },
  event: event<TimerFired>({ EventType: EventType.TimerFired, TimerId, FireAt: '' }, 5),
});

function setUp(...sent: NewMessage[]): Messages {
  const messages = new Messages(new Database(':memory:', 'NORMAL'));
  for (const each of sent) messages.send(each);
  return messages;
}

/** The names of the messages that are due for a target, in order. */
const due = (messages: Messages, target = 'a', now = 10) =>
  messages.due(target, now).map(({ event }) => ('Name' in event ? event.Name : event));

test('a message is received as it was sent', () => {
  const sent = message('one', 'a', 10, 'x');
  assert.deepEqual(setUp(sent).due('a', 10), [{ ...sent, id: 1 }]);
});

test('the due messages of a target come by their time, then in the order of sending', () => {
  const messages = setUp(
    ...[message('later', 'a', 9), message('first', 'a', 3), message('second', 'a', 3)],
    ...[message('not due', 'a', 11), message('for b', 'b', 1)],
  );
  assert.deepEqual(due(messages), ['first', 'second', 'later']);
});

test('targets with due messages, and the time of the next ones', () => {
  const messages = setUp(
    ...[message('1', 'a', 10), message('2', 'a', 9), message('3', 'b', 12)],
    ...[message('4', 'c', 10), message('5', 'd', 15)],
  );
  assert.deepEqual(messages.targetsDue(10).sort(), ['a', 'c']);
  assert.deepEqual(
    [9, 10, 12, 15].map((now) => messages.nextDueAfter(now)),
    [10, 12, 15, undefined],
  );
  messages.move(-3);
  assert.deepEqual(messages.targetsDue(9).sort(), ['a', 'b', 'c']);
});

test('deletions leave the messages that they do not name', () => {
  const sent = [
    ...[message('old', 'a', 1, 'x'), message('new', 'a', 2, 'y'), message('any', 'a', 3)],
    message('for b', 'b', 1, 'x'),
  ];
  const remaining = (remove: (messages: Messages) => void) => {
    const messages = setUp(...sent);
    remove(messages);
    return [...due(messages), ...due(messages, 'b')];
  };
  assert.deepEqual(
    remaining((messages) => messages.delete(1)),
    ['new', 'any', 'for b'],
  );
  assert.deepEqual(
    remaining((messages) => messages.deleteAllTo('a')),
    ['for b'],
  );
  assert.deepEqual(
    remaining((messages) => messages.deleteForExecution('a', 'x')),
    ['new', 'any', 'for b'],
  );
});

test('a timer is deleted by its number and the execution that created it', () => {
  const kept = [timer(2, 'x'), timer(1, 'y')];
  const messages = setUp(timer(1, 'x'), ...kept);
  messages.deleteTimer('a', 'x', 1);
  assert.deepEqual(
    due(messages),
    kept.map(({ event }) => event),
  );
});

test('the ids of a file that is opened again continue after those in it', () => {
  const database = new Database(':memory:', 'NORMAL');
  new Messages(database).send(message('before', 'a', 1));
  const messages = new Messages(database);
  messages.send(message('after', 'a', 1));
  assert.deepEqual(due(messages), ['before', 'after']);
});
