/** Code of a {@link TestError}. */
export type TestErrorCode =
  'nothing-to-run' | 'too-long' | 'orchestration-failed' | 'unknown-function' | 'host-closed';

/** Error of a host under test. The message states what was found and what to do. */
export class TestError extends Error {
  readonly code: TestErrorCode;

  constructor(code: TestErrorCode, message: string) {
    super(message);
    this.name = 'TestError';
    this.code = code;
  }
}
