import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { machineOfSession, normalizeLocation, sessionName } from './session.ts';

const alert = `alert-capture-${'0a1b2c'.repeat(4)}`;

test('both spellings of a region are the same region', () => {
  assert.equal(normalizeLocation('West US 2'), 'westus2');
  assert.equal(normalizeLocation('westus2'), 'westus2');
});

test('a session has the name of its instance, in the characters and the length that Azure permits', () => {
  assert.equal(sessionName(`${alert}:12`), `${alert}-12`);
  assert.equal(sessionName('a_b c/1'), 'a-b-c-1');
  assert.equal(sessionName(`${'x'.repeat(90)}:1`), `${'x'.repeat(78)}-1`);
});

describe('the instance of a session is found by its name', () => {
  const ours: [name: string, instance: string][] = [
    [`${alert}-0`, `${alert}:0`],
    [`${alert}-12`, `${alert}:12`],
    [`${alert}-again-2b9-12`, `${alert}-again-2b9:12`],
    [`${alert}-0`.toUpperCase(), `${alert}:0`],
  ];
  for (const [name, instance] of ours) {
    test(name, () => assert.equal(machineOfSession(name), instance));
  }
  const others = [
    alert,
    `${alert}-`,
    `${alert}-x`,
    `${alert}0-0`,
    `${alert}-again--0`,
    `my-${alert}-0`,
    `${alert}-0-copy`,
    `alert-capture-${'z'.repeat(24)}-0`,
    'by-hand',
  ];
  for (const name of others) {
    test(`${name} is of no instance`, () => assert.equal(machineOfSession(name), undefined));
  }
});
