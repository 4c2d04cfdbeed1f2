import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OrchestrationContext, OrchestrationHandler, Task } from 'durable-functions';
import { createTestHost } from '../testing/index.ts';
import { inlineApp } from '../testing/inline-app.ts';
import { fitsRecording, replayRecording, type Recording } from './index.ts';

type Story = Generator<Task, unknown, unknown>;
type Code = (context: OrchestrationContext) => Story;

const later = ({ df }: OrchestrationContext, seconds: number) =>
  new Date(df.currentUtcDateTime.getTime() + seconds * 1000);

/** The code from which the history is recorded; the other generators are changed versions of it. */
function* original(context: OrchestrationContext): Story {
  const { df } = context;
  const found = yield df.callActivity('find', { what: 'vm' });
  yield df.createTimer(later(context, 60));
  const made = yield df.callActivity('make', found);
  yield df.callActivity('notify', made);
  return made;
}

async function record(code: Code, durableTask: Record<string, unknown> = {}): Promise<Recording> {
  const echo = (input: unknown) => input;
  const activities = { find: echo, make: echo, notify: echo, seek: echo, check: echo };
  await using host = await createTestHost({
    orchestrators: { story: code as OrchestrationHandler },
    activities,
    durableTask,
  });
  const instance = await host.start('story', { by: 'test' });
  await instance.end();
  return instance.record();
}

const replay = (recording: Recording, code: Code) => replayRecording(appOf(code), recording);
const appOf = (code: Code) =>
  inlineApp({ orchestrators: { story: code as OrchestrationHandler } }, () => undefined);

const recording = await record(original);

async function divergence(code: Code) {
  assert.equal(await fitsRecording(appOf(code), recording), false);
  const found = (await replay(recording, code)).divergence;
  assert.ok(found);
  const { event, kind, recorded, asked, change, subject, position } = found;
  return { event, kind, recorded, asked, change, subject, at: position[0]?.function };
}

describe('code that matches', () => {
  test('ends with the recorded output', async () => {
    const report = await replay(recording, original);
    assert.equal(report.divergence, undefined);
    assert.deepEqual(report.warnings, []);
    assert.deepEqual(report.replayed, { status: 'Completed', output: { what: 'vm' } });
    assert.equal(report.turns.length, 5);
    assert(await fitsRecording(appOf(original), recording));
  });

  test('runs no activity', async () => {
    assert.deepEqual([...appOf(original).functions.keys()], ['story']);
  });

  test('may be changed at a place that the instance has not reached', async () => {
    function* elsewhere(context: OrchestrationContext): Story {
      const { df } = context;
      if (df.getInput<{ by: string }>().by === 'another') yield df.callActivity('check', 1);
      return yield* original(context);
    }
    assert.equal((await replay(recording, elsewhere)).divergence, undefined);
  });
});

describe('code that does not match', () => {
  test('for a renamed activity', async () => {
    function* renamed(context: OrchestrationContext): Story {
      const { df } = context;
      const found = yield df.callActivity('seek', { what: 'vm' });
      yield df.createTimer(later(context, 60));
      const made = yield df.callActivity('make', found);
      yield df.callActivity('notify', made);
      return made;
    }
    assert.deepEqual(await divergence(renamed), {
      event: 2,
      kind: 'TaskScheduled',
      recorded: 'activity find',
      asked: 'activity seek',
      change: 'renamed',
      subject: 'activity find',
      at: 'renamed',
    });
  });

  test('for an added activity', async () => {
    function* added(context: OrchestrationContext): Story {
      const { df } = context;
      const found = yield df.callActivity('find', { what: 'vm' });
      yield df.callActivity('check', found);
      yield df.createTimer(later(context, 60));
      const made = yield df.callActivity('make', found);
      yield df.callActivity('notify', made);
      return made;
    }
    const { event, change, subject, recorded } = await divergence(added);
    assert.deepEqual([event, change, subject], [6, 'added', 'activity check']);
    assert.match(recorded, /^timer until /);
  });

  test('for a removed activity', async () => {
    function* removed(context: OrchestrationContext): Story {
      const { df } = context;
      const found = yield df.callActivity('find', { what: 'vm' });
      yield df.createTimer(later(context, 60));
      yield df.callActivity('notify', found);
      return found;
    }
    const { event, change, subject } = await divergence(removed);
    assert.deepEqual([event, change, subject], [10, 'removed', 'activity make']);
  });

  test('for activities in another order', async () => {
    function* reordered(context: OrchestrationContext): Story {
      const { df } = context;
      const found = yield df.callActivity('find', { what: 'vm' });
      yield df.createTimer(later(context, 60));
      yield df.callActivity('notify', found);
      return yield df.callActivity('make', found);
    }
    const { event, change, subject } = await divergence(reordered);
    assert.deepEqual([event, change, subject], [10, 'reordered', 'activity make, activity notify']);
  });

  test('for a timer in the place of an activity', async () => {
    function* replaced(context: OrchestrationContext): Story {
      const { df } = context;
      yield df.callActivity('find', { what: 'vm' });
      yield df.createTimer(later(context, 60));
      yield df.callActivity('make', 1);
      yield df.createTimer(later(context, 60));
      return 1;
    }
    const { event, change, subject, asked } = await divergence(replaced);
    assert.deepEqual([event, change, subject], [14, 'replaced', 'activity notify']);
    assert.match(asked, /^timer until /);
  });

  test('for an activity removed at the end, or added there', async () => {
    function* shorter(context: OrchestrationContext): Story {
      const { df } = context;
      const found = yield df.callActivity('find', { what: 'vm' });
      yield df.createTimer(later(context, 60));
      return yield df.callActivity('make', found);
    }
    const less = await divergence(shorter);
    assert.deepEqual([less.event, less.change, less.subject], [14, 'removed', 'activity notify']);

    function* longer(context: OrchestrationContext): Story {
      yield* original(context);
      return yield context.df.callActivity('check', 1);
    }
    const more = await divergence(longer);
    assert.deepEqual([more.change, more.subject], ['added', 'activity check']);
  });

  test('for an end that is missing or is now a failure', async () => {
    function* waits(context: OrchestrationContext): Story {
      yield* original(context);
      return yield context.df.waitForExternalEvent('More');
    }
    const { change, at } = await divergence(waits);
    assert.deepEqual([change, at], ['goes on longer', 'waits']);

    function* fails(context: OrchestrationContext): Story {
      yield* original(context);
      throw new Error('no');
    }
    assert.equal((await divergence(fails)).change, 'ends otherwise');
  });

  test('says where it was, through every yield*', async () => {
    function* inner(context: OrchestrationContext): Story {
      yield context.df.createTimer(later(context, 60));
      return yield context.df.callActivity('check', 1);
    }
    function* outer(context: OrchestrationContext): Story {
      yield context.df.callActivity('find', { what: 'vm' });
      return yield* inner(context);
    }
    const { position } = (await replay(recording, outer)).divergence ?? { position: [] };
    assert.deepEqual(
      position.map((each) => each.function),
      ['inner', 'outer'],
    );
    assert(position.every(({ file }) => file.endsWith('replay/replay-recording.test.ts')));
    assert((position[0]?.line ?? 0) < (position[1]?.line ?? 0));
  });
});

describe('changes that running instances can follow', () => {
  test('are warnings: a timer, an output', async () => {
    function* changed(context: OrchestrationContext): Story {
      const { df } = context;
      const found = yield df.callActivity('find', { what: 'vm' });
      yield df.createTimer(later(context, 90));
      const made = yield df.callActivity('make', found);
      yield df.callActivity('notify', made);
      return 'done';
    }
    const { divergence: found, warnings } = await replay(recording, changed);
    assert.equal(found, undefined);
    assert.deepEqual(
      warnings.map(({ change, event }) => [change, event]),
      [
        ['timer changed', 6],
        ['output changed', 17],
      ],
    );
    assert.match(
      warnings[0]?.message ?? '',
      /for 2026-01-01T00:01:00.*, and is set for .*00:01:30/,
    );
  });

  test('are warnings: an input, where the history holds inputs', async () => {
    function* changed(context: OrchestrationContext): Story {
      const { df } = context;
      const found = yield df.callActivity('find', { what: 'nic' });
      yield df.createTimer(later(context, 60));
      const made = yield df.callActivity('make', found);
      yield df.callActivity('notify', made);
      return made;
    }
    const withInputs = await record(original, { storeInputsInOrchestrationHistory: true });
    assert.deepEqual((await replay(withInputs, original)).warnings, []);
    assert.deepEqual((await replay(withInputs, changed)).warnings, [
      {
        event: 2,
        change: 'input changed',
        message: 'The input was {"what":"vm"}, and is {"what":"nic"} now.',
      },
    ]);
    assert.deepEqual((await replay(recording, changed)).warnings, []);
  });
});

describe('histories of other ends', () => {
  test('of a failed, a terminated and a suspended instance fit, and of the caller of a terminated one', async () => {
    function* fails(context: OrchestrationContext): Story {
      yield context.df.callActivity('boom', 1);
      return null;
    }
    function* calls(context: OrchestrationContext): Story {
      return yield context.df.callSubOrchestrator('story', null, 'called');
    }
    const orchestrators = {
      story: original as OrchestrationHandler,
      fails: fails as OrchestrationHandler,
      calls: calls as OrchestrationHandler,
    };
    await using host = await createTestHost({
      orchestrators,
      activities: {
        find: (x: unknown) => x,
        make: (x: unknown) => x,
        notify: (x: unknown) => x,
        boom: () => {
          throw new Error('boom');
        },
      },
    });
    const failed = await host.start('fails');
    await failed.end();
    const terminated = await host.start('story');
    const suspended = await host.start('story');
    const caller = await host.start('calls');
    await host.advance('30s');
    await terminated.terminate('enough');
    await host.instance('called').terminate('enough');
    await suspended.suspend('a pause');
    await host.advance('2m');
    assert.deepEqual(
      [failed, terminated, suspended, caller].map(({ status }) => status),
      ['Failed', 'Terminated', 'Suspended', 'Failed'],
    );
    const app = inlineApp({ orchestrators }, () => undefined);
    for (const instance of [failed, terminated, suspended, caller]) {
      const { divergence: found, warnings } = await replayRecording(app, instance.record());
      assert.deepEqual([found, warnings], [undefined, []], instance.status);
    }
  });
});
