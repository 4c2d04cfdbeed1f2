import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pace } from './pace.ts';

test('work begins one after another while there is pressure, and at will when it is over', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let isPressed = true;
  let holds = 0;
  const pace = new Pace(
    () => isPressed,
    () => {
      holds++;
      return () => holds--;
    },
  );
  const begun: string[] = [];
  const begin = (name: string) => {
    if (pace.mayBegin(() => begin(name))) begun.push(name);
  };
  for (const name of ['a', 'b', 'c', 'd']) begin(name);
  assert.deepEqual(begun, ['a']);
  assert.equal(holds, 1, 'time does not pass over what is held back');
  t.mock.timers.tick(100);
  assert.deepEqual(begun, ['a', 'b']);
  isPressed = false;
  begin('e');
  assert.deepEqual(begun, ['a', 'b', 'e']);
  t.mock.timers.tick(100);
  assert.deepEqual(begun, ['a', 'b', 'e', 'c', 'd']);
  assert.equal(holds, 0);
});

test('pressure that lasts slows work down, and does not stop it', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let begun = 0;
  const pace = new Pace(
    () => true,
    () => () => undefined,
  );
  const again = () => {
    while (pace.mayBegin(again)) begun++;
  };
  again();
  for (let tick = 0; tick < 20; tick++) t.mock.timers.tick(100);
  assert.equal(begun, 21);
  for (let tick = 0; tick < 500; tick++) t.mock.timers.tick(2);
  assert.equal(begun, 521);
});
