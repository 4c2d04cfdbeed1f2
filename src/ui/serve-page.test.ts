import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { HttpRequest } from '@azure/functions';
import { assetFiles } from './asset-files.ts';
import { servePage } from './serve-page.ts';

function ask(path: string, headers: Record<string, string> = {}) {
  const url = `http://127.0.0.1/api/ui${path}`;
  const params: Record<string, string> = path.length > 1 ? { path: path.slice(1) } : {};
  return servePage(new HttpRequest({ method: 'GET', url, params, headers }));
}

/** What every answer says, so that the page can load only its own files, and is in no frame. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-cache',
};
const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

describe('GET /api/ui', () => {
  for (const { name } of assetFiles()) {
    test(`gives ${name}, and not twice`, async () => {
      const answer = await ask(name === 'index.html' ? '' : `/${name}`);
      const { etag = '', ...others } = answer.headers as Record<string, string>;
      const type = types[name.split('.').at(-1) ?? ''];
      assert.match(etag, /^"[\w-]{22}"$/);
      assert.deepEqual(others, { ...headers, 'content-type': type });
      assert.equal(answer.status, undefined);
      assert.ok((answer.body as Buffer).length > 0);
      const again = await ask(`/${name}`, { 'if-none-match': etag });
      assert.deepEqual(again, { status: 304, headers: { ...headers, etag } });
    });
  }

  test('gives the files of its folders and of its libraries', () => {
    const names = assetFiles().map(({ name }) => name);
    const some = ['index.html', 'main.js', 'icon.svg', 'css/base.css'];
    const libraries = ['vendor/preact.js', 'vendor/uplot.js', 'vendor/uplot.css'];
    for (const name of [...some, ...libraries]) assert(names.includes(name), name);
    assert.equal(new Set(names).size, names.length);
  });

  test('gives the library for charts as a module, and no other file gets more text', async () => {
    for (const { name, path } of assetFiles()) {
      const more = name === 'vendor/uplot.js' ? 'export default uPlot;\n' : '';
      const expected = Buffer.concat([await readFile(path), Buffer.from(more)]);
      assert(expected.equals((await ask(`/${name}`)).body as Buffer), name);
    }
  });

  test('gives no other file', async () => {
    const others = ['/nope', '/../serve-page.ts', '/tsconfig.json', '/vendor/preact.d.ts'];
    for (const path of [...others, '/main.js/']) {
      assert.deepEqual(await ask(path), { status: 404, headers }, path);
    }
  });

  test('is one page, with and without a slash', async () => {
    const location = { location: '../ui', 'cache-control': 'no-cache' };
    assert.deepEqual(await ask('/'), { status: 308, headers: location });
  });

  test('has nothing inline, nor from elsewhere', async () => {
    const html = ((await ask('')).body as Buffer).toString();
    assert.doesNotMatch(html, /<style|style=|\son\w+=|https?:/);
    assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)/);
  });
});
