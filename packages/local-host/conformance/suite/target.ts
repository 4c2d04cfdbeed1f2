/** The keys of a Functions host. */
export interface TargetKeys {
  function: string;
  system: string;
  master: string;
}

/** A host to which the recorded requests are sent. */
export interface Target {
  /** URL of the host without a path. */
  readonly url: string;
  readonly keys: TargetKeys;
  /** File in which the app logs the worker's calls; undefined if it is not accessible. */
  readonly workerLog: string | undefined;
  /** Kills the host and starts it again at the same address, with the same state. */
  restart(): Promise<void>;
  close(): Promise<void>;
}
