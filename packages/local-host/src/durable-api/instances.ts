import type { Entities } from '../store/entities.ts';
import type { Entity } from '../model/entity.ts';
import { isEnded, RUNTIME_STATUSES, type Instance } from '../model/instance.ts';
import type { InstanceFilter } from '../store/instances.ts';
import {
  answer,
  cut,
  date,
  flag,
  page,
  Refusal,
  requireJson,
  type ApiAnswer,
  type Exchange,
} from './exchange.ts';
import { entityInstanceView } from './entity-instance.ts';
import { historyView } from './history-view.ts';
import { instanceView, unknownInstanceView } from './instance-view.ts';
import { withoutSpaces } from './json-text.ts';
import { answerStarted } from './orchestrators.ts';
import { preferredWait, untilEnded } from './until-ended.ts';

/**
 * `GET instances/{id}`. Unlike the extension it supports `Prefer: wait=SECONDS`, and responds as soon as
 * the instance has ended.
 */
export async function getStatus(exchange: Exchange, id: string): Promise<ApiAnswer> {
  const { api, request } = exchange;
  const { url } = request;
  const { store } = api.engine;
  if (api.probe?.isUnknown?.(id)) return answer(500, unknownInstanceView(id));
  const showInput = flag(url, 'showInput', true);
  const showHistory = flag(url, 'showHistory', false);
  const entity = store.entities.get(id);
  if (entity) {
    const view = entityInstanceView(entity, showInput);
    return answerUnfinished(exchange, { ...view, ...(showHistory && { historyEvents: [] }) });
  }
  const instance = await untilEnded(exchange, id, preferredWait(request));
  if (!instance) return answer(404);
  const view: Record<string, unknown> = instanceView(instance, showInput);
  if (showHistory) {
    const history = store.histories.events(id);
    view['historyEvents'] = historyView(history, flag(url, 'showHistoryOutput', false));
  }
  const notices = noticeHeader(instance);
  if (!isEnded(instance)) return answerUnfinished(exchange, view, notices);
  const asError =
    instance.status === 'Failed' && flag(url, 'returnInternalServerErrorOnFailure', false);
  return answer(asError ? 500 : 200, view, notices);
}

function answerUnfinished(
  exchange: Exchange,
  view: object,
  headers: Record<string, string> = {},
): ApiAnswer {
  const { href } = exchange.request.url;
  return answer(202, view, { location: href, 'retry-after': '5', ...headers });
}

// A header, because the body has the extension's form.
function noticeHeader({ notices }: Instance): Record<string, string> {
  const texts = Object.values(notices);
  if (texts.length === 0) return {};
  const escaped = texts.join(' ').replace(/[^ -~]/g, (each) => {
    return `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return { 'x-durable-local-notice': escaped };
}

/** `GET instances`. The list includes entities, as in the extension. */
export async function listInstances(exchange: Exchange): Promise<ApiAnswer> {
  const { api, request } = exchange;
  const { url } = request;
  const { top, from } = page(exchange);
  const { store } = api.engine;
  const showInput = flag(url, 'showInput', true);
  const filter: InstanceFilter = {
    ...filterOf(url),
    ...(from !== undefined && { from }),
    ...(top !== undefined && { limit: top + 1 }),
  };
  const found = [
    ...store.instances
      .list(filter)
      .map((instance) => ({ id: instance.id, view: instanceView(instance, showInput) })),
    ...entitiesAmong(store.entities, filter).map((entity) => ({
      id: entity.id,
      view: entityInstanceView(entity, showInput),
    })),
  ].sort((a, b) => (a.id < b.id ? -1 : 1));
  const { rows, headers } = cut(found, top);
  const views = rows.map(({ view }) => view);
  return answer(200, views, headers);
}

// An entity always counts as running, and its creation time is the time of its last operation.
function entitiesAmong(entities: Entities, filter: InstanceFilter): Entity[] {
  const { statuses = [], idPrefix = '@', createdFrom, createdTo, ...paging } = filter;
  const isWanted = statuses.length === 0 || statuses.includes('Running');
  if (!isWanted || !idPrefix.startsWith('@')) return [];
  return entities.list({
    ...paging,
    idPrefix,
    ...(createdFrom !== undefined && { lastOperationFrom: createdFrom }),
    ...(createdTo !== undefined && { lastOperationTo: createdTo }),
  });
}

/** `DELETE instances/{id}` */
export async function purge({ api }: Exchange, id: string): Promise<ApiAnswer> {
  await api.hub.purge(id);
  return answer(200, { instancesDeleted: 1 });
}

/** `DELETE instances` */
export async function purgeBy({ api, request }: Exchange): Promise<ApiAnswer> {
  const { url } = request;
  if (date(url, 'createdTimeFrom') === undefined) {
    throw new Refusal(400, "Please provide value for 'createdTimeFrom' parameter.");
  }
  const instancesDeleted = await api.hub.purgeBy(filterOf(url));
  if (instancesDeleted === 0) throw new Refusal(404);
  return answer(200, { instancesDeleted });
}

/** `POST instances/{id}/raiseEvent/{name}` */
export async function raiseEvent(exchange: Exchange, id: string, name: string): Promise<ApiAnswer> {
  const { api, request } = exchange;
  const text = await request.text();
  // As in the extension, the instance is checked first: an unknown one gives 404 for every body.
  const known = api.engine.store.entities.get(id) !== undefined;
  if (!known) api.hub.get(id);
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\b/i.test(type)) {
    throw new Refusal(400, { Message: 'Only application/json request content is supported' });
  }
  await api.hub.raiseEvent(id, name, withoutSpaces(requireJson(text)));
  return answer(202);
}

/** `POST instances/{id}/{terminate,suspend,resume,rewind}` */
export async function control(
  exchange: Exchange,
  id: string,
  operation: 'terminate' | 'suspend' | 'resume' | 'rewind',
): Promise<ApiAnswer> {
  const { api, request } = exchange;
  await api.hub[operation](id, request.url.searchParams.get('reason'));
  return answer(202);
}

/** `POST instances/{id}/restart` */
export async function restart(exchange: Exchange, id: string): Promise<ApiAnswer> {
  const { api, request } = exchange;
  const withNewId = flag(request.url, 'restartWithNewInstanceId', true);
  return answerStarted(exchange, await api.hub.restart(id, withNewId));
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
