import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OrchestrationContext } from 'durable-functions';
import { isTraced, traceOf } from './trace.ts';

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

const cases: [what: string, input: unknown, trace: object, traced: boolean][] = [
  ['a trace', { traceparent, alert: 'cpu' }, { traceparent }, true],
  ['no trace', { alert: 'cpu' }, {}, false],
  ['no input', undefined, {}, false],
];

for (const [what, input, trace, traced] of cases) {
  test(`the trace of an orchestration whose input has ${what}`, () => {
    const context = { df: { getInput: () => input } } as unknown as OrchestrationContext;
    assert.deepEqual(traceOf(context), trace);
    assert.equal(isTraced(context), traced);
  });
}
