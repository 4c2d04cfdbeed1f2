/** An engine with the chain of five trivial steps deployed, as a driver in another process sees it. */
export interface EngineUnderTest extends AsyncDisposable {
  name: string;
  /** The settings that its durability depends on. */
  settings: string;
  /** Starts a chain; resolves with its id when the engine has acknowledged it. */
  start(): Promise<string>;
  /** The chain's result, when it has one. */
  result(id: string): Promise<number>;
  /** Starts a chain and waits for its result, in one request where the engine has one for it. */
  run(): Promise<number>;
  /** Stops its processes. */
  stop(): Promise<void>;
  /** Starts them on the state that they left. */
  launch(): Promise<void>;
  /** Of the processes that it needs, hosts and servers; their children count too. */
  pids(): number[];
}
