import { Facts } from './facts.js';
import { Json, Loading } from './parts.js';
import { addressWith, place } from './router.js';
import { state } from './store.js';
import { when } from './time.js';
import { stateTexts } from './timeline.js';
import { h } from './vendor/preact.js';
import { duration } from './words.js';

/** The chosen step: its input, output, error and times. @param {{ instances: import('./timeline.js').Instance[] }} props */
export function StepPanel({ instances }) {
  const { step: address = '' } = place().query;
  const at = address.lastIndexOf('.');
  const id = address.slice(0, at);
  const step = instances.find((instance) => instance.id === id)?.steps[
    Number(address.slice(at + 1))
  ];
  if (step === undefined) {
    return h('p', { class: 'warning', role: 'note' }, 'There is no such step. Choose one above.');
  }
  const { name, startedAt, endedAt, attempt, error } = step;
  const events = state.raw[id]?.historyEvents;
  const took = endedAt && duration((Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
  return h(
    'aside',
    { class: 'step-panel', 'aria-label': `Step ${name}` },
    h('h3', null, name),
    h(Facts, {
      rows: [
        ['State', stateTexts[step.state] + (attempt ? `, attempt ${attempt}` : '')],
        ['Started', when(startedAt)],
        ['Ended', endedAt ? `${when(endedAt)}, after ${took}` : 'not yet'],
        ...(error ? [/** @type {[string, string]} */ (['Error', error])] : []),
      ],
    }),
    events === undefined
      ? h(Loading, null)
      : h(Payloads, { events: step.events.map((index) => events[index]) }),
    h('p', null, h('a', { href: addressWith({ step: '' }) }, 'Close')),
  );
}

/** @param {{ events: (Record<string, unknown> | undefined)[] }} props */
function Payloads({ events: [first, last = first] }) {
  const call = /** @type {{ op?: string, input?: unknown } | undefined} */ (plain(first?.Input));
  // An entity call is an envelope around the operation's input. The response is a separate event.
  const input = call?.op === undefined ? call : plain(call.input);
  const output = [last?.Result, last?.Details, last?.Reason, last !== first && last?.Input].find(
    (value) => value !== undefined && value !== null && value !== false,
  );
  return [
    h('h4', null, 'Input'),
    input === undefined
      ? h('p', { class: 'quiet' }, 'None is recorded.')
      : h(Json, { value: input, label: 'Input' }),
    h('h4', null, 'Output'),
    output === undefined
      ? h('p', { class: 'quiet' }, 'None is recorded.')
      : h(Json, { value: plain(output), label: 'Output' }),
  ];
}

/** Decodes nested JSON text in a history: an input is a list of JSON texts. @param {unknown} value @returns {unknown} */
export function plain(value) {
  if (Array.isArray(value) && value.length === 1) return plain(value[0]);
  if (typeof value !== 'string') return value;
  try {
    return plain(JSON.parse(value));
  } catch {
    return value;
  }
}
