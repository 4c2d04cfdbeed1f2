import { registerHooks } from 'node:module';
import { HostError } from '../model/host-error.ts';
import type {
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  LogCategory,
  LogLevel,
  ProgrammingModel,
} from '../model/rpc.ts';

/** Functions and hooks that an app registered during its import. */
export interface Registrations {
  readonly functions: Map<string, RegisteredFunction>;
  /** By hook name: `appStart`, `preInvocation`, `postInvocation`, `log`, `appTerminate`. */
  readonly hooks: Map<string, HookCallback[]>;
  readonly log: CoreLog;
}

/** A function, and the copy of `@azure/functions` that can call it. */
export interface RegisteredFunction {
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
  readonly model: () => ProgrammingModel;
}

type CoreLog = (level: LogLevel, category: LogCategory, message: string) => void;
type CoreModule = ReturnType<typeof createCoreModule>;

/** Version of the Node worker that this module replaces. The SDK reads it, and apps may read it. */
const workerVersion = '3.9.1';
const hostVersion = '4.1037.0';

const specifier = '@azure/functions-core';
const scheme = 'functions-core:';
// A transpiler of TypeScript reads whatever ends in .js from the disk.
const ending = ':module';
const registry = Symbol.for('local-host.functions-core');
const modules = new Map<string, CoreModule>();

let loading: Registrations | undefined;
let queue: Promise<unknown> = Promise.resolve();

/**
 * Runs `load` and returns the registrations made meanwhile. Loads run one after another, because a
 * registration does not identify its app.
 */
export async function collectRegistrations(
  load: () => Promise<void>,
  log: CoreLog,
): Promise<Registrations> {
  installOnce();
  const turn = queue.then(async () => {
    const registrations: Registrations = { functions: new Map(), hooks: new Map(), log };
    loading = registrations;
    try {
      await load();
      return registrations;
    } finally {
      loading = undefined;
    }
  });
  queue = turn.catch(() => undefined);
  return turn;
}

/**
 * Resolves `@azure/functions-core`, which no package contains, for both `require` and `import`. Each
 * importer (each copy of `@azure/functions`) gets its own module, so that each function is called by the
 * copy that registered it.
 */
function installOnce(): void {
  const slots = globalThis as { [registry]?: (importer: string) => CoreModule };
  if (slots[registry]) return;
  slots[registry] = coreModuleFor;
  registerHooks({
    resolve(request, context, next) {
      if (request !== specifier) return next(request, context);
      const url = `${scheme}${context.parentURL ?? 'unknown'}${ending}`;
      return { url, format: 'commonjs', shortCircuit: true };
    },
    load(url, context, next) {
      if (!url.startsWith(scheme)) return next(url, context);
      const importer = url.slice(scheme.length, -ending.length);
      // One assignment per name, so that named ES imports find them.
      const names = Object.keys(coreModuleFor(importer));
      const source = [
        `const core = globalThis[Symbol.for('local-host.functions-core')](${JSON.stringify(importer)});`,
        ...names.map((name) => `exports.${name} = core.${name};`),
      ].join('\n');
      return { format: 'commonjs', source, shortCircuit: true };
    },
  });
}

function coreModuleFor(importer: string): CoreModule {
  let core = modules.get(importer);
  if (!core) modules.set(importer, (core = createCoreModule()));
  return core;
}

function createCoreModule() {
  let programmingModel: ProgrammingModel | undefined;
  let latest: Registrations | undefined;
  const target = () => (latest = loading ?? latest);
  const model = () => {
    if (!programmingModel) throw new Error('No programming model has been set.');
    return programmingModel;
  };
  return {
    version: workerVersion,
    hostVersion,
    Disposable,
    setProgrammingModel(chosen: ProgrammingModel): void {
      programmingModel = chosen;
    },
    getProgrammingModel: (): ProgrammingModel | undefined => programmingModel,
    registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
      if (!loading) throw new Error('A function can only be registered during app startup.');
      const { functions } = loading;
      if (functions.has(metadata.name)) {
        throw new HostError(
          'duplicate-function',
          `Two functions are named "${metadata.name}". Give one of them another name.`,
        );
      }
      functions.set(metadata.name, { metadata, callback, model });
      return new Disposable(() => functions.delete(metadata.name));
    },
    registerHook(name: string, callback: HookCallback): Disposable {
      const hooks = target()?.hooks;
      const callbacks = hooks?.get(name) ?? [];
      hooks?.set(name, callbacks);
      callbacks.push(callback);
      return new Disposable(() => {
        const index = callbacks.indexOf(callback);
        if (index >= 0) callbacks.splice(index, 1);
      });
    },
    log(level: LogLevel, category: LogCategory, message: string): void {
      target()?.log(level, category, message);
    },
  };
}

class Disposable {
  #dispose: (() => unknown) | undefined;

  constructor(dispose: () => unknown) {
    this.#dispose = dispose;
  }

  dispose(): void {
    this.#dispose?.();
    this.#dispose = undefined;
  }
}
