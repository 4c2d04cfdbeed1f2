import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { jsonLine, terminalLine } from './format-log-entry.ts';

const time = new Date('2026-11-20T02:14:07.123Z');
const onTerminal = (entry: Parameters<typeof terminalLine>[0]): string =>
  stripVTControlCharacters(terminalLine(entry, time));

describe('a log entry', () => {
  test('on a terminal has time, level, function and message', () => {
    const entry = { level: 'warning', message: 'Disk full\nagain', functionName: 'copy' } as const;
    assert.equal(onTerminal(entry), '02:14:07 warning  copy: Disk full\n    again');
  });

  test('on a terminal shows a JSON message with its instance and event first', () => {
    const message = JSON.stringify({ vm: 'web', event: 'stage', instanceId: 'alert-1', tries: 2 });
    assert.equal(
      onTerminal({ level: 'information', message, functionName: 'capture' }),
      '02:14:07 info     alert-1 stage vm="web" tries=2',
    );
  });

  test('is JSON when it is piped; a message that is JSON is not text in it', () => {
    const entry = { level: 'error', functionName: 'copy' } as const;
    assert.deepEqual(JSON.parse(jsonLine({ ...entry, message: '{"event":"failed"}' }, time)), {
      time: '2026-11-20T02:14:07.123Z',
      level: 'error',
      function: 'copy',
      event: 'failed',
    });
    assert.equal(
      (JSON.parse(jsonLine({ ...entry, message: '{no json' }, time)) as { message: string })
        .message,
      '{no json',
    );
  });

  test('has no control character that a terminal interprets, in either form', () => {
    const all = Array.from({ length: 0xa1 }, (_, code) => String.fromCodePoint(code)).join('');
    for (const message of [all, JSON.stringify({ event: all, instanceId: all, [all]: all })]) {
      const entry = { level: 'information', message } as const;
      assert.doesNotMatch(onTerminal(entry).replaceAll(/[\t\n]/g, ''), /\p{Cc}/u);
      assert.doesNotMatch(jsonLine(entry, time), /\p{Cc}/u);
    }
  });
});
