import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OrchestrationContext } from 'durable-functions';
import { log } from './log.ts';

/** Logged levels and lines of an orchestration with this input. */
function logged(input: unknown, isReplaying = false): [level: string, line: unknown][] {
  const lines: [string, unknown][] = [];
  const at = (level: string) => (line: string) => lines.push([level, JSON.parse(line)]);
  const context = {
    df: { instanceId: 'i:0', isReplaying, getInput: () => input },
    info: at('info'),
    warn: at('warn'),
  } as unknown as OrchestrationContext;
  log(context, 'warn', 'something', { count: 2 });
  log(context, 'info', 'nothing');
  return lines;
}

const alert = { rule: 'cpu', targets: [{ id: '/vm/1' }, { id: '/vm/2' }] };

describe('a line names the alert and the machines', () => {
  const cases: [what: string, input: unknown, alert: string, vm: string][] = [
    ['of an alert', { alert }, 'cpu', '/vm/1 /vm/2'],
    ['of a machine of an alert', { alert, vm: { id: '/vm/2' } }, 'cpu', '/vm/2'],
    ['of an ended claim', { claim: { alert, vm: { id: '/vm/1' } } }, 'cpu', '/vm/1'],
    ['of a report', { report: { alert, captures: [{ vm: '/vm/3' }] } }, 'cpu', '/vm/3'],
    ['of nothing', {}, '', ''],
  ];
  for (const [what, input, rule, vm] of cases) {
    test(what, () => {
      const subject = { instanceId: 'i:0', alert: rule, vm };
      assert.deepEqual(logged(input), [
        ['warn', { event: 'something', ...subject, count: 2 }],
        ['info', { event: 'nothing', ...subject }],
      ]);
    });
  }
});

test('a replay logs no line', () => {
  assert.deepEqual(logged({ alert }, true), []);
});
