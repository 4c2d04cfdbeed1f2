import * as v from 'valibot';

const status = (from: number, to: number, otherwise: number) =>
  v.optional(v.pipe(v.number(), v.integer(), v.minValue(from), v.maxValue(to)), otherwise);
const seconds = v.pipe(v.number(), v.minValue(0));

/** What goes wrong. Those of the second group apply to the session that a create makes. */
const FaultKind = v.variant('kind', [
  v.strictObject({
    kind: v.literal('throttle'),
    /** Simulated seconds; the header holds them scaled to real ones. */
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
    /** Before the call has its effect, or after it. */
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
    /** Codes of the service, a free sentence, or both; CaptureFailed when neither is given. */
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
  /** What calls it is for; all that is given must match. Case does not count. */
  match: v.optional(
    v.strictObject({
      /** For example `packetCaptures.create`. */
      operation: v.optional(v.string()),
      method: v.optional(v.string()),
      /** A part of the path. */
      path: v.optional(v.string()),
      /** A part of the target's resource id, in a create. */
      target: v.optional(v.string()),
    }),
    {},
  ),
  /** How often it is played; without end when absent. */
  times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** Matching calls that are let through first. */
  after: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  /** Chance for each matching call, 0 to 1, decided by `seed`. */
  probability: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 1),
  seed: v.optional(v.string(), ''),
});

const SCOPE_FIELDS = Object.keys(FaultScope.entries);

/** A fault as asked for: where it is played (`match`, `times` …), and what it does (`kind` …). */
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

/** A fault that is in force. */
export interface Fault extends v.InferOutput<typeof FaultDescription> {
  readonly id: number;
  /** Calls that matched, and those it was played on. */
  readonly matched: number;
  readonly played: number;
}

/** What a fault is matched against. */
export interface FaultSubject {
  readonly operation?: string;
  readonly method: string;
  readonly path: string;
  readonly target?: string;
}
