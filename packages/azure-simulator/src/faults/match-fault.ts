import { Random } from '../model/random.ts';
import type { Fault, FaultEffect, FaultSubject } from './fault.ts';

const CREATE = 'packetCaptures.create';

const SESSION_EFFECTS: readonly FaultEffect['kind'][] = [
  'agent-missing',
  'create-fails',
  'session-error',
  'session-vanishes',
  'storage-failure',
  'file-late',
];

/** True for effects on the created session, false for effects on the response. */
export function isSessionEffect(effect: FaultEffect): boolean {
  return SESSION_EFFECTS.includes(effect.kind);
}

/** True if the fault applies to the call. */
export function matchesFault(fault: Fault, subject: FaultSubject): boolean {
  const { operation, method, path, target } = fault.scope.match;
  if (isSessionEffect(fault.effect) && subject.operation !== CREATE) return false;
  return (
    (operation === undefined || operation.toLowerCase() === subject.operation?.toLowerCase()) &&
    (method === undefined || method.toLowerCase() === subject.method.toLowerCase()) &&
    (path === undefined || subject.path.toLowerCase().includes(path.toLowerCase())) &&
    (target === undefined || (subject.target ?? '').toLowerCase().includes(target.toLowerCase()))
  );
}

/** True if the fault applies to this match. Its counts do not include this match yet. */
export function isPlayed(fault: Fault): boolean {
  const { after, times, probability, seed } = fault.scope;
  if (fault.matched < after) return false;
  if (times !== undefined && fault.played >= times) return false;
  return probability >= 1 || new Random(`${seed} ${fault.matched}`).next() < probability;
}
