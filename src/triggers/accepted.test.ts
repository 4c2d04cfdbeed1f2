import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HttpRequest } from '@azure/functions';
import { accepted } from './accepted.ts';

const at = (url: string): { location: string; body: string } => {
  const request = new HttpRequest({ method: 'POST', url, body: { string: '{}' } });
  const answer = accepted(request, 'alert-capture-1', { duplicate: false });
  return {
    location: new Headers(answer.headers).get('location') ?? '',
    body: JSON.stringify(answer.jsonBody),
  };
};

describe('the URLs of an accepted alert', () => {
  test('have the host and prefix of the request', () => {
    const { location, body } = at('https://app.example/prefix/alerts');
    assert.equal(location, 'https://app.example/prefix/captures/alert-capture-1');
    assert.deepEqual(JSON.parse(body), {
      id: 'alert-capture-1',
      statusUrl: location,
      stopUrl: `${location}/stop`,
      pageUrl: 'https://app.example/prefix/ui#/captures/alert-capture-1',
      duplicate: false,
    });
  });

  test('have no part of the query', () => {
    const { location, body } = at('https://app.example/api/alerts?code=secret#x');
    assert.equal(location, 'https://app.example/api/captures/alert-capture-1');
    assert.doesNotMatch(body, /secret/);
  });
});
