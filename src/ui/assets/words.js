/** The states of a capture by their API names. @type {Record<string, string>} */
export const stateWords = {
  starting: 'Starting',
  running: 'Running',
  ended: 'Ended',
  failed: 'App error',
  suspended: 'Suspended',
  terminated: 'Terminated',
};

/** @type {Record<string, string>} */
const stageWords = {
  resolving: 'Looking up the machine',
  installing: 'Installing the agent',
  claiming: 'Asking for a session',
  waiting: 'Waiting for a session to come free',
  creating: 'Creating the session',
  capturing: 'Capturing',
  stopping: 'Stopping',
  finalizing: 'Waiting for the file',
  cleaning: 'Deleting the session',
  summarizing: 'Reading the traffic',
  notifying: 'Sending the notification',
  ended: 'Done',
};

/** @param {string | undefined} stage */
export const stageWord = (stage) =>
  stage === undefined ? 'Starting' : (stageWords[stage] ?? stage);

/** Text and tone for the end of a machine's capture. @type {Record<string, [string, string]>} */
const endWords = {
  timeLimit: ['Captured', 'good'],
  byteLimit: ['Captured to the size limit', 'good'],
  stopped: ['Stopped by hand', 'good'],
  resolved: ['Captured until resolved', 'good'],
  attached: ['Part of another capture', 'plain'],
  cooldown: ['Captured shortly before', 'plain'],
  skipped: ['Not captured', 'warning'],
  failed: ['Failed', 'bad'],
  lost: ['Session lost', 'bad'],
  timedOut: ['Timed out', 'bad'],
};

/** @param {string} end */
export const endWord = (end) => endWords[end] ?? [end, 'plain'];

/** @param {number | undefined} bytes */
export function size(bytes) {
  if (bytes === undefined) return '';
  const units = ['B', 'KB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 999.5 && unit < units.length - 1; unit++) value /= 1000;
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** @param {number} seconds */
export function duration(seconds) {
  if (seconds <= 0) return '0 s';
  if (seconds < 1) return `${Math.max(1, Math.round(seconds * 1000))} ms`;
  if (seconds < 60) return `${seconds < 10 ? Number(seconds.toFixed(1)) : Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = Math.floor(seconds % 60);
  if (minutes < 60) return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.floor(hours / 24)} d`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** The last part of a resource id. @param {string} id */
export const machineName = (id) => id.split('/').at(-1) || id;

/** @param {number} number */
export const count = (number) => number.toLocaleString('en');

/** @param {number} part @param {number} whole */
export const percent = (part, whole) =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;

/** Names of the Azure Monitor severities. @type {Record<string, string>} */
export const severityWords = {
  Sev0: 'critical',
  Sev1: 'error',
  Sev2: 'warning',
  Sev3: 'informational',
  Sev4: 'verbose',
};
