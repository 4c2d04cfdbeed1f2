/** What can stop the host, or be refused by it, on the way from an app's files to its answers. */
export type HostErrorCode =
  | 'app-main-missing'
  | 'app-load-failed'
  | 'app-model-not-supported'
  | 'app-no-functions'
  | 'binding-invalid'
  | 'binding-not-supported'
  | 'duplicate-function'
  | 'function-unknown'
  | 'host-json-invalid'
  | 'keys-file-damaged'
  | 'local-settings-invalid'
  | 'route-invalid'
  | 'server-closed'
  | 'setting-invalid'
  | 'setting-missing'
  | 'state-damaged'
  | 'state-foreign'
  | 'state-locked'
  | 'state-newer'
  | 'state-not-written';

/** An error of the host itself or of the app's set-up; the message says what to do about it. */
export class HostError extends Error {
  readonly code: HostErrorCode;

  constructor(code: HostErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'HostError';
    this.code = code;
  }
}

/** The message of anything that can be thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The stack of anything that can be thrown, or else its message. */
export function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
