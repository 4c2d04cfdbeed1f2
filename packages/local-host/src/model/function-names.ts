import type { FunctionApp } from './function-app.ts';

/** The names of an app's durable functions, in the order of registration. */
export interface FunctionNames {
  orchestrators: readonly string[];
  activities: readonly string[];
  entities: readonly string[];
}

/** Whether a name is among others, in any letter case. */
export function isAmong(names: readonly string[], name: string): boolean {
  const wanted = name.toLowerCase();
  return names.some((each) => each.toLowerCase() === wanted);
}

/** Sorts an app's functions by their trigger. */
export function functionNames(app: FunctionApp): FunctionNames {
  const withTrigger = (type: string) =>
    [...app.functions.values()]
      .filter((each) => each.trigger.type === type)
      .map((each) => each.name);
  return {
    orchestrators: withTrigger('orchestrationTrigger'),
    activities: withTrigger('activityTrigger'),
    entities: withTrigger('entityTrigger'),
  };
}
