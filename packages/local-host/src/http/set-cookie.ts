import type { HttpCookie } from '../model/rpc.ts';

/**
 * A cookie in the format of the Functions host: the path is "/" by default, attributes are in lower case
 * and in this order, and the value is percent-encoded. (Recorded;
 * `Microsoft.Net.Http.Headers.SetCookieHeaderValue`.)
 */
export function setCookie(cookie: HttpCookie): string {
  const { name, value, domain, path, expires, secure, httpOnly, maxAge } = cookie;
  const sameSite = sameSiteNames[cookie.sameSite ?? 'none'];
  return [
    `${name}=${escapeData(value)}`,
    expires && `expires=${new Date(expires.value.seconds * 1000).toUTCString()}`,
    maxAge && `max-age=${maxAge.value}`,
    domain && `domain=${domain.value}`,
    `path=${path?.value ?? '/'}`,
    secure?.value && 'secure',
    sameSite && `samesite=${sameSite}`,
    httpOnly?.value && 'httponly',
  ]
    .filter(Boolean)
    .join('; ');
}

/** The SDK's "none" means that the attribute is absent. */
const sameSiteNames = { none: undefined, lax: 'lax', strict: 'strict', explicitNone: 'none' };

/** Like .NET's `Uri.EscapeDataString`, which encodes all characters except the unreserved ones. */
function escapeData(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
