import { Completions } from '../engine/completions.ts';
import type { EngineContext } from '../engine/engine-context.ts';
import type { EngineProbe } from '../engine/engine-probe.ts';
import { durableTaskSettings, type DurableTaskSettings } from '../engine/settings.ts';
import type { FunctionApp, Invocation, InvocationResult } from '../model/function-app.ts';
import type { FunctionNames } from '../model/function-names.ts';
import { Store } from '../store/store.ts';
import { HandClock } from './hand-clock.ts';

/** Options of {@link engineParts}. */
export interface EngineParts {
  names?: Partial<FunctionNames>;
  /** Instead of `invoke`. */
  app?: FunctionApp;
  /** Calls a function. Its result is completed with empty fields. */
  invoke?: (name: string, invocation: Invocation) => Partial<InvocationResult>;
  settings?: Partial<DurableTaskSettings>;
  probe?: EngineProbe;
}

/** What a processor of the engine needs, with a store in memory, and all that it reports. */
export function engineParts({ names, app: given, invoke, settings, probe }: EngineParts) {
  const clock = new HandClock('2026-01-01T00:00:00Z');
  const store = new Store(':memory:', { synchronous: 'NORMAL' });
  const reported: Record<'woken' | 'scheduled' | 'ended' | 'notices' | 'errors', string[]> = {
    ...{ woken: [], scheduled: [], ended: [], notices: [], errors: [] },
  };
  const app: FunctionApp = given ?? {
    ...{ directory: '', functions: new Map(), close: () => Promise.resolve() },
    invoke: (name, invocation) => {
      const result = { returnJson: null, returnValue: undefined, outputs: {} };
      const rest = { http: undefined, returnedNothing: false };
      return Promise.resolve().then(() => ({ ...result, ...rest, ...invoke?.(name, invocation) }));
    },
  };
  const context: EngineContext = {
    ...{ app, store, clock, probe, completions: new Completions() },
    names: { orchestrators: [], activities: [], entities: [], ...names },
    settings: { ...durableTaskSettings({}), ...settings },
    sent: (messages) => reported.woken.push(...messages.map(({ target }) => target)),
    scheduled: (activities) => reported.scheduled.push(...activities.map(({ name }) => name)),
    ended: (id) => reported.ended.push(id),
    onNotice: (message) => reported.notices.push(message),
    onError: (error, doing) => reported.errors.push(`${doing}: ${(error as Error).message}`),
  };
  return { clock, store, context, reported };
}
