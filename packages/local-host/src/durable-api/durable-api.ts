import type { IncomingMessage, ServerResponse } from 'node:http';
import { TaskHubError } from '../engine/task-hub-error.ts';
import { DamagedHistoryError } from '../store/damaged-history-error.ts';
import { isNotWritten } from '../store/group-commit.ts';
import { listEntities, readEntity, signalEntity } from './entities.ts';
import { answer, Refusal, type DurableApi, type Exchange } from './exchange.ts';
import {
  control,
  getStatus,
  listInstances,
  purge,
  purgeBy,
  raiseEvent,
  restart,
} from './instances.ts';
import { start } from './orchestrators.ts';
import type { ApiLocation } from './urls.ts';

/**
 * Answers a request to the Durable Functions management API; gives back false where it has no such
 * path or method. `root` is the path under which the API stands.
 */
export async function handleDurableApi(
  api: DurableApi,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  root: string,
  location: ApiLocation,
): Promise<boolean> {
  const path = decodedSegments(url.pathname.slice(root.length));
  if (!path) return false;
  const hub = url.searchParams.get('taskHub');
  if (hub !== null && hub.toLowerCase() !== api.hubName.toLowerCase()) return false;
  const exchange: Exchange = { api, request, response, url, path, location };
  try {
    return await route(exchange);
  } catch (error) {
    // It may come of what was read, and that is told only when it is on disk.
    const told = api.engine.store.settled().then(
      () => error,
      (notWritten: unknown) => notWritten,
    );
    refuse(exchange, await told);
    return true;
  }
}

async function route(exchange: Exchange): Promise<boolean> {
  const { path, request } = exchange;
  const [collection = '', first, second, third, ...rest] = path;
  if (rest.length > 0) return false;
  const key = `${request.method ?? ''} ${collection.toLowerCase()}/${path.length}`;
  switch (key) {
    case 'POST orchestrators/2':
    case 'POST orchestrators/3':
      await start(exchange, first ?? '', second);
      return true;
    case 'GET instances/1':
      await listInstances(exchange);
      return true;
    case 'DELETE instances/1':
      await purgeBy(exchange);
      return true;
    case 'GET instances/2':
      await getStatus(exchange, first ?? '');
      return true;
    case 'DELETE instances/2':
      await purge(exchange, first ?? '');
      return true;
    case 'POST instances/3':
      return operate(exchange, first ?? '', second ?? '');
    case 'POST instances/4':
      if (second?.toLowerCase() !== 'raiseevent') return false;
      await raiseEvent(exchange, first ?? '', third ?? '');
      return true;
    case 'GET entities/1':
    case 'GET entities/2':
      await listEntities(exchange, first);
      return true;
    case 'GET entities/3':
      await readEntity(exchange, first ?? '', second ?? '');
      return true;
    case 'POST entities/3':
      await signalEntity(exchange, first ?? '', second ?? '');
      return true;
    default:
      return false;
  }
}

async function operate(exchange: Exchange, id: string, name: string): Promise<boolean> {
  const operation = name.toLowerCase();
  switch (operation) {
    case 'terminate':
    case 'suspend':
    case 'resume':
    case 'rewind':
      await control(exchange, id, operation);
      return true;
    case 'restart':
      await restart(exchange, id);
      return true;
    default:
      return false;
  }
}

function refuse(exchange: Exchange, error: unknown): void {
  const { response } = exchange;
  if (error instanceof Refusal) answer(response, error.status, error.body);
  else if (error instanceof TaskHubError) answerHubError(exchange, error);
  else if (error instanceof DamagedHistoryError || isNotWritten(error)) {
    answerException(response, error.message);
  } else throw error;
}

function answerHubError({ response, path }: Exchange, error: TaskHubError): void {
  const operation = path[2]?.toLowerCase();
  switch (error.code) {
    case 'instance-not-found':
      if (operation === 'rewind') {
        answer(response, 404, `No orchestration with instance ID "$${path[1] ?? ''}" found.`);
      } else if (operation === 'restart') {
        answer(response, 400, {
          Message: 'InstanceId does not match a valid orchestration instance.',
          ExceptionMessage: `${error.message} (Parameter 'instanceId')`,
          ExceptionType: 'System.ArgumentException',
          StackTrace: '',
        });
      } else answer(response, 404);
      break;
    case 'instance-ended':
      answer(response, 410);
      break;
    case 'instance-running':
      answer(response, 412, error.message);
      break;
    case 'instance-exists':
      answer(response, 409, { Message: error.message });
      break;
    case 'unknown-entity':
    case 'invalid-instance-id':
      answer(response, 400, { Message: error.message });
      break;
    case 'wrong-status':
      if (operation === 'rewind') answer(response, 412, error.message);
      else answerException(response, error.message);
      break;
  }
}

function answerException(response: ServerResponse, message: string): void {
  answer(response, 500, {
    Message: 'Something went wrong while processing your request',
    ExceptionMessage: message,
    ExceptionType: 'System.InvalidOperationException',
    StackTrace: '',
  });
}

function decodedSegments(path: string): string[] | undefined {
  try {
    return path
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
