import { tracingChannel } from 'node:diagnostics_channel';
import { Server } from 'node:http';
import type { ProgrammingModel } from '../model/rpc.ts';

const known = new WeakMap<ProgrammingModel, Promise<Server | undefined>>();

/**
 * Completes the app's start-up in the SDK. Returns the server that handles its HTTP requests when the app
 * set `enableHttpStream`. Each model is asked once, because the SDK opens a server each time.
 */
export function httpServerOf(model: ProgrammingModel): Promise<Server | undefined> {
  let server = known.get(model);
  if (!server) known.set(model, (server = askHttpServer(model)));
  return server;
}

/**
 * The SDK opens a server on every interface, without keys, and keeps each request that arrives there.
 * This host passes requests to the server object directly (`streamed-call.ts`), so the port is closed at
 * once.
 */
async function askHttpServer(model: ProgrammingModel): Promise<Server | undefined> {
  let opened: Server | undefined;
  const subscriber = {
    asyncStart({ server, options }: { server: unknown; options: { host?: string } }) {
      if (!(server instanceof Server)) return;
      options.host ??= '127.0.0.1';
      server.on('connection', (socket) => socket.destroy());
      opened = server;
    },
    start() {},
    end() {},
    asyncEnd() {},
    error() {},
  };
  const listening = tracingChannel<'net.server.listen', never>('net.server.listen');
  listening.subscribe(subscriber);
  try {
    const capabilities = await model.getCapabilities?.({});
    opened?.close();
    return capabilities?.['HttpUri'] === undefined ? undefined : opened;
  } finally {
    listening.unsubscribe(subscriber);
  }
}
