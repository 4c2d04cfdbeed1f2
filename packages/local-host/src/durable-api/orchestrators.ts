import { isEnded } from '../store/instances.ts';
import { answer, answerRead, bodyText, requireJson, type Exchange } from './exchange.ts';
import { instanceView } from './instance-view.ts';
import { untilEnded } from './until-ended.ts';
import { managementUrls } from './urls.ts';

/** `POST orchestrators/{name}[/{id}]`, with `timeout` (seconds) waiting for the end. */
export async function start(
  exchange: Exchange,
  name: string,
  id: string | undefined,
): Promise<void> {
  const { api, request, url } = exchange;
  const text = await bodyText(request);
  const instanceId = await api.engine.hub.start({
    name,
    ...(id !== undefined && { id }),
    input: text === '' ? null : requireJson(text),
    version: url.searchParams.get('version'),
  });
  const timeout = Number(url.searchParams.get('timeout') ?? NaN);
  if (timeout > 0) await answerWhenEnded(exchange, instanceId, timeout);
  else answerStarted(exchange, instanceId);
}

/** Answers that an instance was started, and where to follow it. */
export function answerStarted({ response, location }: Exchange, id: string): void {
  const urls = managementUrls(location, id, encodeURIComponent(id));
  // The extension leaves the URL for rewinding out where it answers itself.
  const shown = { ...urls, rewindPostUri: undefined };
  answer(response, 202, shown, { location: urls.statusQueryGetUri, 'retry-after': '10' });
}

async function answerWhenEnded(exchange: Exchange, id: string, timeout: number): Promise<void> {
  const instance = await untilEnded(exchange, id, timeout);
  if (!instance || !isEnded(instance)) {
    answerStarted(exchange, id);
    return;
  }
  const { output } = instanceView(instance, false);
  await answerRead(exchange, instance.status === 'Failed' ? 500 : 200, output);
}
