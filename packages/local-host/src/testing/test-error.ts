/** Why a test kit gave up. */
export type TestErrorCode =
  'nothing-to-run' | 'too-long' | 'orchestration-failed' | 'unknown-function' | 'host-closed';

/** An error of a host under test; the message says what was found, and what to do. */
export class TestError extends Error {
  readonly code: TestErrorCode;

  constructor(code: TestErrorCode, message: string) {
    super(message);
    this.name = 'TestError';
    this.code = code;
  }
}
