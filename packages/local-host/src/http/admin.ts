import { hostname } from 'node:os';
import type { Binding, FunctionApp, UnavailableFunction } from '../model/function-app.ts';
import { answerJson } from './answers.ts';
import { routeOf } from './router.ts';
import type { Mount } from './server-options.ts';

/** Version of the Functions host whose responses were recorded. This host reports the same version. */
const version = { version: '4.1037.0.0', versionDetails: '4.1037.0' };

/**
 * The management API under `/admin`. `host/ping` is open to all callers; `host/status`, `functions`,
 * `functions/{name}` and `functions/{name}/status` need the master key. The most specific mount comes
 * first.
 */
export function adminMounts(app: FunctionApp, routePrefix: string): Mount[] {
  const startedAt = performance.now();
  const unavailable: readonly UnavailableFunction[] = app.unavailable ?? [];
  const all = [...app.functions.values(), ...unavailable];
  const describe = (fn: Described, url: URL) => describeFunction(fn, url, app, routePrefix);
  return [
    {
      prefix: '/admin/host/ping',
      access: 'anonymous',
      async handle(request, response) {
        if (request.method !== 'GET' && request.method !== 'POST') return false;
        const headers = { 'cache-control': 'no-store,no-cache', pragma: 'no-cache' };
        response.writeHead(200, { ...headers, 'content-length': 0 }).end();
        return true;
      },
    },
    {
      prefix: '/admin',
      access: 'admin',
      async handle(request, response, url) {
        if (request.method !== 'GET') return false;
        const path = url.pathname.replace(/^\/admin\/|\/$/gi, '');
        const [, name, status] = /^functions\/([^/]+)(\/status)?$/i.exec(path) ?? [];
        const fn = all.find((each) => each.name.toLowerCase() === name?.toLowerCase());
        if (/^host\/status$/i.test(path)) answerJson(response, hostStatus(startedAt));
        else if (/^functions$/i.test(path)) {
          answerJson(
            response,
            all.map((each) => describe(each, url)),
          );
        } else if (fn && status) {
          answerJson(response, 'error' in fn ? { errors: [fn.error.message] } : {});
        } else if (fn) answerJson(response, describe(fn, url));
        else return false;
        return true;
      },
    },
  ];
}

function hostStatus(startedAt: number) {
  return {
    id: hostname(),
    state: 'Running',
    ...version,
    platformVersion: '',
    instanceId: '',
    computerName: hostname(),
    processUptime: Math.round(performance.now() - startedAt),
    functionAppContentEditingState: 'Unknown',
  };
}

/** A function, whether or not this host can run it. */
type Described = { readonly name: string; readonly bindings: readonly Binding[] };

function describeFunction(fn: Described, url: URL, app: FunctionApp, routePrefix: string) {
  const { name, bindings } = fn;
  const runnable = app.functions.get(name);
  const http = runnable?.trigger.type.toLowerCase() === 'httptrigger';
  return {
    name,
    script_root_path_href: null,
    script_href: null,
    config_href: null,
    test_data_href: null,
    href: `${url.origin}/admin/functions/${encodeURIComponent(name)}`,
    invoke_url_template: http ? `${url.origin}/${routeOf(runnable, routePrefix)}` : null,
    language: 'node',
    config: {
      name,
      entryPoint: '',
      scriptFile: 'n/a',
      language: 'node',
      functionDirectory: app.directory,
      bindings,
    },
    files: null,
    test_data: '',
    isDisabled: false,
    isDirect: false,
    isProxy: false,
  };
}
