export { durableTaskSettings } from '../engine/settings.ts';
export { loadHostApp, type AppLocation } from '../host.ts';
export type { HistoryEvent } from '../model/history-event.ts';
export type { SourcePosition } from './generator-inspector.ts';
export { printReport } from './print-report.ts';
export {
  recordInstance,
  recordingText,
  type RecordedInstance,
  type Recording,
} from './recording.ts';
export { ReplayError, type ReplayErrorCode } from './replay-error.ts';
export {
  fitsRecording,
  replayRecording,
  requireEvent,
  type ReplayOptions,
} from './replay-recording.ts';
export type {
  Change,
  Divergence,
  Ending,
  ReplayReport,
  ReplayWarning,
  ReplayedStep,
  ReplayedTurn,
} from './report.ts';
export { fromHistoryTable, type HistoryTables } from './sources/history-table.ts';
export { fromLocalState } from './sources/local-state.ts';
export { fromFile, fromJson, fromStatusUrl } from './sources/read-source.ts';
