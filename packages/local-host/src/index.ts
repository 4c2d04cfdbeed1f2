export { createHost, type Host, type HostOptions } from './host.ts';
export { HostError, type HostErrorCode } from './worker/host-error.ts';
export type { LogEntry } from './worker/function-app.ts';
