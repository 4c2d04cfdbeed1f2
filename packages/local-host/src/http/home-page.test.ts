import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AppFunction } from '../model/function-app.ts';
import { homePage } from './home-page.ts';

const httpFunction = (name: string, trigger: Record<string, unknown>): AppFunction =>
  ({ name, trigger: { type: 'httpTrigger', authLevel: 'anonymous', ...trigger } }) as never;

test('the home page links to what a browser can open', () => {
  const page = homePage(
    [
      httpFunction('page', { methods: ['GET'], route: 'ui' }),
      httpFunction('Health', {}),
      httpFunction('odd', { methods: ['get'], route: '"><script>' }),
      httpFunction('withKey', { methods: ['GET'], authLevel: 'function' }),
      httpFunction('post', { methods: ['POST'] }),
      httpFunction('item', { methods: ['GET'], route: 'items/{id}' }),
      httpFunction('tick', { type: 'timerTrigger' }),
    ],
    'api',
  );
  const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
  assert.deepEqual(links, ['/api/ui', '/api/Health', '/api/&#34;&#62;&#60;script&#62;']);
  assert.match(page, /up and running/);
});
