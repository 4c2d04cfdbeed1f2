import type { CaptureQuery, Position } from '../views/capture-index.ts';
import type { CaptureRow } from '../views/capture-row.ts';
import { runtimeStatuses } from '../views/capture-view.ts';
import { HttpProblem } from './problem.ts';

const defaultTop = 50;
const maxTop = 500;

/**
 * Reads the query of `GET /api/captures`: `state`; `vm` and `rule`, parts of the names; `search`,
 * a part of any of them or of the id; `from` and `to`, when the capture started; `top`; `continuation`.
 *
 * @throws {HttpProblem} `invalid-query`.
 */
export function readCaptureQuery(query: URLSearchParams): CaptureQuery {
  const state = query.get('state');
  if (state !== null && !(state in runtimeStatuses)) {
    throw invalid('state', `one of ${Object.keys(runtimeStatuses).join(', ')}`, state);
  }
  const top = query.get('top');
  if (top !== null && !(/^\d{1,3}$/.test(top) && Number(top) >= 1 && Number(top) <= maxTop)) {
    throw invalid('top', `a whole number from 1 to ${maxTop}`, top);
  }
  const [from, to] = [readTime(query, 'from'), readTime(query, 'to')];
  const continuation = query.get('continuation');
  const [vm, rule, search] = ['vm', 'rule', 'search'].map((name) => query.get(name)?.toLowerCase());
  return {
    matches: (row) =>
      (state === null || row.state === state) &&
      (to === undefined || row.startedAt <= to) &&
      (!rule || has(row.alert.rule, rule)) &&
      (!vm || row.targets.some((target) => has(target.vm, vm))) &&
      (!search || isAbout(row, search)),
    ...(from !== undefined && { from }),
    ...(continuation !== null && { after: readPosition(continuation) }),
    top: top === null ? defaultTop : Number(top),
  };
}

/** What the next page is asked for with. */
export const continuationOf = ({ startedAt, id }: Position): string =>
  Buffer.from(JSON.stringify({ startedAt, id })).toString('base64url');

const has = (text: string, part: string): boolean => text.toLowerCase().includes(part);

const isAbout = ({ id, alert, targets }: CaptureRow, part: string): boolean =>
  [id, alert.rule, alert.severity ?? '', ...targets.map(({ vm }) => vm)].some((text) =>
    has(text, part),
  );

function readTime(query: URLSearchParams, name: 'from' | 'to'): string | undefined {
  const text = query.get(name);
  if (!text) return undefined;
  if (Number.isNaN(Date.parse(text)))
    throw invalid(name, 'a time, such as 2026-11-20T02:14Z', text);
  return new Date(text).toISOString();
}

function readPosition(continuation: string): Position {
  try {
    const text = Buffer.from(continuation, 'base64url').toString('utf8');
    const { startedAt, id } = JSON.parse(text) as Partial<Position>;
    if (typeof id === 'string' && !Number.isNaN(Date.parse(startedAt ?? ''))) {
      return { startedAt: startedAt as string, id };
    }
  } catch {
    // Told below, like any other that we did not give out.
  }
  throw invalid('continuation', 'what the last page gave as continuation', continuation);
}

const invalid = (field: string, expected: string, got: string): HttpProblem =>
  new HttpProblem({
    kind: 'invalid-query',
    status: 400,
    title: 'The query is not valid',
    detail: `${field} must be ${expected}.`,
    errors: [{ field, expected, got: JSON.stringify(got).slice(0, 120) }],
  });
