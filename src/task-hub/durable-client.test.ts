import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientCall } from '../test-support/client-call.ts';
import { durableClient } from './durable-client.ts';

test('the client is kept until its binding changes', () => {
  const first = durableClient(clientCall('hub'));
  assert.equal(durableClient(clientCall('hub')), first);
  const second = durableClient(clientCall('another'));
  assert.notEqual(second, first);
  assert.equal(second.taskHubName, 'another');
});
