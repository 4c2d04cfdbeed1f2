import { tracingChannel } from 'node:diagnostics_channel';
import type { Server } from 'node:net';
import type { ProgrammingModel } from './rpc.ts';

const known = new WeakMap<ProgrammingModel, Promise<string | undefined>>();

/**
 * Tells the SDK that the app's start-up is over, and asks where HTTP requests are to be forwarded:
 * `http://127.0.0.1:PORT/` when the app set `enableHttpStream`. A model is asked once, since it
 * opens a server each time.
 */
export function httpUriOf(model: ProgrammingModel): Promise<string | undefined> {
  let uri = known.get(model);
  if (!uri) known.set(model, (uri = askHttpUri(model)));
  return uri;
}

async function askHttpUri(model: ProgrammingModel): Promise<string | undefined> {
  const capabilities = await onLoopback(async () => model.getCapabilities?.({}));
  return capabilities?.['HttpUri']?.replace('//localhost:', '//127.0.0.1:');
}

/**
 * The SDK's server listens on every interface and cannot be closed. While `open` runs, servers are
 * bound to loopback and do not keep the process alive.
 */
async function onLoopback<T>(open: () => Promise<T>): Promise<T> {
  const subscriber = {
    asyncStart({ server, options }: { server: Server; options: { host?: string } }) {
      options.host ??= '127.0.0.1';
      server.unref();
    },
    start() {},
    end() {},
    asyncEnd() {},
    error() {},
  };
  const listening = tracingChannel<'net.server.listen', never>('net.server.listen');
  listening.subscribe(subscriber);
  try {
    return await open();
  } finally {
    listening.unsubscribe(subscriber);
  }
}
