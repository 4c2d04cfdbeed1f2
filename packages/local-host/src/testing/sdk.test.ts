import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type * as DurableFunctions from 'durable-functions';
import { createTestHost } from './index.ts';

/** A copy of the SDK besides the one that the kit uses. */
function anotherCopy(): typeof DurableFunctions {
  const require = createRequire(import.meta.url);
  const loaded = Object.keys(require.cache).filter((file) => file.includes('/durable-functions/'));
  for (const file of loaded) Reflect.deleteProperty(require.cache, file);
  return require('durable-functions') as typeof DurableFunctions;
}

test('an orchestrator can lock an entity with an id of another copy of the SDK', async () => {
  const { EntityId } = anotherCopy();
  await using host = await createTestHost({
    orchestrators: {
      *locked(context) {
        const ids = [new EntityId('counter', 'a'), new EntityId('counter', 'b')] as const;
        const lock = (yield context.df.lock(...ids)) as DurableFunctions.DurableLock;
        const { ownedLocks } = context.df.isLocked();
        lock.release();
        return ownedLocks.map(({ key }) => key);
      },
    },
    entities: { counter: () => undefined },
  });
  const instance = await host.start('locked');
  assert.deepEqual(await instance.result(), ['a', 'b']);
});
