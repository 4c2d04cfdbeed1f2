import { tracingChannel } from 'node:diagnostics_channel';
import { Server } from 'node:http';
import type { ProgrammingModel } from '../model/rpc.ts';

const known = new WeakMap<ProgrammingModel, Promise<Server | undefined>>();

/**
 * Tells the SDK that the app's start-up is over, and gives the server that it takes HTTP requests with
 * when the app set `enableHttpStream`. A model is asked once, since it opens a server each time.
 */
export function httpServerOf(model: ProgrammingModel): Promise<Server | undefined> {
  let server = known.get(model);
  if (!server) known.set(model, (server = askHttpServer(model)));
  return server;
}

/**
 * The SDK's server listens on every interface and cannot be closed. While it opens, servers are bound to
 * loopback and do not keep the process alive.
 */
async function askHttpServer(model: ProgrammingModel): Promise<Server | undefined> {
  let opened: Server | undefined;
  const subscriber = {
    asyncStart({ server, options }: { server: unknown; options: { host?: string } }) {
      if (!(server instanceof Server)) return;
      options.host ??= '127.0.0.1';
      server.unref();
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
    return capabilities?.['HttpUri'] === undefined ? undefined : opened;
  } finally {
    listening.unsubscribe(subscriber);
  }
}
