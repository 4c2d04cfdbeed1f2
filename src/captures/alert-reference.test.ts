import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportOf } from '../test-support/reports.ts';
import { refer } from './alert-reference.ts';

test('a reference has the fields that identify the alert, and no long text', () => {
  const { alert } = reportOf();
  const { severity, ...withoutSeverity } = alert;
  const reference = {
    id: 'alert-capture-1',
    identity: 'a',
    rule: 'net-out-spike',
    condition: 'fired',
    firedAt: '2026-11-20T02:14:00.000Z',
  };
  const full = { ...alert, description: 'x'.repeat(1000) };
  assert.deepEqual(refer('alert-capture-1', full), { ...reference, severity });
  assert.deepEqual(refer('alert-capture-1', withoutSeverity), reference);
});
