import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { queueSettings } from './queue-settings.ts';

describe('the queues section of host.json', () => {
  test('has the defaults of the extension in development', () => {
    const { newBatchThreshold, ...rest } = queueSettings({});
    assert.ok(newBatchThreshold > 0 && newBatchThreshold % 8 === 0);
    assert.deepEqual(rest, {
      batchSize: 16,
      maxDequeueCount: 5,
      maxPollingIntervalMs: 2000,
      visibilityTimeoutSeconds: 0,
      messageEncoding: 'base64',
    });
  });

  test('is read', () => {
    const section = {
      maxPollingInterval: '00:00:00.100',
      visibilityTimeout: '00:01:30',
      batchSize: 1,
      maxDequeueCount: 2,
      newBatchThreshold: 0,
      messageEncoding: 'None',
    };
    assert.deepEqual(queueSettings(section), {
      maxPollingIntervalMs: 100,
      visibilityTimeoutSeconds: 90,
      batchSize: 1,
      maxDequeueCount: 2,
      newBatchThreshold: 0,
      messageEncoding: 'none',
    });
  });

  test('warns of unknown keys', () => {
    const warnings: string[] = [];
    queueSettings({ batchsize: 2 }, (warning) => warnings.push(warning));
    assert.deepEqual(warnings, [
      'host.json: "extensions.queues.batchsize" is not known and has no effect.',
    ]);
  });

  test('is refused when a value is wrong', () => {
    const wrong: Record<string, unknown[]> = {
      maxPollingInterval: [2000, '00:00:00.050', 'soon', ''],
      visibilityTimeout: [30, '8.00:00:00', '-00:00:01'],
      batchSize: [0, 33, 1.5, '16'],
      maxDequeueCount: [0, true],
      newBatchThreshold: [-1],
      messageEncoding: ['utf8', 64],
    };
    for (const [key, values] of Object.entries(wrong)) {
      for (const value of values) {
        const named = { code: 'host-json-invalid', message: new RegExp(`queues.${key}" is`) };
        assert.throws(() => queueSettings({ [key]: value }), named, `${key}: ${String(value)}`);
      }
    }
  });
});
