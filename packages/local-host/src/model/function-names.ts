import type { FunctionApp } from './function-app.ts';

/** Names of an app's durable functions, in registration order. */
export interface FunctionNames {
  orchestrators: readonly string[];
  activities: readonly string[];
  entities: readonly string[];
}

/** True if the list contains the name, ignoring case. */
export function isAmong(names: readonly string[], name: string): boolean {
  const wanted = name.toLowerCase();
  return names.some((each) => each.toLowerCase() === wanted);
}

/** Groups an app's functions by trigger. */
export function functionNames(app: Pick<FunctionApp, 'functions'>): FunctionNames {
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
