export { createHost, type Host, type HostOptions } from './host.ts';
export { HostError, type HostErrorCode } from './model/host-error.ts';
export type { LogEntry } from './model/function-app.ts';
