import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { startChild } from 'processes';
import { readyLine } from '../../commands/ready-line.ts';
import { freePort } from '../support/free-port.ts';
import { startProgram } from '../support/program.ts';
import type { EngineUnderTest } from './engine-under-test.ts';
import { request, requestJson } from './http-client.ts';
import { referencePath } from './references.ts';

const ready = v.object({ url: v.string() });

/** The chain on Restate: its server with default settings, and the service in a Node process. */
export async function restate(): Promise<EngineUnderTest> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-restate-'));
  const resolve = createRequire(referencePath('package.json')).resolve;
  const server = resolve(
    `@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`,
  );
  const [node, ingress, admin, service] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const launch = async () => {
    const [program, handlers] = await Promise.all([
      startProgram(server, ['--base-dir', directory, '--node-name', 'bench', '--no-logo'], {
        cwd: directory,
        env: {
          ...process.env,
          RESTATE_LISTEN_MODE: 'tcp',
          RESTATE_BIND_IP: '127.0.0.1',
          RESTATE_BIND_PORT: String(node),
          RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
          RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
          RESTATE_DISABLE_TELEMETRY: 'true',
        },
        isReady: async () => (await request('GET', `${at(ingress)}/restate/health`)).status === 200,
      }),
      startChild({
        name: 'The Restate service',
        module: referencePath('restate-service.js'),
        args: [String(service)],
        ready: readyLine(ready),
      }),
    ]);
    return { program, handlers };
  };
  let running = await launch();
  const stop = async () => {
    await running.program.stop();
    await running.handlers.stop();
  };
  await requestJson('POST', `${at(admin)}/deployments`, { uri: at(service) });
  return {
    name: 'Restate',
    settings: 'server with its defaults (WAL with fsync), service over HTTP/2; through its ingress',
    start: async () => {
      const { invocationId } = await requestJson<{ invocationId: string }>(
        'POST',
        `${at(ingress)}/chain/run/send`,
        0,
      );
      return invocationId;
    },
    result: (id) => requestJson<number>('GET', `${at(ingress)}/restate/invocation/${id}/attach`),
    run: () => requestJson<number>('POST', `${at(ingress)}/chain/run`, 0),
    stop,
    async launch() {
      running = await launch();
    },
    pids: () => [running.program.pid, running.handlers.pid],
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(directory, { recursive: true });
    },
  };
}
