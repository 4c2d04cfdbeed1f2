import type { HttpRequest } from '@azure/functions';
import { HttpProblem } from './problem.ts';
import type { QuerySchema } from './read-query.ts';
import { readQuery } from './read-query.ts';

/**
 * Checks the query of a request. If it is wrong, the body is checked too, so that the answer has all errors.
 *
 * @throws {HttpProblem} `invalid-query`.
 */
export async function checkRequest(
  request: HttpRequest,
  query: QuerySchema,
  readBody: (request: HttpRequest) => Promise<unknown> = async () => undefined,
): Promise<void> {
  try {
    readQuery(query, request.query);
  } catch (error) {
    if (!(error instanceof HttpProblem)) throw error;
    const problem = await problemOf(() => readBody(request));
    throw problem === undefined ? error : error.withBody(problem);
  }
}

async function problemOf(read: () => Promise<unknown>): Promise<HttpProblem | undefined> {
  try {
    await read();
    return undefined;
  } catch (error) {
    if (error instanceof HttpProblem) return error;
    throw error;
  }
}
