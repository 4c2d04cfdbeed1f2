import { Hono } from 'hono';
import * as v from 'valibot';
import type { Simulation } from '../simulation.ts';
import { readBody } from './problem.ts';

const LONGEST_STEP_SECONDS = 365 * 24 * 3600;

const ClockChange = v.strictObject({
  scale: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(1e6))),
  instant: v.optional(v.boolean()),
});

const Step = v.strictObject({
  seconds: v.pipe(v.number(), v.minValue(0), v.maxValue(LONGEST_STEP_SECONDS)),
});

/** Routes of the clock: read and set its speed, or advance it. */
export function clockAdmin({ clock, files }: Simulation): Hono {
  const app = new Hono();
  const body = () => ({
    now: new Date(clock.now()).toISOString(),
    scale: clock.state.scale,
    instant: clock.state.instant,
  });
  app.get('/', (c) => c.json(body()));
  app.put('/', async (c) => {
    const { scale, instant } = await readBody(c, ClockChange);
    clock.set({ ...(scale !== undefined && { scale }), ...(instant !== undefined && { instant }) });
    return c.json(body());
  });
  // Answers after the due files are in storage, so that callers need not poll for them.
  app.post('/advance', async (c) => {
    const { seconds } = await readBody(c, Step);
    clock.advance(seconds * 1000);
    await files.writeDue();
    return c.json(body());
  });
  return app;
}
