import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setCookie } from './set-cookie.ts';

describe('a cookie', () => {
  test('is for the whole site by default', () => {
    assert.equal(setCookie({ name: 'a', value: '1', sameSite: 'none' }), 'a=1; path=/');
  });

  test('has its attributes in the recorded order', () => {
    const cookie = setCookie({
      name: 'a',
      value: '1',
      domain: { value: 'example.org' },
      path: { value: '/x' },
      expires: { value: { seconds: Date.UTC(2030, 0, 1) / 1000 } },
      secure: { value: true },
      httpOnly: { value: true },
      sameSite: 'strict',
      maxAge: { value: 60 },
    });
    assert.equal(
      cookie,
      'a=1; expires=Tue, 01 Jan 2030 00:00:00 GMT; max-age=60; domain=example.org; path=/x; secure; samesite=strict; httponly',
    );
  });

  test('is removed by an age of 0, and has no attribute that is false', () => {
    const cookie = setCookie({
      ...{ name: 'a', value: '', sameSite: 'none' },
      ...{ maxAge: { value: 0 }, secure: { value: false }, httpOnly: { value: false } },
    });
    assert.equal(cookie, 'a=; max-age=0; path=/');
  });

  test('has its value escaped', () => {
    const cookie = setCookie({ name: 'b', value: 'ø ;=,"(*)', sameSite: 'explicitNone' });
    assert.equal(cookie, 'b=%C3%B8%20%3B%3D%2C%22%28%2A%29; path=/; samesite=none');
  });
});
