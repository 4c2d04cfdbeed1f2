import type { Recording } from 'local-host/replay';
import type { TestHost } from 'local-host/testing';
import { stateVersion } from '../../src/captures/state-version.ts';
import { allClaims, readSlotsState } from '../../src/limit/slots-state.ts';
import type { LostCapture } from '../../src/orchestrators/finish-capture.ts';
import { deliveryInstanceId } from '../../src/captures/progress.ts';
import { captureRequest, startVirtualCapture, type Weather } from '../support/virtual-capture.ts';

const ALERT = 'alert-1';
const TARGET = `${ALERT}:0`;

/** Records a history. Each has a file with its name beside this one. */
export type Scenario = () => Promise<Recording>;

/** The events of one run of the app, and the instance that is recorded. */
async function record(
  weather: Weather,
  {
    recorded = TARGET,
    request = captureRequest(),
    during = () => Promise.resolve(),
  }: {
    recorded?: string;
    request?: ReturnType<typeof captureRequest>;
    during?: (host: TestHost) => Promise<void>;
  } = {},
): Promise<Recording> {
  await using host = await startVirtualCapture(weather);
  const alert = await host.start('captureOnAlert', request, ALERT);
  await during(host);
  await alert.end();
  const instance = host.instance(recorded);
  await instance.end();
  return instance.record();
}

const after = (seconds: number, event: string) => async (host: TestHost) => {
  await host.advance(seconds * 1000);
  await host.instance(TARGET).raise(event);
};

const minute: Weather = { endsAfterSeconds: 60 };

/** One for each end of a capture, and one for each other orchestration. */
export const scenarios: Record<string, Scenario> = {
  'time-limit': () => record(minute),
  announced: () => record(minute, { request: captureRequest({ policy: { notifyOnStart: true } }) }),
  'byte-limit': () => record({ endsAfterSeconds: 30, stopReason: '' }),
  stopped: () => record(minute, { during: after(20, 'stop') }),
  resolved: () => record(minute, { during: after(20, 'resolved') }),
  failed: () => record({ failing: 'createCapture' }),
  lost: () => record({ vanishesAfterSeconds: 20 }),
  'timed-out': () => record({ deaf: true }),
  attached: () => record(minute, { recorded: 'alert-2:0', during: secondAlert }),
  cooldown: async () => {
    const request = captureRequest({ policy: { cooldownSeconds: 600 } });
    await using host = await startVirtualCapture(minute);
    await (await host.start('captureOnAlert', request, ALERT)).end();
    await (await host.start('captureOnAlert', request, 'alert-2')).end();
    return host.instance('alert-2:0').record();
  },
  skipped: () =>
    record({ limit: 0 }, { request: captureRequest({ policy: { limitPolicy: 'skip' } }) }),

  'capture-on-alert': () => record(minute, { recorded: ALERT }),
  'deliver-report': () => record(minute, { recorded: deliveryInstanceId(ALERT, 'webhook') }),
  'finish-capture': async () => {
    await using host = await startVirtualCapture({});
    await host.start('captureOnAlert', captureRequest(), ALERT);
    await host.advance('20s');
    await host.instance(TARGET).terminate('by mistake');
    await host.idle();
    const { state } = readSlotsState(host.entityState('captureSlots', 'all'));
    const [held] = allClaims(state);
    if (held === undefined) throw new Error('The entity holds no claim.');
    const input: LostCapture = { version: stateVersion, ...held, fate: 'was terminated' };
    const finish = await host.start('finishCapture', input, 'finish-1');
    await finish.end();
    return finish.record();
  },
};

async function secondAlert(host: TestHost): Promise<void> {
  await host.advance('20s');
  await host.start('captureOnAlert', captureRequest(), 'alert-2');
  await host.idle();
}
