import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { formatLogLine } from './log-line-for-terminal.ts';

const about = {
  event: 'stage',
  instanceId: 'alert-capture-0f31fab37c46d83fe29cc86f:0',
  alert: 'cpu',
  vm: '/subscriptions/s/virtualMachines/web-03',
  stage: 'capturing',
};
const start = { time: '2026-11-20T02:14:00.123Z', level: 'information' };
const line = JSON.stringify({ ...start, function: 'captureMachine', ...about });

describe('a line of the log', () => {
  test('on a terminal has time, level, capture and message', () => {
    assert.equal(
      stripVTControlCharacters(formatLogLine(line, true)),
      '02:14:00 info    0f31fab3:0 stage web-03 stage capturing',
    );
    assert.equal(
      stripVTControlCharacters(
        formatLogLine(
          JSON.stringify({ ...start, level: 'warning', function: 'x', message: 'y' }),
          true,
        ),
      ),
      '02:14:00 warning x: y',
    );
    assert.equal(formatLogLine('anything else', true), 'anything else');
  });

  test('is JSON when it is piped', () => {
    assert.equal(formatLogLine(line, false), line);
    assert.deepEqual(JSON.parse(formatLogLine('anything else', false)), {
      message: 'anything else',
    });
  });
});
