import { Hono } from 'hono';
import { ArmError } from '../model/arm-error.ts';
import type { Simulation } from '../simulation.ts';
import { clearDatabase } from '../store/database.ts';
import { clockAdmin } from './clock-admin.ts';
import { descriptionsAdmin } from './descriptions-admin.ts';
import { faultsAdmin } from './faults-admin.ts';
import { ledgerAdmin } from './ledger-admin.ts';
import { AdminProblem, problemResponse } from './problem.ts';
import { sessionsAdmin } from './sessions-admin.ts';

/** The admin API under `/_simulator/`, with which a test or a demo configures and inspects the world. */
export function adminApp(simulation: Simulation): Hono {
  const app = new Hono();
  app.route('/', descriptionsAdmin(simulation));
  app.route('/faults', faultsAdmin(simulation));
  app.route('/clock', clockAdmin(simulation));
  app.route('/ledger', ledgerAdmin(simulation));
  app.route('/sessions', sessionsAdmin(simulation));
  // Keeps the clock: requests may be waiting for a simulated time.
  app.post('/reset', (c) => {
    clearDatabase(simulation.database);
    simulation.files.schedule();
    return c.body(null, 204);
  });
  app.all('*', (c) => {
    throw new AdminProblem(404, `There is nothing at ${c.req.method} ${c.req.path}.`);
  });
  app.onError((error) => {
    if (error instanceof AdminProblem) return problemResponse(error);
    if (error instanceof ArmError) return problemResponse(new AdminProblem(400, error.message));
    throw error;
  });
  return app;
}
