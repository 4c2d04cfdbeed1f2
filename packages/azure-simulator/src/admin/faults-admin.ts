import { Hono } from 'hono';
import * as v from 'valibot';
import { FaultDescription, type Fault } from '../faults/fault.ts';
import type { Simulation } from '../simulation.ts';
import { transaction } from '../store/database.ts';
import { AdminProblem, readBody } from './problem.ts';

/** Routes of the faults. POST adds one fault; PUT replaces all of them. */
export function faultsAdmin({ faults, database }: Simulation): Hono {
  const app = new Hono();
  app.get('/', (c) => c.json({ value: faults.list().map(faultBody) }));
  app.post('/', async (c) =>
    c.json(faultBody(faults.add(await readBody(c, FaultDescription))), 201),
  );
  app.put('/', async (c) => {
    const wanted = await readBody(c, v.array(FaultDescription));
    const added = transaction(database, () => {
      faults.clear();
      return wanted.map((fault) => faults.add(fault));
    });
    return c.json({ value: added.map(faultBody) });
  });
  app.delete('/', () => {
    faults.clear();
    return new Response(null, { status: 204 });
  });
  app.delete('/:id', (c) => {
    const id = c.req.param('id');
    if (!faults.delete(Number(id))) throw new AdminProblem(404, `There is no fault '${id}'.`);
    return new Response(null, { status: 204 });
  });
  return app;
}

function faultBody({ scope, effect, ...rest }: Fault): Record<string, unknown> {
  return { ...rest, ...effect, ...scope };
}
