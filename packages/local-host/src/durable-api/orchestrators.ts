import { isEnded } from '../model/instance.ts';
import { answer, requireJson, type ApiAnswer, type Exchange } from './exchange.ts';
import { instanceView } from './instance-view.ts';
import { untilEnded } from './until-ended.ts';
import { managementUrls } from './urls.ts';

/** `POST orchestrators/{name}[/{id}]`. With `timeout` (seconds) it waits until the instance has ended. */
export async function start(
  exchange: Exchange,
  name: string,
  id: string | undefined,
): Promise<ApiAnswer> {
  const { api, request } = exchange;
  const { searchParams } = request.url;
  const text = await request.text();
  const instanceId = await api.hub.start({
    name,
    ...(id !== undefined && { id }),
    input: text === '' ? null : requireJson(text),
    version: searchParams.get('version'),
  });
  const timeout = Number(searchParams.get('timeout') ?? NaN);
  return timeout > 0
    ? answerWhenEnded(exchange, instanceId, timeout)
    : answerStarted(exchange, instanceId);
}

/** Responds that an instance was started, with its management URLs. */
export function answerStarted({ location }: Exchange, id: string): ApiAnswer {
  const urls = managementUrls(location, id, encodeURIComponent(id));
  // The extension omits the rewind URL from responses that it creates itself.
  const shown = { ...urls, rewindPostUri: undefined };
  return answer(202, shown, { location: urls.statusQueryGetUri, 'retry-after': '10' });
}

async function answerWhenEnded(
  exchange: Exchange,
  id: string,
  timeout: number,
): Promise<ApiAnswer> {
  const instance = await untilEnded(exchange, id, timeout);
  if (!instance || !isEnded(instance)) return answerStarted(exchange, id);
  const { output } = instanceView(instance, false);
  return answer(instance.status === 'Failed' ? 500 : 200, output);
}
