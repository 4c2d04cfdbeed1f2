import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ApiDescription } from '../../commands/api-description.ts';
import description from '../../src/triggers/openapi.json' with { type: 'json' };

const api = description as unknown as ApiDescription;
const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema(api, 'api');

const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { responses }]) => ({
    method: method.toUpperCase(),
    path: new RegExp(`^/api${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    pointer: `api#/paths/${path.replaceAll('/', '~1').replaceAll(/[{}]/g, encodeURIComponent)}/${method}/responses`,
    responses,
  })),
);

/** Collects what the app's answers violate in the description of its API. */
export class ApiProblems {
  readonly #found: string[] = [];
  #checking: Promise<void> = Promise.resolve();

  /** Checks a response without consuming it. */
  add(method: string, url: string, response: Response): void {
    const { pathname } = new URL(url);
    const copy = response.clone();
    this.#checking = this.#checking.then(async () => {
      const problem = await problemOf(method, pathname, copy);
      if (problem !== undefined) {
        this.#found.push(`${method} ${pathname}, ${response.status}: ${problem}`);
      }
    });
  }

  /** @throws {AssertionError} with the violations since the last call. */
  async assertNone(): Promise<void> {
    await this.#checking;
    assert.deepEqual(this.#found.splice(0), []);
  }
}

async function problemOf(
  method: string,
  path: string,
  response: Response,
): Promise<string | undefined> {
  const operation = operations.find((each) => each.method === method && each.path.test(path));
  // The pages, and what the host itself refuses.
  if (operation === undefined) return undefined;
  const described = operation.responses[String(response.status)];
  if (described === undefined) return 'The description has no such status.';
  const media = response.headers.get('content-type')?.split(';')[0] ?? '';
  if (described.content === undefined) return undefined;
  if (!(media in described.content)) return `The description has no ${media}.`;
  if (!media.endsWith('json')) {
    await response.body?.cancel();
    return undefined;
  }
  const mediaPointer = media.replace('/', '~1').replace('+', '%2B');
  const pointer = `${operation.pointer}/${response.status}/content/${mediaPointer}/schema`;
  const validate = ajv.getSchema(pointer);
  if (validate === undefined) return `There is no schema at ${pointer}.`;
  return validate(await response.json()) ? undefined : ajv.errorsText(validate.errors);
}
