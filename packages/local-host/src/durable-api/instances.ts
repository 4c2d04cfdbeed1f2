import { isEnded, RUNTIME_STATUSES, type InstanceFilter } from '../store/instances.ts';
import {
  answer,
  bodyText,
  cut,
  date,
  flag,
  page,
  Refusal,
  requireJson,
  type Exchange,
} from './exchange.ts';
import { historyView } from './history-view.ts';
import { instanceView } from './instance-view.ts';
import { answerStarted } from './orchestrators.ts';

/** `GET instances/{id}` */
export function getStatus(exchange: Exchange, id: string): void {
  const { api, url, response, location } = exchange;
  const instance = api.engine.hub.get(id);
  const view: Record<string, unknown> = instanceView(instance, flag(url, 'showInput', true));
  if (flag(url, 'showHistory', false)) {
    const history = api.engine.store.histories.events(id);
    view['historyEvents'] = historyView(history, flag(url, 'showHistoryOutput', false));
  }
  if (!isEnded(instance)) {
    const self = `${location.base}/instances/${encodeURIComponent(id)}${url.search}`;
    answer(response, 202, view, { location: self, 'retry-after': '5' });
    return;
  }
  const asError =
    instance.status === 'Failed' && flag(url, 'returnInternalServerErrorOnFailure', false);
  answer(response, asError ? 500 : 200, view);
}

/** `GET instances` */
export function listInstances(exchange: Exchange): void {
  const { api, url, response } = exchange;
  const { top, from } = page(exchange);
  const found = api.engine.store.instances.list({
    ...filterOf(url),
    ...(from !== undefined && { from }),
    ...(top !== undefined && { limit: top + 1 }),
  });
  const { rows, headers } = cut(found, top);
  const showInput = flag(url, 'showInput', true);
  const views = rows.map((instance) => instanceView(instance, showInput));
  answer(response, 200, views, headers);
}

/** `DELETE instances/{id}` */
export async function purge({ api, response }: Exchange, id: string): Promise<void> {
  await api.engine.hub.purge(id);
  answer(response, 200, { instancesDeleted: 1 });
}

/** `DELETE instances` */
export async function purgeBy({ api, url, response }: Exchange): Promise<void> {
  if (date(url, 'createdTimeFrom') === undefined) {
    throw new Refusal(400, "Please provide value for 'createdTimeFrom' parameter.");
  }
  const instancesDeleted = await api.engine.hub.purgeBy(filterOf(url));
  if (instancesDeleted === 0) throw new Refusal(404);
  answer(response, 200, { instancesDeleted });
}

/** `POST instances/{id}/raiseEvent/{name}` */
export async function raiseEvent(exchange: Exchange, id: string, name: string): Promise<void> {
  const { api, request, response } = exchange;
  const text = await bodyText(request);
  // The instance is looked up first, as in the extension: an unknown one is 404 whatever is sent.
  const known = api.engine.store.entities.get(id) !== undefined;
  if (!known) api.engine.hub.get(id);
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\b/i.test(type)) {
    throw new Refusal(400, { Message: 'Only application/json request content is supported' });
  }
  await api.engine.hub.raiseEvent(id, name, requireJson(text));
  answer(response, 202);
}

/** `POST instances/{id}/{terminate,suspend,resume,rewind}` */
export async function control(
  exchange: Exchange,
  id: string,
  operation: 'terminate' | 'suspend' | 'resume' | 'rewind',
): Promise<void> {
  const { api, url, response } = exchange;
  await api.engine.hub[operation](id, url.searchParams.get('reason'));
  answer(response, 202);
}

/** `POST instances/{id}/restart` */
export async function restart(exchange: Exchange, id: string): Promise<void> {
  const { api, url } = exchange;
  const withNewId = flag(url, 'restartWithNewInstanceId', true);
  answerStarted(exchange, await api.engine.hub.restart(id, withNewId));
}

function filterOf(url: URL): InstanceFilter {
  const createdFrom = date(url, 'createdTimeFrom');
  const createdTo = date(url, 'createdTimeTo');
  const idPrefix = url.searchParams.get('instanceIdPrefix');
  const statuses = url.searchParams
    .getAll('runtimeStatus')
    .flatMap((value) => value.split(','))
    .map((value) => RUNTIME_STATUSES.find((each) => each.toLowerCase() === value.toLowerCase()))
    .filter((value) => value !== undefined);
  return {
    statuses,
    ...(createdFrom !== undefined && { createdFrom }),
    ...(createdTo !== undefined && { createdTo }),
    ...(idPrefix !== null && { idPrefix }),
  };
}
