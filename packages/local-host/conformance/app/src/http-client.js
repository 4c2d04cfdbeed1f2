import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { gate } from './gate.js';

const clientInput = df.input.durableClient();

/** Registers an HTTP function that uses a Durable client. */
function withClient(name, options, answer) {
  app.http(name, {
    ...options,
    authLevel: 'anonymous',
    extraInputs: [clientInput],
    handler: (request, context) => answer(request, df.getClient(context), context),
  });
}

withClient(
  'start',
  { route: 'orchestrators/{name}', methods: ['POST', 'GET'] },
  async (request, client) => {
    const input = parsed(await request.text());
    const instanceId = request.query.get('id') || undefined;
    try {
      const id = await client.startNew(request.params.name, { instanceId, input });
      return client.createCheckStatusResponse(request, id);
    } catch ({ name, message }) {
      return { status: 500, jsonBody: { name, message } };
    }
  },
);

withClient(
  'startId',
  { route: 'startid/{name}/{id}', methods: ['POST'] },
  async (request, client) => {
    const { name, id: instanceId } = request.params;
    const begun = Date.now();
    const took = () => Date.now() - begun;
    try {
      const id = await client.startNew(name, { instanceId, input: { n: request.query.get('n') } });
      return { status: 202, jsonBody: { id, ms: took() } };
    } catch (error) {
      return { status: 500, jsonBody: { name: error.name, message: error.message, ms: took() } };
    }
  },
);

withClient('waitFor', { route: 'wait/{name}', methods: ['POST'] }, async (request, client) => {
  const input = await request.json().catch(() => undefined);
  const id = await client.startNew(request.params.name, { input });
  return client.waitForCompletionOrCreateCheckStatusResponse(request, id, {
    timeoutInMilliseconds: Number(request.query.get('timeout') || 5000),
    retryIntervalInMilliseconds: 500,
  });
});

withClient('readGate', { route: 'gate/{k}', methods: ['GET'] }, async (request, client) => ({
  jsonBody: await client.readEntityState(gate(request.params.k)),
}));

withClient('readLease', { route: 'lease/{k}', methods: ['GET'] }, async (request, client) => ({
  jsonBody: await client.readEntityState(new df.EntityId('lease', request.params.k)),
}));

/** Client operations that `POST client/{op}/{id?}` can call. */
const operations = {
  status: (client, { id, query }) =>
    client.getStatus(id, {
      showHistory: query('h') === '1',
      showHistoryOutput: query('ho') === '1',
      showInput: query('i') !== '0',
    }),
  raise: (client, { id, query, body }) => client.raiseEvent(id, query('name') || 'Go', body),
  terminate: (client, { id, query }) => client.terminate(id, query('reason')),
  suspend: (client, { id, query }) => client.suspend(id, query('reason')),
  resume: (client, { id, query }) => client.resume(id, query('reason')),
  rewind: (client, { id, query }) => client.rewind(id, query('reason')),
  restart: () => 'no restart',
  purge: (client, { id }) => client.purgeInstanceHistory(id),
  purgeBy: (client, { query }) =>
    client.purgeInstanceHistoryBy({
      createdTimeFrom: new Date(0),
      runtimeStatus: [query('s') || 'Completed'],
    }),
  all: (client) => client.getStatusAll(),
  by: (client, { query }) => client.getStatusBy({ runtimeStatus: [query('s')] }),
  payload: (client, { id }) => client.createHttpManagementPayload(id),
  signal: (client, { id, query, body }) =>
    client.signalEntity(new df.EntityId('counter', id), query('operation') || 'add', body),
  entity: (client, { id }) => client.readEntityState(new df.EntityId('counter', id)),
  binding: (_client, { context }) => context.extraInputs.get(clientInput),
};

withClient(
  'clientApi',
  { route: 'client/{op}/{id?}', methods: ['POST', 'GET'] },
  async (request, client, context) => {
    const { op, id } = request.params;
    const query = (name) => request.query.get(name) || undefined;
    const body = await request.json().catch(() => undefined);
    try {
      const result = await operations[op]?.(client, { id, query, body, context });
      const r = result === undefined ? '(undefined)' : result;
      return { jsonBody: { ok: true, type: typeof result, r } };
    } catch ({ name, message }) {
      return { status: 500, jsonBody: { ok: false, name, message } };
    }
  },
);

function parsed(text) {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
