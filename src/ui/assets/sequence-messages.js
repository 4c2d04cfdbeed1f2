import { duration, endWord, machineName } from './words.js';

/** @typedef {import('./timeline.js').Instance} Instance */
/** @typedef {import('./timeline.js').Step} Step */

/**
 * @typedef {object} Message
 * @property {string} at ISO 8601
 * @property {string} from
 * @property {string} to the same as `from` for an internal step of a participant
 * @property {string} text
 * @property {boolean} isBad
 */

const [alert, orchestration, entity, resourceManager, storage, receivers] = [
  'Azure Monitor',
  'Orchestration',
  'Slots (entity)',
  'Resource Manager',
  'Storage',
  'Receivers',
];

export const participants = [alert, orchestration, entity, resourceManager, storage, receivers];

/** The participant that an activity calls, when it is not Resource Manager. @type {Record<string, string>} */
const called = {
  finalizeCapture: storage,
  summarizeTraffic: storage,
  notify: receivers,
  listReceivers: orchestration,
};

/** Shorter waits are not drawn. */
const shortMs = 1000;

/**
 * The messages of a capture in chronological order. Consecutive equal calls become one message.
 * @param {import('./tabs.js').CaptureView} capture
 * @param {Instance[]} instances
 * @returns {Message[]}
 */
export function messagesOf(capture, instances) {
  /** @type {Message[]} */
  const messages = [
    {
      at: capture.startedAt,
      from: alert,
      to: orchestration,
      text: `alert fired${capture.alert.severity ? ` (${capture.alert.severity})` : ''}`,
      isBad: false,
    },
    ...instances.flatMap(({ steps }) => steps.flatMap(messageOf)),
    ...capture.targets.flatMap((target) =>
      'end' in target
        ? {
            at: target.endedAt,
            from: orchestration,
            to: orchestration,
            text: `${machineName(target.vm)}: ${endWord(target.end)[0].toLowerCase()}`,
            isBad: endWord(target.end)[1] === 'bad',
          }
        : [],
    ),
  ];
  return collapse(messages.sort((one, other) => Date.parse(one.at) - Date.parse(other.at)));
}

/** @param {Step} step @returns {Message[]} */
function messageOf({ kind, name, startedAt, endedAt, state, error }) {
  const isBad = state === 'failed';
  const base = { at: startedAt, from: orchestration, isBad };
  switch (kind) {
    case 'activity': {
      const text = error ? `${name}: ${error.split(':')[0]}` : name;
      return [{ ...base, to: called[name] ?? resourceManager, text }];
    }
    case 'entity':
      return [{ ...base, to: entity, text: name.split(' ')[1] ?? name }];
    case 'event':
      return name === 'resolved'
        ? [{ ...base, from: alert, to: orchestration, text: 'alert resolved' }]
        : [{ ...base, to: orchestration, text: `event “${name}”` }];
    case 'timer': {
      const took = (endedAt ? Date.parse(endedAt) : Date.now()) - Date.parse(startedAt);
      if (took < shortMs) return [];
      return [{ ...base, to: orchestration, text: `waits ${duration(took / 1000)}` }];
    }
    default:
      return [];
  }
}

/**
 * Merges repeated rounds of the same wait and the same call.
 * @param {Message[]} messages
 */
function collapse(messages) {
  /** @type {(Message & { times: number })[]} */
  const joined = [];
  for (const message of messages) {
    const before = joined
      .slice(-2)
      .find((each) => each.text === message.text && each.to === message.to && !message.isBad);
    const isWait = message.from === message.to && message.text.startsWith('waits');
    if (isWait && joined.at(-1)?.times !== undefined && (joined.at(-1)?.times ?? 0) > 1) continue;
    if (before) before.times += 1;
    else joined.push({ ...message, times: 1 });
  }
  return joined.map(({ times, ...message }) => ({
    ...message,
    text: times > 1 ? `${message.text} × ${times}` : message.text,
  }));
}
