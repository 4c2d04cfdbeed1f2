/** A position where the debugger stopped. Lines count from 1. */
export interface Stop {
  url: string;
  line: number;
  function: string;
  /** Evaluates an expression there and returns its value as JSON. */
  evaluate(expression: string): Promise<unknown>;
}

interface CallFrame {
  callFrameId: string;
  functionName: string;
  location: { scriptId: string; lineNumber: number };
}

interface Message {
  id?: number;
  method?: string;
  params?: { callFrames?: CallFrame[]; scriptId?: string; url?: string };
  result?: { result?: { value?: unknown } };
  error?: { message: string };
}

/** Debugs a process that waits for a debugger, with the inspector protocol. */
export class DebuggerClient implements Disposable {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, PromiseWithResolvers<Message['result']>>();
  readonly #stops: CallFrame[][] = [];
  readonly #scripts = new Map<string, string>();
  #whenStopped: (() => void) | undefined;
  #sent = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) =>
      this.#receive(JSON.parse(String(data)) as Message),
    );
  }

  /** Attaches to a process and continues it. */
  static async attach(url: string): Promise<DebuggerClient> {
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', reject);
    });
    const client = new DebuggerClient(socket);
    await client.#call('Runtime.enable');
    await client.#call('Debugger.enable');
    await client.#call('Runtime.runIfWaitingForDebugger');
    return client;
  }

  /** Waits for the next stop. */
  async stopped(): Promise<Stop> {
    while (this.#stops.length === 0) {
      await new Promise<void>((resolve) => (this.#whenStopped = resolve));
    }
    const [top] = this.#stops.shift() as [CallFrame];
    return {
      url: this.#scripts.get(top.location.scriptId) ?? '',
      line: top.location.lineNumber + 1,
      function: top.functionName,
      evaluate: async (expression) => {
        const { callFrameId } = top;
        const params = { callFrameId, expression, returnByValue: true };
        return (await this.#call('Debugger.evaluateOnCallFrame', params))?.result?.value;
      },
    };
  }

  /** Steps once and waits for the next stop. */
  async step(how: 'stepOver' | 'stepInto' | 'stepOut'): Promise<Stop> {
    await this.#call(`Debugger.${how}`);
    return this.stopped();
  }

  async resume(): Promise<void> {
    await this.#call('Debugger.resume');
  }

  /** Number of stops that no one has awaited. */
  get unseenStops(): number {
    return this.#stops.length;
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  #call(method: string, params: object = {}): Promise<Message['result']> {
    const id = ++this.#sent;
    const answer = Promise.withResolvers<Message['result']>();
    this.#answers.set(id, answer);
    this.#socket.send(JSON.stringify({ id, method, params }));
    return answer.promise;
  }

  #receive({ id, method, params, result, error }: Message): void {
    if (id !== undefined) {
      const answer = this.#answers.get(id);
      if (error) answer?.reject(new Error(error.message));
      else answer?.resolve(result);
    } else if (method === 'Debugger.scriptParsed') {
      this.#scripts.set(params?.scriptId ?? '', params?.url ?? '');
    } else if (method === 'Debugger.paused' && params?.callFrames) {
      this.#stops.push(params.callFrames);
      this.#whenStopped?.();
    }
  }
}
