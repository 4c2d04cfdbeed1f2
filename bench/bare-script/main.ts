/**
 * The bare script as a separate process. `POST /capture` starts a capture and returns its start time
 * (epoch ms); `POST /storm` runs many at once and responds when the last has ended.
 */
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { bareScript, type BareSettings } from './capture.ts';

/** Body of `POST /capture`, and of `POST /storm` (a list of them). */
export interface BareCapture {
  vm: string;
  name: string;
}

const capture = bareScript(JSON.parse(process.argv[2] ?? '') as BareSettings);

const server = createServer((request, response) => {
  json(request)
    .then(async (body) => {
      const begunAt = performance.timeOrigin + performance.now();
      if (request.url === '/storm') {
        await inLanes(body as BareCapture[]);
      } else {
        const { vm, name } = body as BareCapture;
        // The simulator rejects the captures that are measured one by one.
        capture(vm, name).catch(() => undefined);
      }
      response.end(JSON.stringify({ begunAt }));
    })
    .catch((error: unknown) => {
      response.statusCode = 500;
      response.end(error instanceof Error ? error.stack : String(error));
    });
});
server.requestTimeout = 0;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  console.log(JSON.stringify({ url: `http://127.0.0.1:${port ?? 0}` }));
});

async function inLanes(captures: BareCapture[], lanes = 500): Promise<void> {
  const left = captures.values();
  const lane = async () => {
    for (const { vm, name } of left) await capture(vm, name);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
