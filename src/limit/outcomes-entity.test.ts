import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EntityId } from 'durable-functions';
import { stateVersion } from '../captures/state-version.ts';
import { at, captured, sessionOf } from '../test-support/slot-desk.ts';
import { StoredEntity } from '../test-support/stored-entity.ts';
import { outcomesOf } from './entities.ts';
import { captureOutcomes } from './outcomes-entity.ts';
import type { EntityReader } from './read-slots.ts';
import { readOutcome, readSlots } from './read-slots.ts';

const session = sessionOf('a');
const kept = { session, at: at(0), outcome: captured };

describe('the entity of outcomes', () => {
  test('gives the outcome that it remembers, and null for another session', () => {
    const entity = new StoredEntity(captureOutcomes);
    assert.equal(entity.call('recall', session), null);
    entity.call('remember', kept);
    assert.deepEqual(entity.call('recall', session), captured);
    assert.equal(entity.call('recall', sessionOf('b')), null);
    assert.deepEqual(entity.state, { version: stateVersion, kept: [kept] });
  });

  test('starts anew when its state is not JSON', () => {
    const entity = new StoredEntity(captureOutcomes);
    entity.state = '{';
    entity.call('remember', kept);
    assert.deepEqual(entity.call('recall', session), captured);
  });

  test('refuses a wrong input and ignores an unknown operation, without a change', () => {
    const entity = new StoredEntity(captureOutcomes);
    for (const field of Object.keys(kept)) {
      const input = { ...kept, [field]: undefined };
      assert.throws(() => entity.call('remember', input), { code: 'InvalidInput' });
    }
    assert.throws(() => entity.call('recall', 7), { code: 'InvalidInput' });
    assert.equal(entity.call('forget', kept), undefined);
    assert.equal(entity.state, undefined);
  });
});

test('outside the entities, the slots and an outcome are read by the ids of their entities', async () => {
  const states: Record<string, unknown> = {
    '@captureslots@all': { version: stateVersion, watchers: {}, isIncomplete: true },
    [String(outcomesOf(session))]: { version: stateVersion, kept: [kept] },
  };
  const client = {
    readEntityState: (id: EntityId) =>
      Promise.resolve({ entityExists: true, entityState: states[id.toString().toLowerCase()] }),
  } as unknown as EntityReader;
  assert.equal((await readSlots(client)).state.isIncomplete, true);
  assert.deepEqual(await readOutcome(client, session), captured);
  assert.equal(await readOutcome(client, sessionOf('b')), undefined);
});
