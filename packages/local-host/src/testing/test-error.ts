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

/** The error for a function that a host under test does not have; it names those that it has. */
export function unknownFunction(kind: string, name: string, known: readonly string[]): TestError {
  const others = known.length > 0 ? known.join(', ') : 'none';
  return new TestError(
    'unknown-function',
    `There is no ${kind} "${name}". The app has: ${others}.`,
  );
}
