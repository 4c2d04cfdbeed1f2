import type { OrchestrationContext, Task } from 'durable-functions';
import { EntityId } from 'durable-functions';
import type { WatcherUsage } from '../activities/enforce-limit.ts';
import type { Session, Watcher } from '../captures/session.ts';
import type { AcquireRequest, SlotAnswer, SlotRequest } from './capture-slots.ts';
import { timestamp } from './clock.ts';

/** Longer than a create is tried for: until then the session may not be listed. */
const leaseSeconds = 15 * 60;

/** A subscription has one watcher in a region; a resource id may not be an entity's key, for its slashes. */
const slotsOf = ({ subscriptionId, location }: Watcher): EntityId =>
  new EntityId('captureSlots', `${subscriptionId.toLowerCase()}-${location}`);

function requestFor(context: OrchestrationContext, session: Session, seconds: number): SlotRequest {
  return {
    holder: context.df.instanceId,
    session: session.name,
    now: timestamp(context),
    leaseSeconds: seconds,
  };
}

/** Asks for a slot at the session's watcher. */
export function* acquireSlot(
  context: OrchestrationContext,
  session: Session,
  usage: WatcherUsage,
): Generator<Task, SlotAnswer, unknown> {
  const request: AcquireRequest = { ...requestFor(context, session, leaseSeconds), ...usage };
  return (yield context.df.callEntity(slotsOf(session.watcher), 'acquire', request)) as SlotAnswer;
}

/** Holds on to the slot until well after the next time that we look at the session. */
export function* renewSlot(
  context: OrchestrationContext,
  session: Session,
  secondsToNextLook: number,
): Generator<Task, void, unknown> {
  const request = requestFor(context, session, secondsToNextLook + leaseSeconds);
  yield context.df.callEntity(slotsOf(session.watcher), 'renew', request);
}

/** Gives the slot back. Should that fail, the lease ends by itself. */
export function* releaseSlot(
  context: OrchestrationContext,
  session: Session,
): Generator<Task, void, unknown> {
  try {
    yield context.df.callEntity(slotsOf(session.watcher), 'release', context.df.instanceId);
  } catch {
    return;
  }
}
