import { Hono } from 'hono';
import * as v from 'valibot';
import { ScaleSetDescription } from '../descriptions/scale-set.ts';
import { StorageAccountDescription } from '../descriptions/storage-account.ts';
import { VirtualMachineDescription } from '../descriptions/virtual-machine.ts';
import { WatcherDescription, watcherKey } from '../descriptions/watcher.ts';
import type { Simulation } from '../simulation.ts';
import type { Description } from '../store/description-store.ts';
import { AdminProblem, readBody, readQuery } from './problem.ts';

const IdOrName = v.pipe(
  v.strictObject({ id: v.optional(v.string()), name: v.optional(v.string()) }),
  v.check(({ id, name }) => (id === undefined) !== (name === undefined), 'either id or name'),
  v.transform(({ id, name = '' }) => id ?? name),
);
const ByRegion = v.strictObject({ region: v.string(), subscriptionId: v.optional(v.string()) });
const ByName = v.strictObject({ name: v.string() });

/** Routes of the descriptions. Each PUT replaces one description; absent fields get their defaults. */
export function descriptionsAdmin({ world }: Simulation): Hono {
  const app = new Hono();
  const { descriptions } = world;

  const forget = (kind: keyof Description, key: string) => {
    if (!descriptions.delete(kind, key))
      throw new AdminProblem(404, `No ${kind} is described as '${key}'.`);
    return new Response(null, { status: 204 });
  };

  app.get('/virtual-machines', (c) => c.json({ value: descriptions.list('virtual-machine') }));
  app.put('/virtual-machines', async (c) => {
    const machine = await readBody(c, VirtualMachineDescription);
    world.describeMachine(machine);
    return c.json(machine);
  });
  app.delete('/virtual-machines', (c) => forget('virtual-machine', readQuery(c, IdOrName)));

  app.get('/scale-sets', (c) => c.json({ value: descriptions.list('scale-set') }));
  app.put('/scale-sets', async (c) => {
    const set = await readBody(c, ScaleSetDescription);
    world.describeScaleSet(set);
    return c.json(set);
  });
  app.delete('/scale-sets', (c) => forget('scale-set', readQuery(c, IdOrName)));

  app.get('/watchers', (c) => c.json({ value: descriptions.list('watcher') }));
  app.put('/watchers', async (c) => {
    const watcher = await readBody(c, WatcherDescription);
    world.describeWatcher(watcher);
    return c.json(watcher);
  });
  app.delete('/watchers', (c) => {
    const { region, subscriptionId } = readQuery(c, ByRegion);
    return forget('watcher', watcherKey(region, subscriptionId));
  });

  app.get('/storage-accounts', (c) => c.json({ value: descriptions.list('storage-account') }));
  app.put('/storage-accounts', async (c) => {
    const account = await readBody(c, StorageAccountDescription);
    world.describeStorageAccount(account);
    return c.json(account);
  });
  app.delete('/storage-accounts', (c) => forget('storage-account', readQuery(c, ByName).name));
  return app;
}
