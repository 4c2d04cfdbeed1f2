import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { CaptureIndex } from '../views/capture-index.ts';
import { continuationOf, readCaptureQuery } from './capture-query.ts';
import { jsonWithEtag } from './json-with-etag.ts';
import { taskHub, type TaskHub } from '../task-hub/management-api.ts';
import { timeScale } from './time-scale.ts';

/** The captures that this process has read. */
export const captureIndex = new CaptureIndex();

/** `GET /api/captures`: a page of the captures, running ones first, then newest first. */
export async function listCaptures(
  request: HttpRequest,
  _: DurableClient,
  context: InvocationContext,
): Promise<HttpResponseInit> {
  return listOf(request, taskHub(context), captureIndex);
}

/** The page that a request asks for. */
export async function listOf(
  request: HttpRequest,
  hub: TaskHub,
  index: CaptureIndex,
): Promise<HttpResponseInit> {
  const query = readCaptureQuery(request.query);
  const { rows, next, totals } = await index.page(hub, query);
  return jsonWithEtag(request, {
    captures: rows,
    ...(next && { continuation: continuationOf(next) }),
    totals,
    ...timeScale(),
  });
}
