import type { EventName } from '../model/history-event.ts';
import type { SourcePosition } from './generator-inspector.ts';

/** What the code did at one event. */
export interface ReplayedStep {
  /** The event's number: its index in the history. */
  event: number;
  kind: EventName;
  /** The event in a few words. */
  what: string;
  /** What the code asked for when it heard of the event. */
  asked: string[];
  /** Set where the code changed it. */
  customStatus?: unknown;
  /** Where the code waits afterwards, the innermost generator first; absent when it did not move, or ended. */
  stoodAt?: SourcePosition[];
  /** Set when the code came to its end here. */
  ended?: 'Completed' | 'Failed' | 'ContinuedAsNew';
}

/** One turn: what came in together. */
export interface ReplayedTurn {
  /** From 1. */
  number: number;
  /** ISO 8601 UTC: the time that the code saw. */
  at: string;
  steps: ReplayedStep[];
  /** What the history records that the turn scheduled. */
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

/** The first point where the code asks for something else than the history records. */
export interface Divergence {
  /** Number of the event; what the code asks for beyond a history's end has the number of the last. */
  event: number;
  kind: EventName;
  recorded: string;
  asked: string;
  /** The likely change. */
  change: Change;
  /** What was changed: `activity say`, `timer`. */
  subject: string;
  /** What the host would say. */
  message: string;
  /** Where the code stood, the innermost generator first. */
  position: SourcePosition[];
}

/** A difference that a running instance survives. */
export interface ReplayWarning {
  change: 'input changed' | 'timer changed' | 'output changed';
  event: number;
  message: string;
}

/** How an orchestration stands at the end of a history. `output` is a JSON value, or an error's text. */
export interface Ending {
  status: 'Running' | 'Completed' | 'Failed' | 'Terminated' | 'ContinuedAsNew';
  output?: unknown;
}

/** What came of a replay. */
export interface ReplayReport {
  instance: { id: string; name: string };
  events: number;
  turns: ReplayedTurn[];
  recorded: Ending;
  replayed: Ending;
  divergence: Divergence | undefined;
  warnings: ReplayWarning[];
  /** What had to be guessed about the history. */
  ambiguities: string[];
}
