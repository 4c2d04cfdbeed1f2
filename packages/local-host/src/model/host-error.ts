/** Codes of the errors that stop the host, or with which it rejects input. */
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

/** An error of the host or of the app's configuration. The message says how to fix it. */
export class HostError extends Error {
  readonly code: HostErrorCode;

  constructor(code: HostErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'HostError';
    this.code = code;
  }
}

/** The message of any thrown value. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The stack of any thrown value, or its message if it has none. */
export function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
