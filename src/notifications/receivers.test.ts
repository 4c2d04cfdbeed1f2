import assert from 'node:assert/strict';
import { test } from 'node:test';
import { receiverNames, receiversOf } from './receivers.ts';

const none = { webhook: [], teams: [], slack: [] };

test('the first receiver of a format has the name of the format, and the others a number', () => {
  const urls = {
    ...none,
    webhook: ['https://a.example'],
    slack: ['https://b.example', 'https://c.example'],
  };
  assert.deepEqual(receiversOf(urls), [
    { name: 'webhook', format: 'webhook', url: 'https://a.example' },
    { name: 'slack', format: 'slack', url: 'https://b.example' },
    { name: 'slack-2', format: 'slack', url: 'https://c.example' },
  ]);
  assert.deepEqual(receiverNames(urls), ['webhook', 'slack', 'slack-2']);
});

test('without a receiver, the log is the only one', () => {
  assert.deepEqual(receiversOf(none), []);
  assert.deepEqual(receiverNames(none), ['log']);
});
