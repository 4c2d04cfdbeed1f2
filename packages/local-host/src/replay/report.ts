import type { EventName } from '../model/history-event.ts';
import type { SourcePosition } from './generator-inspector.ts';

/** What the code did at one event. */
export interface ReplayedStep {
  /** The event's number: its index in the history. */
  event: number;
  kind: EventName;
  /** Short description of the event. */
  what: string;
  /** Actions that the code requested at the event. */
  asked: string[];
  /** Present when the code changed it. */
  customStatus?: unknown;
  /** Position of the code afterwards, the innermost generator first; absent when it did not run, or ended. */
  stoodAt?: SourcePosition[];
  /** Present when the code ended at this event. */
  ended?: 'Completed' | 'Failed' | 'ContinuedAsNew';
}

/** One turn: the events that were delivered together. */
export interface ReplayedTurn {
  /** Counted from 1. */
  number: number;
  /** ISO 8601 UTC: the time that the code saw. */
  at: string;
  steps: ReplayedStep[];
  /** Work that the turn scheduled, according to the history. */
  scheduled: string[];
}

/** What kind of change explains a difference. */
export type Change =
  | 'renamed'
  | 'added'
  | 'removed'
  | 'reordered'
  | 'replaced'
  | 'ends earlier'
  | 'goes on longer'
  | 'ends otherwise';

/** The first point where the code requests something other than what the history records. */
export interface Divergence {
  /** Number of the event; requests beyond the end of the history have the number of the last event. */
  event: number;
  kind: EventName;
  recorded: string;
  asked: string;
  /** The likely change. */
  change: Change;
  /** Label of the changed work, such as `activity say` or `timer`. */
  subject: string;
  /** Error message of the host for this difference. */
  message: string;
  /** Position of the code, the innermost generator first. */
  position: SourcePosition[];
}

/** A difference that does not fail a running instance. */
export interface ReplayWarning {
  change: 'input changed' | 'timer changed' | 'output changed';
  event: number;
  message: string;
}

/** Status of an orchestration at the end of a history. `output` is a JSON value, or an error's text. */
export interface Ending {
  status: 'Running' | 'Completed' | 'Failed' | 'Terminated' | 'ContinuedAsNew';
  output?: unknown;
}

/** Result of a replay. */
export interface ReplayReport {
  instance: { id: string; name: string };
  events: number;
  turns: ReplayedTurn[];
  recorded: Ending;
  replayed: Ending;
  divergence: Divergence | undefined;
  warnings: ReplayWarning[];
  /** Sentences about what had to be guessed about the history. */
  ambiguities: string[];
}
