import { Readable } from 'node:stream';
import type { TestEvent } from 'node:test/reporters';
import { spec } from 'node:test/reporters';

/**
 * Whether an event is the end of a test that was not skipped. A file is no test: one that shares a process
 * ends like a test with its name, and so does one without tests.
 */
function isRun({ type, data }: TestEvent): boolean {
  if (type !== 'test:pass' && type !== 'test:fail') return false;
  if (data.name.endsWith('.test.ts') || data.file?.endsWith(data.name) === true) return false;
  return !data.skip && !data.todo;
}

/** Node's spec reporter, which also fails a run without tests; Node reports that as success. */
export default async function* reporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let ran = 0;
  async function* counted(): AsyncGenerator<TestEvent> {
    for await (const event of source) {
      if (isRun(event)) ran += 1;
      yield event;
    }
  }
  for await (const text of Readable.from(counted()).pipe(new spec())) yield String(text);
  if (ran === 0) {
    process.exitCode = 1;
    yield '\nNo test ran: check the names and the patterns.\n';
  }
}
