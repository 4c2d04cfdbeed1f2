import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HttpRequest } from '@azure/functions';
import { HttpProblem } from './problem.ts';
import { readJson } from './read-json.ts';

const read = (body: string | Uint8Array): Promise<unknown> =>
  readJson(
    new HttpRequest({
      method: 'POST',
      url: 'http://localhost/api/alerts',
      body: typeof body === 'string' ? { string: body } : { bytes: body },
    }),
  );

const problemOf = async (body: string): Promise<string | undefined> => {
  try {
    await read(body);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof HttpProblem);
    return error.code;
  }
};

describe('a byte-order mark is not part of the JSON', () => {
  const text = '{"a":"é"}';
  const utf16be = Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  const bodies: Record<string, Uint8Array> = {
    'UTF-8': Buffer.from(`\ufeff${text}`),
    'UTF-16, little end first': Buffer.from(`\ufeff${text}`, 'utf16le'),
    'UTF-16, big end first': utf16be,
    'no mark': Buffer.from(text),
  };
  for (const [encoding, body] of Object.entries(bodies)) {
    test(encoding, async () => assert.deepEqual(await read(body), { a: 'é' }));
  }
});

describe('deeply nested JSON is refused', () => {
  const arrays = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  const objects = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
  const common = (more: string): string =>
    `{"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{},${more}}}`;
  const shapes: Record<string, string> = {
    'an array': arrays(100_000),
    'an object': objects(40_000),
    'both in turn': '[{"a":'.repeat(30_000) + '1' + '}]'.repeat(30_000),
    'a schemaId': `{"schemaId":${arrays(60_000)}}`,
    'a custom property': common(`"customProperties":{"x":${arrays(60_000)}}`),
    'the context': common(`"alertContext":${objects(40_000)}`),
    'a cell of the results': common(
      `"alertContext":{"SearchResults":{"tables":[{"columns":[],"rows":[[${arrays(60_000)}]]}]}}`,
    ),
    'a field of a classic alert': `{"status":"Activated","context":{"id":${arrays(60_000)}}}`,
    'one level too many': arrays(34),
  };
  for (const [shape, body] of Object.entries(shapes)) {
    test(shape, async () => assert.equal(await problemOf(body), 'json-too-deep'));
  }

  test('and an alert is not', async () => {
    assert.equal(await problemOf(arrays(32)), undefined);
  });
});
