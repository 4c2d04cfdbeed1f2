import { send, type Answer } from './send.ts';
import type { Target } from './target.ts';
import type { Message, Transcript } from './transcript.ts';

// The names of the function key and the master key are swapped in the recordings.
const RECORDED_KEYS = [
  ['code=SYSTEM_KEY', 'system'],
  ['code=MASTER_KEY', 'function'],
  ['code=FUNCTION_KEY', 'master'],
  ['code=KEY', 'system'],
] as const;
const RECORDED_RPC_HOST = '127.0.0.1:17071';

/** One recorded exchange, to be repeated with another host. */
export class Exchange {
  /** The recorded answer. */
  readonly recorded: Answer;
  /** Whether the request only reads. */
  readonly isQuery: boolean;
  readonly #request: Message;
  readonly #target: Target;
  readonly #rpcRoot: URL;
  readonly #ids: Map<string, string>;

  /** `rpcRoot` is the URL at which the SDK calls the host; `ids` maps recorded ids to the host's ids. */
  constructor(transcript: Transcript, target: Target, rpcRoot: URL, ids: Map<string, string>) {
    const { firstLine, headers, body } = transcript.response;
    const text = Buffer.from(body, 'latin1').toString();
    this.recorded = { status: Number(firstLine.split(' ')[1]), headers, body: text };
    this.isQuery = transcript.request.firstLine.startsWith('GET');
    this.#request = transcript.request;
    this.#target = target;
    this.#rpcRoot = rpcRoot;
    this.#ids = ids;
  }

  /** Sends the request, and records the id of the instance that it starts. */
  async ask(): Promise<Answer> {
    const isRpc = this.#request.headers.get('host') === RECORDED_RPC_HOST;
    const base = isRpc ? this.#rpcRoot.origin : this.#target.url;
    const firstLine = this.#translated(this.#request.firstLine, isRpc);
    const answer = await send(base, { ...this.#request, firstLine });
    this.#learnId(answer);
    return answer;
  }

  #translated(recorded: string, isRpc: boolean): string {
    let line = recorded;
    if (isRpc) line = line.replace(' /durabletask/', ` ${this.#rpcRoot.pathname}`);
    for (const [mark, kind] of RECORDED_KEYS) {
      line = line.replace(mark, `code=${this.#target.keys[kind]}`);
    }
    for (const [theirs, ours] of this.#ids) line = line.replaceAll(theirs, ours);
    return line;
  }

  #learnId(answer: Answer): void {
    const recorded = idOf(this.recorded.body);
    const ours = idOf(answer.body);
    if (recorded !== undefined && ours !== undefined && recorded !== ours) {
      this.#ids.set(recorded, ours);
    }
  }
}

function idOf(body: string): string | undefined {
  return /^\{"id":"([^"]+)","statusQueryGetUri"/.exec(body)?.[1];
}
