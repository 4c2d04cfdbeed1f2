import { hostname } from 'node:os';
import type { AppFunction, FunctionApp } from '../model/function-app.ts';
import { answerJson } from './answers.ts';
import { routeOf } from './router.ts';
import type { Mount } from './server-options.ts';

/** The Functions host whose answers were recorded and whose version we report. */
const version = { version: '4.1037.0.0', versionDetails: '4.1037.0' };

/**
 * The management API under `/admin`: `host/ping` for anyone, `host/status`, `functions` and
 * `functions/{name}` with the master key. The most specific mount stands first.
 */
export function adminMounts(app: FunctionApp, routePrefix: string): Mount[] {
  const startedAt = performance.now();
  const describe = (fn: AppFunction, url: URL) => describeFunction(fn, url, app, routePrefix);
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
        const [, name] = /^functions\/([^/]+)$/i.exec(path) ?? [];
        const fn = [...app.functions.values()].find(
          (each) => each.name.toLowerCase() === name?.toLowerCase(),
        );
        if (/^host\/status$/i.test(path)) answerJson(response, hostStatus(startedAt));
        else if (/^functions$/i.test(path)) {
          answerJson(
            response,
            [...app.functions.values()].map((each) => describe(each, url)),
          );
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

function describeFunction(fn: AppFunction, url: URL, app: FunctionApp, routePrefix: string) {
  const { name, bindings } = fn;
  const http = fn.trigger.type.toLowerCase() === 'httptrigger';
  return {
    name,
    script_root_path_href: null,
    script_href: null,
    config_href: null,
    test_data_href: null,
    href: `${url.origin}/admin/functions/${encodeURIComponent(name)}`,
    invoke_url_template: http ? `${url.origin}/${routeOf(fn, routePrefix)}` : null,
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
