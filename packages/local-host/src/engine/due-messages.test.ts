import assert from 'node:assert/strict';
import { test } from 'node:test';
import { raised } from '../model/entity-message.ts';
import { Database } from '../store/database.ts';
import { Messages } from '../store/messages.ts';
import { HandClock } from '../test-support/hand-clock.ts';
import { DueMessages } from './due-messages.ts';

const start = Date.parse('2026-01-01T00:00:00Z');

/** Messages to a target that are due after some seconds, and the targets that were woken. */
function setUp(dueIn: Record<string, number>) {
  const clock = new HandClock('2026-01-01T00:00:00Z');
  const messages = new Messages(new Database(':memory:', 'NORMAL'));
  const send = (target: string, seconds: number) =>
    messages.send(raised(target, null, 'Go', null, start + seconds * 1000));
  for (const [target, seconds] of Object.entries(dueIn)) send(target, seconds);
  const woken: string[] = [];
  const due = new DueMessages(messages, clock, (target) => {
    woken.push(target);
    messages.deleteAllTo(target);
  });
  return { clock, due, woken, send };
}

test('each target is woken when its message is due, with one alarm at a time', async () => {
  const { clock, due, woken } = setUp({ past: -5, now: 0, soon: 10, later: 20 });
  due.wakeAllDue();
  assert.deepEqual([woken.splice(0).sort(), clock.alarms], [['now', 'past'], [10]]);
  await clock.goTo('2026-01-01T00:00:10Z');
  assert.deepEqual([woken.splice(0), clock.alarms], [['soon'], [10]]);
  await clock.goTo('2026-01-01T00:00:20Z');
  assert.deepEqual([woken, clock.alarms], [['later'], []]);
});

test('a message that is due earlier than all others moves the alarm', async () => {
  const { clock, due, woken, send } = setUp({ later: 20 });
  due.wakeAllDue();
  for (const seconds of [30, 10, 15]) due.expect(start + seconds * 1000);
  assert.deepEqual(clock.alarms, [10]);
  send('early', 10);
  await clock.goTo('2026-01-01T00:00:10Z');
  assert.deepEqual([woken, clock.alarms], [['early'], [10]]);
});

test('nothing is woken after a stop, until more is expected', async () => {
  const { clock, due, woken } = setUp({ soon: 10 });
  due.wakeAllDue();
  due.stop();
  assert.deepEqual(clock.alarms, []);
  due.expect(start + 15_000);
  assert.deepEqual(clock.alarms, [15]);
  await clock.goTo('2026-01-01T00:00:15Z');
  assert.deepEqual(woken, ['soon']);
});
