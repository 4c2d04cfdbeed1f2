import { TaskHubError } from '../model/task-hub-error.ts';
import { DamagedHistoryError } from '../model/damaged-history-error.ts';
import { HostError } from '../model/host-error.ts';
import { isDamage, isNotWritten } from '../store/not-written.ts';
import { listEntities, readEntity, signalEntity } from './entities.ts';
import {
  answer,
  Refusal,
  type ApiAnswer,
  type ApiRequest,
  type DurableApi,
  type Exchange,
} from './exchange.ts';
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
 * Answers a request to the Durable Functions management API. Returns `undefined` when the API has no such
 * path or method. `root` is the path prefix of the API.
 */
export async function answerDurableApi(
  api: DurableApi,
  request: ApiRequest,
  root: string,
  location: ApiLocation,
): Promise<ApiAnswer | undefined> {
  const { pathname, searchParams } = request.url;
  const path = decodedSegments(pathname.slice(root.length));
  if (!path) return undefined;
  const hub = searchParams.get('taskHub');
  if (hub !== null && hub.toLowerCase() !== api.hubName.toLowerCase()) return undefined;
  const exchange: Exchange = { api, request, path, location };
  try {
    return await route(exchange);
  } catch (error) {
    return refusal(exchange, error);
  }
}

async function route(exchange: Exchange): Promise<ApiAnswer | undefined> {
  const { path, request } = exchange;
  const [collection = '', first, second, third, ...rest] = path;
  if (rest.length > 0) return undefined;
  const key = `${request.method} ${collection.toLowerCase()}/${path.length}`;
  switch (key) {
    case 'POST orchestrators/2':
    case 'POST orchestrators/3':
      return start(exchange, first ?? '', second);
    case 'GET instances/1':
      return listInstances(exchange);
    case 'DELETE instances/1':
      return purgeBy(exchange);
    case 'GET instances/2':
      return getStatus(exchange, first ?? '');
    case 'DELETE instances/2':
      return purge(exchange, first ?? '');
    case 'POST instances/3':
      return operate(exchange, first ?? '', second ?? '');
    case 'POST instances/4':
      if (second?.toLowerCase() !== 'raiseevent') return undefined;
      return raiseEvent(exchange, first ?? '', third ?? '');
    case 'GET entities/1':
    case 'GET entities/2':
      return listEntities(exchange, first);
    case 'GET entities/3':
      return readEntity(exchange, first ?? '', second ?? '');
    case 'POST entities/3':
      return signalEntity(exchange, first ?? '', second ?? '');
    default:
      return undefined;
  }
}

async function operate(
  exchange: Exchange,
  id: string,
  name: string,
): Promise<ApiAnswer | undefined> {
  const operation = name.toLowerCase();
  switch (operation) {
    case 'terminate':
    case 'suspend':
    case 'resume':
    case 'rewind':
      return control(exchange, id, operation);
    case 'restart':
      return restart(exchange, id);
    default:
      return undefined;
  }
}

function refusal(exchange: Exchange, error: unknown): ApiAnswer {
  if (error instanceof Refusal) return answer(error.status, error.body);
  if (error instanceof TaskHubError) return answerHubError(exchange, error);
  if (error instanceof DamagedHistoryError) return answerException(error.message);
  if (isNotWritten(error)) return answerException(error.message, 503, { 'retry-after': '5' });
  if (isDamage(error) || (error instanceof HostError && error.code === 'state-damaged')) {
    return answerException((error as Error).message, 503);
  }
  throw error;
}

function answerHubError({ path }: Exchange, error: TaskHubError): ApiAnswer {
  const operation = path[2]?.toLowerCase();
  switch (error.code) {
    case 'instance-not-found':
      if (operation === 'rewind') {
        return answer(404, `No orchestration with instance ID "$${path[1] ?? ''}" found.`);
      }
      if (operation === 'restart') {
        return answer(400, {
          Message: 'InstanceId does not match a valid orchestration instance.',
          ExceptionMessage: `${error.message} (Parameter 'instanceId')`,
          ExceptionType: 'System.ArgumentException',
          StackTrace: '',
        });
      }
      return answer(404);
    case 'instance-ended':
      return answer(410);
    case 'instance-running':
      return answer(412, error.message);
    case 'instance-exists':
      if (operation !== 'restart') return answer(409, { Message: error.message });
      return answer(409, {
        Message: 'A non-terminal instance with this instance ID already exists.',
        ExceptionMessage: error.message,
        ExceptionType: 'DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException',
        StackTrace: '',
      });
    case 'unknown-entity':
    case 'invalid-instance-id':
      return answer(400, { Message: error.message });
    case 'wrong-status':
      return operation === 'rewind' ? answer(412, error.message) : answerException(error.message);
  }
}

function answerException(
  message: string,
  status = 500,
  headers: Record<string, string> = {},
): ApiAnswer {
  const body = {
    Message: 'Something went wrong while processing your request',
    ExceptionMessage: message,
    ExceptionType: 'System.InvalidOperationException',
    StackTrace: '',
  };
  return answer(status, body, headers);
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
