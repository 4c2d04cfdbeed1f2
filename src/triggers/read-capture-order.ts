import * as v from 'valibot';
import { identityOf } from '../alerts/identity.ts';
import type { FieldError, ParsedAlert } from '../alerts/alert.ts';
import { shown } from '../alerts/fields.ts';
import { limits } from '../alerts/limits.ts';
import { isComputerName } from '../alerts/mentions.ts';
import { plainText } from '../alerts/plain-text.ts';
import { parseResourceId } from '../alerts/resource-id.ts';
import { targetsOf } from '../alerts/targets.ts';
import { HttpProblem } from './problem.ts';

const text = v.pipe(v.string('a string'), v.nonEmpty('a string that is not empty'));
const count = v.pipe(
  v.number('a whole number'),
  v.integer('a whole number'),
  v.minValue(0, 'a whole number from 0'),
);
const filter = v.record(v.string(), v.union([v.string(), v.number()], 'a string or a number'));
const aKey = '1 to 200 visible ASCII characters';

/** The body of `POST /api/captures`. */
export const captureOrderSchema = v.strictObject(
  {
    target: v.pipe(text, v.maxLength(1024, 'at most 1024 characters')),
    seconds: v.optional(count),
    bytesPerPacket: v.optional(count),
    totalBytes: v.optional(count),
    filters: v.optional(
      v.pipe(v.array(filter, 'an array of filters'), v.maxLength(20, 'at most 20 filters')),
    ),
    reason: v.optional(text),
    idempotencyKey: v.optional(v.pipe(text, v.regex(/^[!-~]{1,200}$/, aKey))),
  },
  'one of target, seconds, bytesPerPacket, totalBytes, filters, reason, idempotencyKey',
);

export interface OrderContext {
  /** Identifies a repeated request. Takes precedence over the key in the body. */
  idempotencyKey: string | null;
  /** Default when the client sends no key. */
  otherwise: string;
  /** ISO 8601 UTC. */
  receivedAt: string;
}

/**
 * Reads the body of `POST /api/captures` and builds an alert for that machine.
 *
 * @throws {HttpProblem} `invalid-capture`.
 */
export function readCaptureOrder(body: unknown, context: OrderContext): ParsedAlert {
  const given = context.idempotencyKey;
  const parsed = v.safeParse(
    captureOrderSchema,
    given === null || typeof body !== 'object' ? body : { ...body, idempotencyKey: given },
  );
  if (!parsed.success) {
    throw invalidCapture(
      parsed.issues.map((issue) => ({
        field: v.getDotPath(issue) ?? '',
        expected: issue.message,
        got: shown(issue.input),
      })),
    );
  }
  const { idempotencyKey = context.otherwise, reason, ...order } = parsed.output;
  return {
    identity: identityOf({ ids: ['request'], targets: [], dimensions: [key(idempotencyKey)] }),
    series: identityOf({ ids: ['order'], targets: [], dimensions: [key(JSON.stringify(order))] }),
    rule: plainText(reason ?? 'capture on request', limits.ruleLength),
    condition: 'fired',
    firedAt: context.receivedAt,
    properties: propertiesOf(order),
    ...targetOf(order.target),
    warnings: [],
  };
}

/** The key as a dimension, whose value, unlike an id, is case-sensitive. */
const key = (value: string): { name: string; value: string }[] => [{ name: 'key', value }];

type Order = Omit<v.InferOutput<typeof captureOrderSchema>, 'idempotencyKey' | 'reason'>;

/** The settings as custom properties of an alert rule. */
function propertiesOf({
  seconds,
  bytesPerPacket,
  totalBytes,
  filters,
}: Order): Record<string, string> {
  return {
    ...(seconds !== undefined && { captureSeconds: String(seconds) }),
    ...(bytesPerPacket !== undefined && { bytesPerPacket: String(bytesPerPacket) }),
    ...(totalBytes !== undefined && { totalBytes: String(totalBytes) }),
    ...(filters !== undefined && { filters: JSON.stringify(filters) }),
  };
}

function targetOf(target: string): Pick<ParsedAlert, 'targets' | 'unsupported'> {
  if (isComputerName(target)) {
    return { targets: [{ id: target, name: target, subscriptionIds: [] }], unsupported: [] };
  }
  const { targets, unsupported } = targetsOf({ targetIds: [target], dimensions: [] });
  const [other] = unsupported;
  if (targets.length > 0) return { targets, unsupported };
  const isId = parseResourceId(target) !== undefined;
  throw invalidCapture([
    {
      field: 'target',
      expected: `the resource id of a virtual machine or scale set, or the name of a virtual machine`,
      got: other
        ? `${other.kind}. ${other.advice}`
        : `${isId ? 'another resource: ' : ''}${shown(target)}`,
    },
  ]);
}

/** The problem response for an invalid order. */
export const invalidCapture = (errors: readonly FieldError[]): HttpProblem =>
  new HttpProblem({
    kind: 'invalid-capture',
    status: 400,
    title: 'The capture is not valid',
    detail: errors.map(({ field, expected }) => `${field || 'body'}: ${expected}`).join('; '),
    errors,
  });
