import { join } from 'node:path';
import { TASK_HUB_FILE } from '../../packages/local-host/src/engine/engine.ts';
import { Store } from '../../packages/local-host/src/store/store.ts';

/**
 * Copies a finished instance and its history until the task hub has this many. The host must not run.
 * @throws {Error} when no instance has finished.
 */
export async function fillTaskHub(stateDirectory: string, instances: number): Promise<void> {
  const store = new Store(join(stateDirectory, TASK_HUB_FILE), { synchronous: 'NORMAL' });
  const [model] = store.instances.list({ statuses: ['Completed'], limit: 1 });
  if (!model) throw new Error('No instance has finished that could be copied.');
  const events = store.histories.events(model.id);
  const there = store.instances.list({}).length;
  await store.transaction(() => {
    for (let index = there; index < instances; index++) {
      const id = `copy-${index}`;
      store.instances.put({ ...model, id });
      store.histories.append(id, 0, events);
    }
  });
  store.close();
}
