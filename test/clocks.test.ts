import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import type { CaptureResult } from '../src/captures/alert-capture.ts';
import { captureRequest, startVirtualCapture, type Weather } from './support/virtual-capture.ts';

/* The clock of the machine is set by an hour at random, while one alert is captured and another waits. */

const HOUR = 3_600_000;
/** The longest wait for a poll of the session, and for one of its file. */
const longestWaits = 60;

const times: Record<'created' | 'deleted', number[]> = { created: [], deleted: [] };
const weather: Weather = { limit: 1, onSession: (what, at) => times[what].push(at) };
const host = await startVirtualCapture(weather);
after(() => host.close());

const jump = fc.record({
  after: fc.integer({ min: 0, max: 90 }),
  by: fc.constantFrom(HOUR, -HOUR),
  firesTimers: fc.boolean(),
});

let runs = 0;

test('a clock that is set ends no capture early and leaves no session', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(jump, { minLength: 1, maxLength: 5 }),
      fc.constantFrom(20, 60, 300),
      fc.integer({ min: 0, max: 3 }),
      async (jumps, timeLimitSeconds, unavailable) => {
        runs += 1;
        const fileAfterSeconds = timeLimitSeconds + 45;
        const endsAfterSeconds = timeLimitSeconds + 5;
        Object.assign(weather, { endsAfterSeconds, fileAfterSeconds, unavailable });
        for (const list of Object.values(times)) list.length = 0;
        const ids = [`first-${runs}`, `second-${runs}`];
        const arrivedAt = new Date(host.clock.now()).toISOString();
        for (const id of ids) {
          const request = captureRequest({ timeLimitSeconds, machine: id });
          await host.start('captureOnAlert', { ...request, arrivedAt }, id);
        }
        for (const { after: seconds, by, firesTimers } of jumps) {
          await host.advance(seconds * 1000);
          await host.setClock(by, { firesTimers: firesTimers && by > 0 });
        }
        for (const id of ids) {
          const { output } = await host.instance<CaptureResult>(id).end();
          assert.partialDeepStrictEqual(output, { captures: [{ end: 'timeLimit', warnings: [] }] });
        }
        const lived = times.deleted.map((at, index) => at - (times.created[index] ?? NaN));
        assert.equal(lived.length, 2);
        for (const each of lived) {
          assert.ok(
            each >= fileAfterSeconds && each <= fileAfterSeconds + longestWaits,
            `${each} s`,
          );
        }
      },
    ),
    // Planted faults were found within 3 runs.
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 6) },
  );
});
