import type { TestEvent } from 'node:test/reporters';
import { spec } from 'node:test/reporters';

/** Node's spec reporter, which besides fails a run in which no test ran: Node takes that for a success. */
export default class Reporter extends spec {
  override _transform(
    event: TestEvent,
    encoding: BufferEncoding,
    callback: (error?: Error | null, data?: unknown) => void,
  ): void {
    if (event.type === 'test:summary' && event.data.file === undefined) {
      const { passed, failed } = event.data.counts;
      if (passed + failed === 0) {
        process.exitCode = 1;
        this.push('No test ran. Check the file names and patterns.\n');
      }
    }
    super._transform(event, encoding, callback);
  }
}
