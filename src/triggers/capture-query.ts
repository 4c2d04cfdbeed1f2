import * as v from 'valibot';
import type { CaptureQuery } from '../views/capture-index.ts';
import { captureOutcomes } from '../views/capture-outcome.ts';
import type { Position } from '../views/capture-order.ts';
import { orderBy, sortColumns } from '../views/capture-order.ts';
import type { CaptureRow } from '../views/capture-row.ts';
import type { CaptureState } from '../views/capture-view.ts';
import { runtimeStatuses } from '../views/capture-view.ts';
import { readQuery } from './read-query.ts';

const defaultTop = 50;
const maxTop = 500;

const oneOf = <const T extends string>(values: readonly T[]) =>
  v.picklist(values, `one of ${values.join(', ')}`);

const timeText = 'a time, such as 2026-11-20T02:14Z';
const time = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text)), timeText),
  v.transform((text) => new Date(text).toISOString()),
);

const topText = `a whole number from 1 to ${maxTop}`;
const positionText = 'the continuation that the last page gave, with the same sort';
const position = v.object({
  key: v.union([v.string(), v.number()]),
  startedAt: v.pipe(v.string(), v.isoTimestamp()),
  id: v.string(),
});

const sorts = sortColumns.flatMap((column) => [column, `-${column}`] as const);
const states = Object.keys(runtimeStatuses) as CaptureState[];

/**
 * The query of `GET /api/captures`. `vm` and `rule` are parts of the names; `search` is a part of either
 * name, of the severity or of the id.
 */
export const captureQuerySchema = v.object({
  outcome: v.optional(oneOf(captureOutcomes)),
  severity: v.optional(oneOf(['Sev0', 'Sev1', 'Sev2', 'Sev3', 'Sev4'])),
  state: v.optional(oneOf(states)),
  vm: v.optional(v.string()),
  rule: v.optional(v.string()),
  search: v.optional(v.string()),
  from: v.optional(time),
  to: v.optional(time),
  sort: v.optional(oneOf(sorts)),
  top: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,3}$/, topText),
      v.transform(Number),
      v.minValue(1, topText),
      v.maxValue(maxTop, topText),
    ),
  ),
  continuation: v.optional(
    v.pipe(
      v.string(),
      v.rawTransform(({ dataset, addIssue, NEVER }): Position => {
        const read = v.safeParse(
          v.pipe(v.string(), v.parseJson(), position),
          decode(dataset.value),
        );
        if (read.success) return read.output;
        addIssue({ message: positionText });
        return NEVER;
      }),
    ),
  ),
});

/**
 * Reads the query of `GET /api/captures`.
 *
 * @throws {HttpProblem} `invalid-query`.
 */
export function readCaptureQuery(query: URLSearchParams): CaptureQuery {
  const { outcome, severity, state, from, to, sort, top, continuation, ...names } = readQuery(
    captureQuerySchema,
    query,
  );
  const [vm, rule, search] = [names.vm, names.rule, names.search].map((text) =>
    text?.toLowerCase(),
  );
  return {
    matches: (row) =>
      (severity === undefined || row.alert.severity === severity) &&
      (state === undefined || row.state === state) &&
      (to === undefined || row.startedAt <= to) &&
      (!rule || has(row.alert.rule, rule)) &&
      (!vm || row.targets.some((target) => has(target.vm, vm))) &&
      (!search || isAbout(row, search)),
    ...(outcome !== undefined && { outcome }),
    ...(from !== undefined && { from }),
    order: orderBy(sort),
    ...(continuation !== undefined && { after: continuation }),
    top: top ?? defaultTop,
  };
}

/** The parameter that requests the page after a position. */
export const continuationOf = (at: Position): string =>
  Buffer.from(JSON.stringify(at)).toString('base64url');

const decode = (continuation: string): string =>
  Buffer.from(continuation, 'base64url').toString('utf8');

const has = (text: string, part: string): boolean => text.toLowerCase().includes(part);

const isAbout = ({ id, alert, targets }: CaptureRow, part: string): boolean =>
  [id, alert.rule, alert.severity ?? '', ...targets.map(({ vm }) => vm)].some((text) =>
    has(text, part),
  );
