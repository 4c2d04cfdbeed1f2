/**
 * Path and query of a request as the Functions host sees them. Percent-encoding in the path is decoded,
 * except slashes and bytes that are not UTF-8. The URL that a function gets is encoded again.
 */
export interface RequestPath {
  /** Decoded path, for matching: `/api/echo/a%2Fb c`. */
  readonly decoded: string;
  /** Encoded path with the query: `/api/echo/a%2Fb%20c?q=1`. */
  readonly encoded: string;
  readonly query: URLSearchParams;
}

/** Parses the target of a request line. `undefined` when it is not a path (`*`). */
export function parseRequestPath(target: string): RequestPath | undefined {
  const path = target.startsWith('/') ? target : pathOfUrl(target);
  if (path === undefined) return undefined;
  const queryAt = path.indexOf('?');
  const raw = queryAt < 0 ? path : path.slice(0, queryAt);
  const search = queryAt < 0 ? '' : path.slice(queryAt);
  const decoded = decodePath(raw);
  return { decoded, encoded: encodePath(decoded) + search, query: new URLSearchParams(search) };
}

/** The path and query of a whole URL, which a proxy's request line may hold. */
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
