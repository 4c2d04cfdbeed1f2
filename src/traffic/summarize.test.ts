import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileForms, udpFrame, writeCapture } from '../test-support/capture-files.ts';
import { summarize } from './summarize.ts';

test('the summary of a stream that stalls is of what was read before it was stopped', async () => {
  const [form] = fileForms;
  assert(form);
  const stop = new AbortController();
  const file = writeCapture([{ time: 1.6e15, data: udpFrame(Buffer.from('x')) }], form);
  async function* stalled(): AsyncGenerator<Uint8Array> {
    yield file;
    setImmediate(() => stop.abort());
    await new Promise((_, reject) => {
      stop.signal.onabort = () => reject(new Error('The stream was aborted.'));
    });
  }
  const { file: read, traffic } = await summarize(stalled(), stop.signal);
  assert.equal(traffic.packets, 1);
  assert.match(read.problem ?? '', /it takes too long to read it all/);
});
