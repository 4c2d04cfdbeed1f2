/**
 * The path and query of a request as the Functions host sees them: percent-encoding is decoded in
 * the path except for slashes and what is no UTF-8, and encoded anew in the URL that a function gets.
 */
export interface RequestPath {
  /** Decoded, for matching: `/api/echo/a%2Fb c`. */
  readonly decoded: string;
  /** With the query, encoded: `/api/echo/a%2Fb%20c?q=1`. */
  readonly encoded: string;
  readonly query: URLSearchParams;
}

/** Takes the target of a request line apart; `undefined` when it is no path (`*`). */
export function parseRequestPath(target: string): RequestPath | undefined {
  const path = target.startsWith('/') ? target : pathOfUrl(target);
  if (path === undefined) return undefined;
  const queryAt = path.indexOf('?');
  const raw = queryAt < 0 ? path : path.slice(0, queryAt);
  const search = queryAt < 0 ? '' : path.slice(queryAt);
  const decoded = decodePath(raw);
  return { decoded, encoded: encodePath(decoded) + search, query: new URLSearchParams(search) };
}

/** A proxy's request line may hold a whole URL. */
function pathOfUrl(target: string): string | undefined {
  if (!/^https?:/i.test(target) || !URL.canParse(target)) return undefined;
  const { pathname, search } = new URL(target);
  return pathname + search;
}

function decodePath(path: string): string {
  if (!path.includes('%')) return path;
  return path.replace(/(%(?!2f)[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}

function encodePath(path: string): string {
  return path.replace(/%(?![0-9a-f]{2})|[^\w\-.~!$&'()*+,;=:@/%]+/gi, (text) =>
    encodeURIComponent(text.toWellFormed()),
  );
}
