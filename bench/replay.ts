import { createRequire } from 'node:module';
import { InvocationContext } from '@azure/functions';
import type { OrchestrationContext, OrchestrationHandler, Task } from 'durable-functions';
import { fitsRecording, replayRecording, type Recording } from 'local-host/replay';
import { createTestHost, inlineApp } from 'local-host/testing';
import { captureRequest, startVirtualCapture } from '../test/support/virtual-capture.ts';
import { figure, type Figure } from './support/figure.ts';

const ROUNDS = 250;
const SEVEN_DAYS_SECONDS = 7 * 24 * 60 * 60;

const sdk = createRequire(import.meta.url)('durable-functions/lib/src/util/testingUtils.js') as {
  createOrchestrator(
    handler: OrchestrationHandler,
  ): (input: unknown, context: InvocationContext) => Promise<unknown>;
};

/** A poll loop like the capture's: a timer and an activity, eight events per round. */
const poll: OrchestrationHandler = function* poll(
  context: OrchestrationContext,
): Generator<Task, number, unknown> {
  for (let round = 0; round < ROUNDS; round++) {
    const { df } = context;
    yield df.createTimer(new Date(df.currentUtcDateTime.getTime() + 60_000));
    yield df.callActivity('look', round);
  }
  return ROUNDS;
};

async function recordPolls(): Promise<Recording> {
  const activities = { look: () => 'running' };
  await using host = await createTestHost({
    orchestrators: { poll },
    activities,
    alwaysReplay: false,
  });
  const instance = await host.start('poll');
  await instance.end();
  return instance.record();
}

/** Units of work per second, from repeated runs. */
async function perSecond(units: number, runs: number, work: () => Promise<unknown>) {
  await work();
  const samples: number[] = [];
  for (let run = 0; run < runs; run++) {
    const startedAt = performance.now();
    await work();
    samples.push((units * 1000) / (performance.now() - startedAt));
  }
  return samples;
}

/**
 * Events replayed per second, compared with the bare executor of `durable-functions` on the same history,
 * and the time of a seven-day capture on the virtual clock.
 */
export async function replay(runs = 20): Promise<Figure[]> {
  const recording = await recordPolls();
  const events = recording.history.length;
  const app = inlineApp({ orchestrators: { poll } }, () => undefined);

  const executor = sdk.createOrchestrator(poll);
  const input = JSON.stringify({
    ...{ history: recording.history, input: null, instanceId: 'poll', isReplaying: true },
    ...{ upperSchemaVersion: 1, upperSchemaVersionNew: 3 },
    ...{ longRunningTimerIntervalDuration: '3.00:00:00', maximumShortTimerDuration: '6.00:00:00' },
    defaultHttpAsyncRequestSleepTimeMillseconds: 30_000,
  });
  const bare = await perSecond(events, runs, async () =>
    executor(JSON.parse(input), new InvocationContext({ functionName: 'poll' })),
  );
  const checked = await perSecond(events, runs, () => fitsRecording(app, recording));
  const traced = await perSecond(events, Math.ceil(runs / 4), () =>
    replayRecording(app, recording),
  );

  const shares = checked.map((each, index) => (100 * each) / (bare[index] ?? NaN));
  return [
    figure(`bare executor, ${events} events`, 'events/s', bare),
    figure('replay that only checks', 'events/s', checked),
    figure('  of the bare executor', '%', shares),
    figure('replay that prints every turn and line', 'events/s', traced),
    figure('virtual capture of seven days', 'ms', await sevenDays(Math.ceil(runs / 4))),
  ];
}

async function sevenDays(runs: number): Promise<number[]> {
  const samples: number[] = [];
  for (let run = 0; run <= runs; run++) {
    await using host = await startVirtualCapture({ endsAfterSeconds: SEVEN_DAYS_SECONDS });
    const request = captureRequest({ timeLimitSeconds: SEVEN_DAYS_SECONDS });
    const startedAt = performance.now();
    const alert = await host.start('captureOnAlert', request);
    await alert.result();
    if (run > 0) samples.push(performance.now() - startedAt);
  }
  return samples;
}
