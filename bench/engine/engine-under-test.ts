/** An engine with the chain of five trivial steps deployed, as seen by a driver in another process. */
export interface EngineUnderTest extends AsyncDisposable {
  name: string;
  /** The settings that affect its durability. */
  settings: string;
  /** Starts a chain. Resolves with its id when the engine has acknowledged it. */
  start(): Promise<string>;
  /** The chain's result. */
  result(id: string): Promise<number>;
  /** Starts a chain and waits for its result, in a single request where the engine supports it. */
  run(): Promise<number>;
  /** Stops its processes. */
  stop(): Promise<void>;
  /** Starts its processes again on the existing state. */
  launch(): Promise<void>;
  /** Ids of its host and server processes. Measurements include their children. */
  pids(): number[];
}
