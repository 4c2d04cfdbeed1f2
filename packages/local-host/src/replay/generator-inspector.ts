import { Session, type Runtime, type Debugger } from 'node:inspector';
import { findSourceMap } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A position in the source. Lines and columns are counted from 1. */
export interface SourcePosition {
  /** Relative to the working directory. */
  file: string;
  line: number;
  column: number;
  /** Name of the generator function at this position. */
  function: string;
}

interface RawLocation {
  scriptId: string;
  lineNumber: number;
  columnNumber: number;
}

const slot = Symbol.for('local-host.generators');

/** URLs of the scripts of this thread by their id. To have them announced costs more than a short replay. */
const scripts = new Map<string, string>();

/**
 * Finds the positions of generators through V8's inspector, which reports where a suspended generator
 * yielded (`[[GeneratorLocation]]`). No stack trace contains this.
 */
export class GeneratorInspector {
  readonly #session = new Session();
  #trap: { armed: boolean } | undefined;

  constructor() {
    this.#session.connect();
    this.#session.on('Debugger.scriptParsed', ({ params }) => {
      scripts.set(params.scriptId, params.url);
    });
  }

  /** Positions of the suspended generators, the innermost first. `chain` has the outermost first. */
  positions(chain: readonly object[]): SourcePosition[] {
    return this.#inspect(chain)
      .filter(({ state }) => state === 'suspended')
      .map(({ location, name }) => this.#position(location, name))
      .reverse();
  }

  /**
   * Makes every attached debugger stop once, at the next statement that any of the generators runs.
   * Returns a function that removes the breakpoints.
   */
  breakOnResume(chain: readonly object[]): () => void {
    const shared = globalThis as { [slot]?: { armed: boolean } };
    this.#post('Debugger.enable');
    for (const { functionLocation } of this.#inspect(chain)) {
      const { locations } = this.#post<Debugger.GetPossibleBreakpointsReturnType>(
        'Debugger.getPossibleBreakpoints',
        { start: functionLocation, restrictToFunction: true },
      );
      for (const { scriptId, lineNumber, columnNumber = 0 } of locations) {
        this.#post('Debugger.setBreakpoint', {
          location: { scriptId, lineNumber, columnNumber },
          condition: `(slot => slot.armed && !(slot.armed = false))(globalThis[Symbol.for(${JSON.stringify(slot.description)})])`,
        });
      }
    }
    const trap = (shared[slot] = { armed: true });
    this.#trap = trap;
    return () => this.#post('Debugger.disable');
  }

  /** Whether a debugger has stopped at a breakpoint of {@link breakOnResume}. */
  get hasStopped(): boolean {
    return this.#trap?.armed === false;
  }

  close(): void {
    this.#session.disconnect();
  }

  #inspect(chain: readonly object[]) {
    const shared = globalThis as { [slot]?: unknown };
    shared[slot] = chain;
    try {
      const list = this.#post<Runtime.EvaluateReturnType>('Runtime.evaluate', {
        expression: `globalThis[Symbol.for(${JSON.stringify(slot.description)})]`,
        objectGroup: 'generators',
      });
      const items = this.#properties(list.result).result.filter(({ name }) => /^\d+$/.test(name));
      return items.map(({ value }) => {
        const internal = internals(this.#properties(value));
        const fn = internal('[[GeneratorFunction]]');
        return {
          state: internal('[[GeneratorState]]')?.value as string,
          location: internal('[[GeneratorLocation]]')?.value as RawLocation,
          functionLocation: internals(this.#properties(fn))('[[FunctionLocation]]')
            ?.value as RawLocation,
          name: /^function\*\s*(\w+)|^\*\s*(\w+)/
            .exec(fn?.description ?? '')
            ?.find((part, index) => index > 0 && part),
        };
      });
    } finally {
      Reflect.deleteProperty(shared, slot);
      this.#post('Runtime.releaseObjectGroup', { objectGroup: 'generators' });
    }
  }

  #properties(object: Runtime.RemoteObject | undefined): Runtime.GetPropertiesReturnType {
    const objectId = object?.objectId ?? '';
    return this.#post('Runtime.getProperties', { objectId, ownProperties: true });
  }

  #position({ scriptId, lineNumber, columnNumber }: RawLocation, name = '(anonymous)') {
    const url = this.#scriptUrl(scriptId);
    const mapped = findSourceMap(url)?.findOrigin(lineNumber + 1, columnNumber + 1);
    const place =
      mapped && 'fileName' in mapped
        ? { url: mapped.fileName, line: mapped.lineNumber, column: mapped.columnNumber }
        : { url, line: lineNumber + 1, column: columnNumber + 1 };
    const path = place.url.startsWith('file:') ? fileURLToPath(place.url) : place.url;
    const file = relative(process.cwd(), path);
    return { file, line: place.line, column: place.column, function: name };
  }

  // Enabling the debugger announces the scripts. It is disabled again because it slows the code down.
  #scriptUrl(scriptId: string): string {
    if (!scripts.has(scriptId)) {
      this.#post('Debugger.enable');
      this.#post('Debugger.disable');
    }
    return scripts.get(scriptId) ?? '(unknown)';
  }

  // A session of the same thread answers before `post` returns.
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- type of the method's answer
  #post<T = unknown>(method: string, params: object = {}): T {
    let answer: { error: Error | null; result: unknown } | undefined;
    this.#session.post(method, params, (error: Error | null, result: unknown) => {
      answer = { error, result };
    });
    if (answer?.error) throw new Error(`${method}: ${answer.error.message}`);
    return answer?.result as T;
  }
}

function internals({ internalProperties = [] }: Runtime.GetPropertiesReturnType) {
  return (name: string) => internalProperties.find((each) => each.name === name)?.value;
}
