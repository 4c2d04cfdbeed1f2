import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { CaptureIndex } from '../views/capture-index.ts';
import { continuationOf, readCaptureQuery } from './capture-query.ts';
import { jsonWithEtag } from './json-with-etag.ts';
import { taskHub } from '../task-hub/management-api.ts';

const index = new CaptureIndex();

/** `GET /api/captures`: the captures, newest first, a page at a time. */
export async function listCaptures(
  request: HttpRequest,
  _: DurableClient,
  context: InvocationContext,
): Promise<HttpResponseInit> {
  const query = readCaptureQuery(request.query);
  const { rows, hasMore } = await index.page(taskHub(context), query);
  const last = rows.at(-1);
  return jsonWithEtag(request, {
    captures: rows,
    ...(hasMore && last && { continuation: continuationOf(last) }),
  });
}
