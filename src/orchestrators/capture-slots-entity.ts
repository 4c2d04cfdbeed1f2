import type { EntityContext } from 'durable-functions';
import type { AcquireRequest, SlotRequest, Slots } from './capture-slots.ts';
import { acquireSlot, releaseSlot, renewSlot } from './capture-slots.ts';

/** The `captureSlots` entity: it serves one call at a time, so its count is exact. */
export function captureSlots(context: EntityContext<Slots>): void {
  const slots = context.df.getState(() => ({ leases: [] })) ?? { leases: [] };
  switch (context.df.operationName) {
    case 'acquire': {
      const request = context.df.getInput<AcquireRequest>();
      if (request === undefined) return;
      const [next, answer] = acquireSlot(slots, request);
      context.df.setState(next);
      context.df.return(answer);
      break;
    }
    case 'renew': {
      const request = context.df.getInput<SlotRequest>();
      if (request !== undefined) context.df.setState(renewSlot(slots, request));
      break;
    }
    case 'release': {
      const holder = context.df.getInput<string>();
      if (holder !== undefined) context.df.setState(releaseSlot(slots, holder));
      break;
    }
  }
}
