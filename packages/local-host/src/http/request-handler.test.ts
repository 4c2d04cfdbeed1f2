import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadApp } from '../worker/load-app.ts';
import { createRequestHandler } from './request-handler.ts';
import { Rush } from './rush.ts';

test('in a rush functions wait for their turn, and what is mounted beside them does not', async (t) => {
  const turn = Promise.withResolvers<undefined>();
  class HeldRush extends Rush {
    held = 0;
    override async answerFirst(answer: () => Promise<unknown>): Promise<void> {
      this.held++;
      await turn.promise;
      await answer();
    }
  }
  const app = await loadApp({
    appDirectory: join(import.meta.dirname, '../../fixtures/apps/http-classic'),
    supportedBindings: ['httpTrigger', 'http', 'durableClient'],
  });
  const handler = createRequestHandler({
    ...{ app, routePrefix: 'api', keys: { function: 'f', system: 's', master: 'm' } },
    mounts: [
      {
        prefix: '/mounted',
        access: 'anonymous',
        handle: (_request, response) => Promise.resolve(Boolean(response.end('mounted'))),
      },
    ],
  });
  const rush = new HeldRush();
  const server = createServer((request, response) => void handler.handle(request, response, rush));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    server.close();
    await app.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const called = fetch(`${url}/api/nothing-there`).then(({ status }) => status);
  for (const path of ['mounted', '', 'admin/host/status']) {
    // Would wait for ever.
    await fetch(`${url}/${path}`);
  }
  assert.equal(await Promise.race([called, Promise.resolve('waits')]), 'waits');
  turn.resolve(undefined);
  assert.equal(await called, 404);
  assert.equal(rush.held, 1);
});
