import type { EventRaised } from '../model/history-event.ts';
import type { Instance, Notices } from '../model/instance.ts';
import { describeWork, type Work } from '../model/work.ts';

const MOST_NAMES = 5;

/** The instance with a notice, unless it has one on that topic. */
export function withNotice(instance: Instance, topic: keyof Notices, text: string): Instance {
  const { notices } = instance;
  return notices[topic] === undefined
    ? { ...instance, notices: { ...notices, [topic]: text } }
    : instance;
}

/** Says why an instance whose orchestrator has ended stays Running. */
export function openWorkNotice(open: readonly Work[]): string {
  return (
    `The orchestrator ended while work that it had started was open: ${some(open.map(describeWork))}. ` +
    'As in Azure, the instance stays Running until this work is over. Cancel timers that are no ' +
    'longer needed.'
  );
}

/** Says that external events survived `continueAsNew`. */
export function keptEventsNotice(kept: readonly EventRaised[]): string {
  return (
    `continueAsNew kept external events that no task had received: ${some(kept.map(({ Name }) => Name))}. ` +
    'Azure would have lost them. Wait for every event that has arrived before you continue as new.'
  );
}

function some(names: readonly string[]): string {
  const rest = names.length - MOST_NAMES;
  return [...names.slice(0, MOST_NAMES), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}
