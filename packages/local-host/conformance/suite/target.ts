/** The keys of a Functions host. */
export interface TargetKeys {
  function: string;
  system: string;
  master: string;
}

/** A host that the recorded requests are sent to. */
export interface Target {
  /** Its address without a path. */
  readonly url: string;
  readonly keys: TargetKeys;
  /** Where the app writes down what the worker gets; undefined where that is out of reach. */
  readonly workerLog: string | undefined;
  /** Ends the host without warning and starts it again at the same address, with the same state. */
  restart(): Promise<void>;
  close(): Promise<void>;
}
