import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HttpRequest } from '@azure/functions';
import { assetFiles } from './asset-files.ts';
import { servePage } from './serve-page.ts';

function ask(path: string, headers: Record<string, string> = {}) {
  const url = `http://127.0.0.1/api/ui${path}`;
  const params: Record<string, string> = path.length > 1 ? { path: path.slice(1) } : {};
  return servePage(new HttpRequest({ method: 'GET', url, params, headers }));
}

describe('GET /api/ui', () => {
  for (const { name } of assetFiles()) {
    test(`gives ${name}, and not twice`, async () => {
      const { status, headers, body } = await ask(name === 'index.html' ? '' : `/${name}`);
      const { etag = '', ...others } = headers as Record<string, string>;
      assert.equal(status, undefined);
      assert.ok((body as Buffer).length > 0);
      assert.match(
        others['content-security-policy'] ?? '',
        /default-src 'none'; script-src 'self'/,
      );
      assert.equal((await ask(`/${name}`, { 'if-none-match': etag })).status, 304);
    });
  }

  test('gives no other file', async () => {
    for (const path of ['/nope', '/../serve-page.ts', '/tsconfig.json', '/vendor/preact.d.ts']) {
      assert.equal((await ask(path)).status, 404, path);
    }
  });

  test('is one page, with and without a slash', async () => {
    const { status, headers } = await ask('/');
    assert.equal(status, 308);
    assert.equal((headers as Record<string, string>).location, '../ui');
  });

  test('has nothing inline, nor from elsewhere', async () => {
    const html = ((await ask('')).body as Buffer).toString();
    assert.doesNotMatch(html, /<style|style=|\son\w+=|https?:/);
    assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)/);
  });
});
