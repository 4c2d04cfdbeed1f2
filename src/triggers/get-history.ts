import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { deliveryInstanceId, machineInstanceId } from '../captures/progress.ts';
import { findCapture } from './find-capture.ts';
import { timelineOf } from '../views/history-timeline.ts';
import { requestOf, resultOf } from '../views/instance-parts.ts';
import { jsonWithEtag } from './json-with-etag.ts';
import { HttpProblem } from './problem.ts';
import type { InstanceStatus, TaskHub } from '../task-hub/management-api.ts';
import { taskHub } from '../task-hub/management-api.ts';
import { TaskHubUnavailable } from '../task-hub/task-hub-unavailable.ts';

/** Maximum number of machines that are shown individually. */
const mostTargets = 50;

/**
 * `GET /api/captures/{id}/history`: the steps of each instance of a capture. With `?instance=ID`, one of
 * these instances as the management API returns it, with its full history, which can be replayed.
 */
export const getHistory = (
  request: HttpRequest,
  client: DurableClient,
  context: InvocationContext,
): Promise<HttpResponseInit> => historyOf(request, client, taskHub(context));

/** Does the work of {@link getHistory}, with the task hub that has the histories. */
export async function historyOf(
  request: HttpRequest,
  client: DurableClient,
  hub: TaskHub,
): Promise<HttpResponseInit> {
  const status = await findCapture(client, request.params.id);
  const { targets } = requestOf(status).alert;
  const deliveries = resultOf(status)?.deliveries ?? [];
  const id = status.instanceId;
  const ids = [
    id,
    ...targets.slice(0, mostTargets).map((_, index) => machineInstanceId(id, index)),
    ...deliveries.map(({ receiver }) => deliveryInstanceId(id, receiver)),
  ];
  const wanted = request.query.get('instance');
  if (wanted !== null) return rawHistory(ids.includes(wanted) ? await read(wanted) : undefined);

  const instances = await Promise.all(ids.map(readPart));
  return jsonWithEtag(request, {
    instances: instances
      .filter((instance) => instance !== undefined)
      .map(({ instanceId, name, runtimeStatus, historyEvents = [] }) => ({
        id: instanceId,
        name,
        status: runtimeStatus,
        steps: timelineOf(historyEvents),
      })),
  });

  /** Undefined also for an instance that the task hub does not know at the moment. */
  async function readPart(instanceId: string): Promise<InstanceStatus | undefined> {
    try {
      return await read(instanceId);
    } catch (error) {
      if (error instanceof TaskHubUnavailable && instanceId !== id) return undefined;
      throw error;
    }
  }

  function read(instanceId: string): Promise<InstanceStatus | undefined> {
    return hub.find(instanceId, { history: true });
  }
}

function rawHistory(instance: InstanceStatus | undefined): HttpResponseInit {
  if (instance === undefined) {
    throw new HttpProblem({
      kind: 'capture-not-found',
      status: 404,
      title: 'There is no such instance',
      detail: 'Ask without ?instance= for the instances of this capture.',
    });
  }
  const name = instance.instanceId.replaceAll(/[^a-z0-9-]/gi, '-');
  return {
    headers: {
      'content-type': 'application/json',
      'content-disposition': `attachment; filename="${name}.history.json"`,
      'cache-control': 'private, no-store',
    },
    body: JSON.stringify(instance, undefined, 1),
  };
}
