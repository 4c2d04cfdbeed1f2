import { Hono } from 'hono';
import * as v from 'valibot';
import type { Simulation } from '../simulation.ts';
import { readQuery } from './problem.ts';

const wholeNumber = v.pipe(v.string(), v.digits(), v.transform(Number));

const LedgerQuery = v.strictObject({
  method: v.optional(v.string()),
  operation: v.optional(v.string()),
  session: v.optional(v.string()),
  counted: v.optional(
    v.pipe(
      v.picklist(['true', 'false']),
      v.transform((text) => text === 'true'),
    ),
  ),
  status: v.optional(wholeNumber),
  after: v.optional(wholeNumber),
});

/** Routes of the ledger, which lists all calls to Resource Manager in order. */
export function ledgerAdmin({ ledger }: Simulation): Hono {
  const app = new Hono();
  app.get('/', (c) => {
    const value = ledger.list(readQuery(c, LedgerQuery));
    return c.json({ count: value.length, value });
  });
  app.delete('/', () => {
    ledger.clear();
    return new Response(null, { status: 204 });
  });
  return app;
}
