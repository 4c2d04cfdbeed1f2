import * as v from 'valibot';
import { parseResourceId } from '../alerts/resource-id.ts';
import { isStorageAccountId } from '../alerts/scope.ts';
import type { Machine, Target } from '../alerts/target.ts';
import { asMachine } from '../alerts/target.ts';
import type { CapturePlan } from '../rules/plan.ts';
import type { CaptureStart } from './capture-start.ts';
import type { CaptureReport, Outcome } from './outcome.ts';
import type { Session, Watcher } from './session.ts';

/*
 * Schemas for the inputs of activities and orchestrators. Objects are loose: fields that an older or newer
 * version of the app adds are kept.
 */

export const text = v.pipe(v.string(), v.nonEmpty(), v.maxLength(4096));
/** A time in ISO 8601. */
export const time = v.pipe(
  v.string(),
  v.check((value) => !Number.isNaN(Date.parse(value)), 'It must be a time in ISO 8601.'),
);

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const guid = v.pipe(v.string(), v.uuid());

const machineFields = {
  id: text,
  subscriptionId: guid,
  resourceGroup: text,
  name: text,
};

interface Named {
  id: string;
  subscriptionId: string;
  resourceGroup?: string;
  name?: string;
}

/** Whether the parts of a resource, from which requests are built, match its id. */
function isSame(one: Named, other: Named): boolean {
  const key = ({ id, subscriptionId, resourceGroup = '', name = '' }: Named): string =>
    [id, subscriptionId, resourceGroup, name].join(' ').toLowerCase();
  return key(one) === key(other);
}

const resourceOf = (id: string): Machine | undefined => {
  const resource = parseResourceId(id);
  return resource && asMachine(resource);
};

const virtualMachine = v.pipe(
  v.looseObject(machineFields),
  v.check((vm) => {
    const named = resourceOf(vm.id);
    return named !== undefined && !('instances' in named) && isSame(vm, named);
  }, 'The id must be that of a virtual machine, and agree with its parts.'),
);

const scaleSet = v.pipe(
  v.looseObject({ ...machineFields, instances: v.pipe(v.array(text), v.maxLength(1000)) }),
  v.check((set) => {
    const named = resourceOf(set.id);
    return named !== undefined && 'instances' in named && isSame(set, named);
  }, 'The id must be that of a scale set, and agree with its parts.'),
  v.check(({ id, instances }) => {
    const isOfSet = (instance: string): boolean =>
      resourceOf(instance)?.id.toLowerCase() === id.toLowerCase();
    return instances.every((instance) => !instance.startsWith('/') || isOfSet(instance));
  }, 'Its instances must be those of the scale set.'),
);

const computer = v.looseObject({
  id: text,
  name: text,
  subscriptionIds: v.pipe(v.array(guid), v.maxLength(1000)),
});

const hasKey = (key: string, value: unknown): boolean =>
  typeof value === 'object' && value !== null && key in value;

/** A virtual machine or a scale set. */
export const machine: v.GenericSchema<unknown, Machine> = v.lazy((input) =>
  hasKey('instances', input) ? scaleSet : virtualMachine,
);

/** A machine, or a computer name. */
export const target: v.GenericSchema<unknown, Target> = v.lazy((input) =>
  hasKey('subscriptionIds', input) ? computer : machine,
);

/** The resource id of a storage account. */
export const storageAccountId = v.pipe(
  v.string(),
  v.check(
    (id) => isStorageAccountId(id) && parseResourceId(id) !== undefined,
    'It must be the resource id of a storage account.',
  ),
);

const filter = v.looseObject({
  protocol: v.exactOptional(v.picklist(['TCP', 'UDP', 'Any'])),
  localAddress: v.exactOptional(text),
  localPort: v.exactOptional(text),
  remoteAddress: v.exactOptional(text),
  remotePort: v.exactOptional(text),
});

/** The plan of a capture. */
export const plan = v.looseObject({
  storageAccountId,
  filePath: v.exactOptional(text),
  timeLimitSeconds: whole,
  bytesPerPacket: whole,
  totalBytes: whole,
  filters: v.exactOptional(v.pipe(v.array(filter), v.maxLength(1000))),
  ring: v.exactOptional(v.looseObject({ fileCount: whole, fileBytes: whole })),
  keepSession: v.exactOptional(v.boolean()),
  graceSeconds: whole,
}) satisfies v.GenericSchema<unknown, CapturePlan>;

/** A Network Watcher. */
export const watcher = v.pipe(
  v.looseObject({ ...machineFields, location: text }),
  v.check((one) => {
    const named = parseResourceId(one.id);
    return named?.type === 'microsoft.network/networkwatchers' && isSame(one, named);
  }, 'The id must be that of a Network Watcher, and agree with its parts.'),
) satisfies v.GenericSchema<unknown, Watcher>;

/** A packet capture session. */
export const session = v.looseObject({
  watcher,
  name: v.pipe(v.string(), v.regex(/^[\w-]{1,80}$/)),
}) satisfies v.GenericSchema<unknown, Session>;

/** The URL of a blob. The code that opens it decides whether the app may do so. */
export const url = v.pipe(v.string(), v.maxLength(4096), v.url());

/** Every end of a machine capture. */
export const ends = [
  'timeLimit',
  'byteLimit',
  'stopped',
  'resolved',
  'failed',
  'lost',
  'timedOut',
  'attached',
  'cooldown',
  'skipped',
] as const satisfies Outcome['end'][];

/** The outcome of a machine capture, as far as every outcome has the same fields. */
export const outcome = v.looseObject({
  vm: text,
  end: v.picklist(ends),
  endedAt: text,
  warnings: v.array(v.string()),
}) as v.GenericSchema<unknown, unknown> as v.GenericSchema<unknown, Outcome>;

/** A capture that has started, as far as notifications use it. */
export const captureStart = v.looseObject({
  id: text,
  alert: v.looseObject({ id: text, rule: v.string(), firedAt: text }),
  plan,
  capture: v.looseObject({ vm: text }),
  startedAt: time,
}) as v.GenericSchema<unknown, unknown> as v.GenericSchema<unknown, CaptureStart>;

/** The report on an alert, as far as notifications use it. */
export const report = v.looseObject({
  id: text,
  alert: v.looseObject({ rule: v.string(), firedAt: text }),
  plan,
  captures: v.array(outcome),
  warnings: v.array(v.string()),
  startedAt: text,
  endedAt: text,
}) as v.GenericSchema<unknown, unknown> as v.GenericSchema<unknown, CaptureReport>;
