import * as v from 'valibot';
import { EXTENSION_STATES, POWER_STATES } from './virtual-machine.ts';

/** A virtual machine scale set as described through the admin surface. */
export const ScaleSetDescription = v.pipe(
  v.strictObject({
    /** Resource id. Use `name` instead to describe every scale set of that name. */
    id: v.optional(v.string()),
    name: v.optional(v.string()),
    location: v.optional(v.string(), 'westeurope'),
    os: v.optional(v.picklist(['Linux', 'Windows']), 'Linux'),
    /** In Flexible mode the instances are virtual machines and are not listed with the set. */
    orchestrationMode: v.optional(v.picklist(['Uniform', 'Flexible']), 'Uniform'),
    instances: v.optional(
      v.array(
        v.strictObject({
          instanceId: v.string(),
          powerState: v.optional(v.picklist(POWER_STATES), 'running'),
          agent: v.optional(v.boolean(), true),
          agentState: v.optional(v.picklist(EXTENSION_STATES), 'Succeeded'),
        }),
      ),
      ['0', '1', '2'].map((instanceId) => ({ instanceId })),
    ),
    missing: v.optional(v.boolean(), false),
  }),
  v.check((set) => (set.id === undefined) !== (set.name === undefined), 'either id or name'),
);

export type ScaleSet = v.InferOutput<typeof ScaleSetDescription>;
export type ScaleSetInstance = ScaleSet['instances'][number];

/** The default description of a scale set: three running instances with the agent. */
export const ORDINARY_SCALE_SET: ScaleSet = v.parse(ScaleSetDescription, { name: '*' });
