import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { Outcome } from '../src/captures/outcome.ts';
import type { MachineStage } from '../src/captures/progress.ts';
import type { CloudEvent } from '../src/notifications/cloud-event.ts';
import { alertFor, newMachine } from './support/alerts.ts';
import { TestStack } from './support/test-stack.ts';
import { waitFor } from './support/wait-for.ts';

/** While it is set, the receiver accepts notifications and does not answer. */
let silence: PromiseWithResolvers<void> | undefined;

const stack = await TestStack.start({
  settings: { CAPTURE_TIME_LIMIT_SECONDS: '2' },
  statusFor: async () => {
    await silence?.promise;
    return 200;
  },
});
after(() => stack[Symbol.asyncDispose]());
const { simulator } = stack;

interface Moment {
  when: string;
  /** Runs before the alert is sent. */
  prepare?: () => Promise<unknown>;
  /** Resolves at the time of the kill. */
  arrives: (id: string, machine: string) => Promise<unknown>;
  settings?: Record<string, string>;
  end?: Outcome['end'];
}

const atStage = (id: string, stage: MachineStage): Promise<unknown> =>
  stack.waitForCapture(
    id,
    ({ targets: [target] }) => target !== undefined && 'stage' in target && target.stage === stage,
  );

/** While the simulator holds a call for a second; its answer arrives nowhere. */
function duringCall(operation: string): Pick<Moment, 'prepare' | 'arrives'> {
  let fault = 0;
  return {
    prepare: async () => {
      const match = { operation };
      fault = await simulator.addFault({ kind: 'slow', milliseconds: 1_000, match, times: 1 });
    },
    arrives: () =>
      waitFor(
        `a call of ${operation}`,
        () => simulator.played(fault),
        (times) => times > 0,
      ),
  };
}

const whileStopping = duringCall('packetCaptures.stop');

// A call that only reads is not here: `at-least-once.test.ts` repeats those.
const moments: Moment[] = [
  { when: 'as soon as the alert is accepted', arrives: async () => undefined },
  { when: 'while the limit is checked', ...duringCall('packetCaptures.list') },
  { when: 'while the session is created', ...duringCall('packetCaptures.create') },
  {
    when: 'just after the session was created',
    arrives: (_, machine) =>
      waitFor(
        'the session',
        () => simulator.sessionsOf(machine),
        (sessions) => sessions.length > 0,
      ),
  },
  { when: 'while it captures', arrives: (id) => atStage(id, 'capturing') },
  {
    when: 'while the session is stopped',
    ...whileStopping,
    settings: { CAPTURE_TIME_LIMIT_SECONDS: '600' },
    arrives: async (id, machine) => {
      await atStage(id, 'capturing');
      await stack.client.call(`captures/${id}/stop`, { method: 'POST' });
      await whileStopping.arrives(id, machine);
    },
    end: 'stopped',
  },
  {
    when: 'while the file is waited for',
    prepare: () => simulator.addFault({ kind: 'file-late', seconds: 3 }),
    arrives: (id) => atStage(id, 'finalizing'),
  },
  { when: 'while the session is deleted', ...duringCall('packetCaptures.delete') },
  {
    when: 'while the notification is sent',
    prepare: async () => {
      silence = Promise.withResolvers();
    },
    arrives: (id) =>
      waitFor(
        'the notification',
        () => stack.listener.received as CloudEvent[],
        (received) => received.some((event) => event.id === id),
      ),
  },
];

describe('after a kill and a start it continues', () => {
  for (const [index, moment] of moments.entries()) {
    const { when, prepare, arrives, settings, end = 'timeLimit' } = moment;
    test(when, async () => {
      if (settings !== undefined) {
        await stack.killApp();
        await stack.startApp(settings);
      }
      await prepare?.();
      const machine = newMachine(`killed-${index}`);
      const id = await stack.client.postAlert(alertFor(machine));
      await arrives(id, machine);
      await stack.killApp();
      await simulator.clearFaults();
      silence?.resolve();
      silence = undefined;
      await stack.startApp();

      const { view, notifications } = await stack.endOf(id);
      assert.equal((view.targets as Outcome[])[0]?.end, end, view.summary);

      const [session, ...others] = await simulator.sessionsOf(machine);
      assert.deepEqual(others, [], 'there is one session');
      const counted = await simulator.ledger({ session: session?.name ?? '', counted: 'true' });
      assert.equal(counted.length, 1, 'one PUT counts');
      assert.equal(session?.listed, false, 'the session is deleted');

      const files = (await stack.storage.blobsOf(machine)).map((url) => url.split('.').at(-1));
      assert.deepEqual(files.sort(), ['cap', 'json', 'json'], 'there is one file');

      const [notification, ...repeats] = notifications;
      assert.equal(notification?.id, id);
      assert.equal(repeats.length, when.includes('notification') ? 1 : 0);
      for (const repeat of repeats) assert.deepEqual(repeat, notification);
    });
  }
});
