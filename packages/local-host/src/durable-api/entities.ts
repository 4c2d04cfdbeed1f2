import { entityId, parseEntityId } from '../model/work.ts';
import type { Entity } from '../model/entity.ts';
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
import { shownValue } from './json-text.ts';

/** `GET entities/{name}/{key}` */
export async function readEntity(
  exchange: Exchange,
  name: string,
  key: string,
): Promise<ApiAnswer> {
  const entity = exchange.api.engine.store.entities.get(entityId({ name, key }));
  if (!entity || entity.state === null) throw new Refusal(404);
  return answer(200, shownValue(entity.state));
}

/** `POST entities/{name}/{key}?op=…`. A body that is not JSON is passed as a string. */
export async function signalEntity(
  { api, request }: Exchange,
  name: string,
  key: string,
): Promise<ApiAnswer> {
  const text = await request.text();
  const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '');
  const input = text === '' ? null : isJson ? requireJson(text) : JSON.stringify(text);
  await api.hub.signalEntity({ name, key }, request.url.searchParams.get('op') ?? '', input);
  return answer(202);
}

/** `GET entities[/{name}]` */
export async function listEntities(
  exchange: Exchange,
  name: string | undefined,
): Promise<ApiAnswer> {
  const { api, request } = exchange;
  const { url } = request;
  const { top, from } = page(exchange);
  const lastOperationFrom = date(url, 'lastOperationTimeFrom');
  const lastOperationTo = date(url, 'lastOperationTimeTo');
  const found = api.engine.store.entities.list({
    ...(name !== undefined && { name: name.toLowerCase() }),
    ...(from !== undefined && { from }),
    ...(top !== undefined && { limit: top + 1 }),
    ...(lastOperationFrom !== undefined && { lastOperationFrom }),
    ...(lastOperationTo !== undefined && { lastOperationTo }),
  });
  const { rows, headers } = cut(found, top);
  const fetchState = flag(url, 'fetchState', false);
  return answer(
    200,
    rows.map((entity) => entityView(entity, fetchState)),
    headers,
  );
}

function entityView(entity: Entity, fetchState: boolean) {
  return {
    entityId: parseEntityId(entity.id),
    lastOperationTime: new Date(entity.lastOperationAt).toISOString(),
    state: fetchState ? shownValue(entity.state) : null,
  };
}
