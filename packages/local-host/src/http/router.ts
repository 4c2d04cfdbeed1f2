import type { AppFunction } from '../model/function-app.ts';
import { HostError, messageOf } from '../model/host-error.ts';
import { parseRouteTemplate, type RouteTemplate } from './route-template.ts';

/** The function for a request, and the route parameters found in the path. */
export interface RouteMatch {
  readonly fn: AppFunction;
  readonly params: Record<string, string>;
}

/** Finds the function for a method and a decoded path with its leading slash. */
export type Router = (method: string, path: string) => RouteMatch | undefined;

interface Route {
  readonly fn: AppFunction;
  readonly methods: ReadonlySet<string> | undefined;
  readonly template: RouteTemplate;
}

/**
 * Creates a router for the HTTP functions among `functions`. Each has its `route`, or by default its
 * name, under the prefix. Literal segments have priority over parameters, and parameters over a
 * catch-all.
 *
 * @throws HostError `route-invalid`
 */
export function createRouter(functions: Iterable<AppFunction>, routePrefix: string): Router {
  const routes = [...functions]
    .filter(({ trigger }) => trigger.type.toLowerCase() === 'httptrigger')
    .map((fn) => createRoute(fn, routePrefix))
    .sort((a, b) => a.template.precedence.localeCompare(b.template.precedence));

  return (method, path) => {
    for (const { fn, methods, template } of routes) {
      if (methods && !methods.has(method)) continue;
      const params = template.match(path.slice(1));
      if (params) return { fn, params };
    }
    return undefined;
  };
}

/** The route template of an HTTP function with the prefix, spelled as in the app. */
export function routeOf({ name, trigger }: AppFunction, routePrefix: string): string {
  const { route } = trigger;
  const own = typeof route === 'string' && route !== '' ? route : name;
  return routePrefix === '' ? own : `${routePrefix}/${own}`;
}

function createRoute(fn: AppFunction, routePrefix: string): Route {
  const route = routeOf(fn, '');
  const refuse = (problem: string, cause?: unknown) =>
    new HostError('route-invalid', `The route "${route}" of "${fn.name}": ${problem}.`, { cause });
  if (/^[/~]/.test(route)) throw refuse('it may not begin with "/" or "~"');
  const whole = routeOf(fn, routePrefix);
  if (/^(admin|runtime)(\/|$)/i.test(whole)) {
    throw refuse('the host keeps what begins with "admin" and "runtime" for itself');
  }
  const { methods } = fn.trigger;
  try {
    return {
      fn,
      template: parseRouteTemplate(whole),
      methods: Array.isArray(methods)
        ? new Set(methods.map((method) => String(method).toUpperCase()))
        : undefined,
    };
  } catch (error) {
    throw refuse(messageOf(error), error);
  }
}
