import assert from 'node:assert/strict';
import { afterEach, describe, mock, test } from 'node:test';
import { InvocationContext } from '@azure/functions';
import { propagation, ROOT_CONTEXT, trace, type Context, type Span } from '@opentelemetry/api';
import { app } from 'durable-functions';
import * as v from 'valibot';
import { StepError } from '../captures/failure.ts';
import { registerActivity } from './register-activity.ts';

type Handler = (input: unknown, context: InvocationContext) => Promise<unknown>;

const schema = v.looseObject({ machine: v.string() });
const at = Date.parse('2026-11-20T02:14:00.000Z');

afterEach(() => mock.reset());

/** An activity as the host sees it, at a fixed time. */
function registered(run: Parameters<typeof registerActivity>[2]) {
  mock.timers.enable({ apis: ['Date'], now: at });
  const register = mock.method(app, 'activity', () => undefined);
  registerActivity('createCapture', schema, run);
  const [name, options] = register.mock.calls[0]?.arguments as unknown as [
    string,
    { handler: Handler; extraInputs: { type: string }[] },
  ];
  return { name, ...options };
}

const contextWith = (traceParent?: string): InvocationContext =>
  new InvocationContext({
    functionName: 'createCapture',
    ...(traceParent !== undefined && { traceContext: { traceParent } }),
  });

describe('an activity', () => {
  test('is registered under its name, with a client of the task hub', () => {
    const { name, extraInputs } = registered(() => Promise.resolve());
    assert.equal(name, 'createCapture');
    assert.deepEqual(
      extraInputs.map(({ type }) => type),
      ['durableClient'],
    );
  });

  test('returns a result with its value and the time', async () => {
    const { handler } = registered((input: { machine: string }) =>
      Promise.resolve(`captured ${input.machine}`),
    );
    const result = await handler({ machine: 'web-1' }, contextWith());
    assert.deepEqual(result, { ok: true, value: 'captured web-1', at });
  });

  test('gets the context of its call', async () => {
    const { handler } = registered((_, { invocationId }) => Promise.resolve(invocationId));
    const context = contextWith();
    const { value } = (await handler({ machine: 'web-1' }, context)) as { value: string };
    assert.equal(value, context.invocationId);
  });

  test('returns a failure with its time in place of a thrown error', async () => {
    const { handler } = registered(() =>
      Promise.reject(new StepError('Busy', 'It is busy.', 'Wait.', { transient: true })),
    );
    const { failure, ...rest } = (await handler({ machine: 'web-1' }, contextWith())) as {
      failure: { code: string; transient: boolean };
    };
    assert.deepEqual(rest, { ok: false, at });
    assert.deepEqual([failure.code, failure.transient], ['Busy', true]);
  });

  test('advises by its own name on an error that no table knows', async () => {
    const error = Object.assign(new Error('No.'), { code: 'Odd', statusCode: 418 });
    const { handler } = registered(() => Promise.reject(error));
    const { failure } = (await handler({ machine: 'web-1' }, contextWith())) as {
      failure: { advice: string };
    };
    assert.match(failure.advice, /Network Watcher agent/);
  });

  test('refuses an invalid input before it does anything', async () => {
    const { handler } = registered(() => assert.fail('it ran'));
    const { failure } = (await handler({ machine: 1 }, contextWith())) as {
      failure: { code: string; message: string };
    };
    assert.equal(failure.code, 'InvalidInput');
    assert.match(failure.message, /^machine is wrong/);
  });
});

describe('the span of an activity', () => {
  const workflow = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const call = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  /** Runs an activity, and returns what its span shows. */
  async function spanOf({ input, context }: { input: unknown; context: InvocationContext }) {
    const span = { names: [] as string[], parents: [] as unknown[], attributes: [] as unknown[] };
    mock.method(propagation, 'extract', (_: Context, carrier: unknown) => {
      span.parents.push(carrier);
      return ROOT_CONTEXT;
    });
    const recorded = {
      setAttribute: (name: string, value: unknown) => span.attributes.push([name, value]),
      setStatus: mock.fn(),
      end: mock.fn(),
    };
    mock.method(trace, 'getTracer', () => ({
      startActiveSpan: (
        name: string,
        _options: unknown,
        _parent: unknown,
        work: (span: Span) => unknown,
      ) => {
        span.names.push(name);
        return work(recorded as unknown as Span);
      },
    }));
    const { handler } = registered(() => Promise.resolve());
    await handler(input, context);
    return span;
  }

  test('has its name, and belongs to the trace of the workflow', async () => {
    const input = { machine: 'web-1', traceparent: workflow };
    const span = await spanOf({ input, context: contextWith(call) });
    assert.deepEqual(span.names, ['createCapture']);
    assert.deepEqual(span.parents, [{ traceparent: workflow }]);
  });

  for (const [what, input] of [
    ['no trace', { machine: 'web-1' }],
    ['a trace that is not text', { machine: 'web-1', traceparent: 1 }],
    ['no fields', null],
  ] as const) {
    test(`belongs to the host's call when the input has ${what}`, async () => {
      const span = await spanOf({ input, context: contextWith(call) });
      assert.deepEqual(span.parents, [{ traceparent: call }]);
    });
  }

  test('has no parent when the host gives none', async () => {
    for (const context of [contextWith(), contextWith('')]) {
      const span = await spanOf({ input: { machine: 'web-1' }, context });
      assert.deepEqual(span.parents, []);
      mock.reset();
    }
  });

  test('has the code of the failure, not its message', async () => {
    const span = await spanOf({ input: { machine: 1 }, context: contextWith() });
    assert.deepEqual(span.attributes, [['error.type', 'InvalidInput']]);
  });
});
