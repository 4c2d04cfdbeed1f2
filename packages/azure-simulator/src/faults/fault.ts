import * as v from 'valibot';

const status = (from: number, to: number, otherwise: number) =>
  v.optional(v.pipe(v.number(), v.integer(), v.minValue(from), v.maxValue(to)), otherwise);
const seconds = v.pipe(v.number(), v.minValue(0));

/** Effects of faults. The second group applies to the session that a create makes. */
const FaultKind = v.variant('kind', [
  v.strictObject({
    kind: v.literal('throttle'),
    /** Simulated seconds. The header contains them scaled to real seconds. */
    retryAfterSeconds: v.optional(seconds, 10),
  }),
  v.strictObject({
    kind: v.literal('server-error'),
    status: status(500, 599, 500),
    code: v.optional(v.string(), 'InternalServerError'),
    message: v.optional(v.string(), 'An error occurred.'),
  }),
  v.strictObject({
    kind: v.literal('refuse'),
    status: status(400, 499, 400),
    code: v.optional(v.string(), 'BadRequest'),
    message: v.optional(v.string(), 'The request was refused.'),
  }),
  v.strictObject({
    kind: v.literal('connection-reset'),
    /** Closes the connection before or after the call takes effect. */
    when: v.optional(v.picklist(['before', 'after']), 'before'),
  }),
  v.strictObject({
    kind: v.literal('no-answer'),
    /** Never answers. The call takes effect or not. */
    when: v.optional(v.picklist(['before', 'after']), 'before'),
  }),
  v.strictObject({ kind: v.literal('slow'), milliseconds: v.pipe(v.number(), v.minValue(0)) }),

  v.strictObject({ kind: v.literal('agent-missing') }),
  v.strictObject({
    kind: v.literal('create-fails'),
    code: v.optional(v.string(), 'InternalServerError'),
    message: v.optional(v.string(), 'An error occurred.'),
  }),
  v.strictObject({
    kind: v.literal('session-error'),
    /** Error codes of the service, a free sentence, or both. Default: CaptureFailed. */
    errors: v.optional(
      v.array(
        v.picklist([
          'InternalError',
          'AgentStopped',
          'CaptureFailed',
          'LocalFileFailed',
          'StorageFailed',
        ]),
      ),
    ),
    sentence: v.optional(v.string()),
    status: v.optional(v.picklist(['Error', 'Stopped'])),
    afterSeconds: v.optional(seconds, 0),
  }),
  v.strictObject({ kind: v.literal('session-vanishes'), afterSeconds: v.optional(seconds, 0) }),
  v.strictObject({ kind: v.literal('storage-failure') }),
  v.strictObject({ kind: v.literal('file-late'), seconds }),
]);

const FaultScope = v.strictObject({
  /** The calls that the fault applies to. All given fields must match; case is ignored. */
  match: v.optional(
    v.strictObject({
      /** For example `packetCaptures.create`. */
      operation: v.optional(v.string()),
      method: v.optional(v.string()),
      /** Substring of the path. */
      path: v.optional(v.string()),
      /** Substring of the target's resource id, for creates. */
      target: v.optional(v.string()),
    }),
    {},
  ),
  /** How often the fault is applied. Default: no limit. */
  times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** Number of matching calls that pass before the fault applies. */
  after: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  /** Probability for each matching call, 0 to 1. `seed` makes it reproducible. */
  probability: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 1),
  seed: v.optional(v.string(), ''),
});

const SCOPE_FIELDS = Object.keys(FaultScope.entries);

/** A requested fault: when it applies (`match`, `times` …) and its effect (`kind` …). */
export const FaultDescription = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((fault) => {
    const entries = Object.entries(fault);
    const isScope = ([field]: [string, unknown]) => SCOPE_FIELDS.includes(field);
    return {
      scope: Object.fromEntries(entries.filter(isScope)),
      effect: Object.fromEntries(entries.filter((entry) => !isScope(entry))),
    };
  }),
  v.object({ scope: FaultScope, effect: FaultKind }),
);

export type FaultEffect = v.InferOutput<typeof FaultKind>;

/** An active fault. */
export interface Fault extends v.InferOutput<typeof FaultDescription> {
  readonly id: number;
  /** Number of calls that matched, and of those that the fault was applied to. */
  readonly matched: number;
  readonly played: number;
}

/** The parts of a call that faults match against. */
export interface FaultSubject {
  readonly operation?: string;
  readonly method: string;
  readonly path: string;
  readonly target?: string;
}
