import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { resolveSettings } from './binding-settings.ts';

const binding = (fields: Record<string, unknown>) =>
  ({ name: 'it', type: 'queueTrigger', direction: 'in', ...fields }) as const;

describe('app settings in bindings', () => {
  test('replace %NAME%, also within a text', () => {
    const given = binding({ queueName: 'in-%STAGE%-%Part:One%', batch: 3 });
    assert.deepEqual(resolveSettings('f', given, { STAGE: 'test', 'Part:One': 'a' }), {
      ...given,
      queueName: 'in-test-a',
    });
  });

  test('leave other percent signs', () => {
    const given = binding({ route: 'a%20b%20c/100%' });
    assert.deepEqual(resolveSettings('f', given, {}), given);
  });

  test('are named when they are missing, with function and binding', () => {
    assert.throws(
      () => resolveSettings('poll', binding({ schedule: '%WHEN%' }), {}),
      /setting-missing|Function "poll": "schedule" of the binding "it" is "%WHEN%", but there is no setting WHEN/,
    );
  });
});
