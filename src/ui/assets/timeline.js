import { Axis } from './axis.js';
import { save } from './api.js';
import { Copy } from './copy.js';
import { Loading, Section } from './parts.js';
import { addressWith, place } from './router.js';
import { StepPanel } from './step-panel.js';
import { attempt, state } from './store.js';
import { when } from './time.js';
import { h } from './vendor/preact.js';
import { duration } from './words.js';

/** @typedef {import('../../views/history-timeline.ts').TimelineStep} Step */
/** @typedef {{ id: string, name: string, status: string, steps: Step[] }} Instance */
/** @typedef {{ begin: number, length: number }} Span milliseconds since 1970, and milliseconds */

/** @type {Record<string, string>} */
const kinds = {
  activity: 'Activity',
  timer: 'Timer',
  event: 'Event',
  entity: 'Entity',
  orchestration: 'Orchestration',
};

/** @type {Record<Step['state'], string>} */
export const stateTexts = {
  done: 'done',
  failed: 'failed',
  running: 'running',
  cancelled: 'cancelled',
};

const mostZoom = 64;

/** The steps of every instance as bars over time. @param {{ capture: import('./tabs.js').CaptureView }} props */
export function TimelineTab({ capture }) {
  const { instances } = state;
  if (instances === undefined) return h(Loading, null);
  const zoom = Math.min(mostZoom, Math.max(1, Number(place().query.zoom) || 1));
  const span = spanOf(instances);
  return h(
    Section,
    { title: 'Timeline', id: 'timeline' },
    h(
      'p',
      { class: 'toolbar' },
      h(Zoom, { to: zoom * 2, label: 'Zoom in', isOff: zoom >= mostZoom }),
      h(Zoom, { to: zoom / 2, label: 'Zoom out', isOff: zoom <= 1 }),
      h(Zoom, { to: 1, label: 'Whole time', isOff: zoom === 1 }),
      h(
        'span',
        { class: 'quiet' },
        `${when(new Date(span.begin).toISOString())} and ${duration(span.length / 1000)} on`,
      ),
    ),
    h(
      'div',
      { class: 'gantt', tabIndex: 0, role: 'region', 'aria-label': 'Steps over time' },
      h(
        'div',
        { class: 'gantt-content', style: { '--zoom': String(zoom) } },
        h(Axis, { span, zoom }),
        instances.map((instance) => h(InstanceRows, { key: instance.id, instance, span })),
      ),
    ),
    place().query.step && h(StepPanel, { instances }),
    h('h3', null, 'Histories'),
    h(
      'ul',
      { class: 'histories' },
      instances.map((instance) =>
        h(History, { key: instance.id, captureId: capture.id, instance }),
      ),
    ),
  );
}

/** @param {{ to: number, label: string, isOff: boolean }} props */
const Zoom = ({ to, label, isOff }) =>
  h(
    'button',
    {
      disabled: isOff,
      onClick: () => location.replace(addressWith({ zoom: to <= 1 ? '' : String(to) })),
    },
    label,
  );

/** @param {Instance[]} instances @returns {Span} */
export function spanOf(instances) {
  const times = instances.flatMap(({ steps }) =>
    steps.flatMap(({ startedAt, endedAt }) => [
      Date.parse(startedAt),
      endedAt ? Date.parse(endedAt) : Date.now(),
    ]),
  );
  const begin = Math.min(...times, Date.now());
  return { begin, length: Math.max(1, Math.max(...times, begin) - begin) };
}

/** @param {{ instance: Instance, span: Span }} props */
const InstanceRows = ({ instance: { id, name, status, steps }, span }) =>
  h(
    'section',
    { class: 'instance', 'aria-label': `${name} ${id}` },
    h(
      'h3',
      null,
      name,
      ' ',
      h('code', null, id),
      h('span', { class: 'quiet' }, ` ${status}, ${steps.length} steps`),
    ),
    h(
      'ol',
      { class: 'steps' },
      steps.map((step, index) => h(StepRow, { key: index, step, span, address: `${id}.${index}` })),
    ),
  );

/** One step, or one attempt of it, as a bar. @param {{ step: Step, span: Span, address: string }} props */
function StepRow({ step, span, address }) {
  const { kind, name, startedAt, endedAt, attempt: number, error } = step;
  const start = Date.parse(startedAt) - span.begin;
  const took = (endedAt ? Date.parse(endedAt) : Date.now()) - Date.parse(startedAt);
  const share = (/** @type {number} */ ms) => `${Math.min(100, (100 * ms) / span.length)}%`;
  const bar = { left: share(start), width: `max(3px, ${share(took)})` };
  const isChosen = place().query.step === address;
  return h(
    'li',
    { class: `step ${kind} ${step.state} ${isChosen ? 'chosen' : ''}` },
    h(
      'span',
      { class: 'what' },
      h('span', { class: 'kind' }, kinds[kind] ?? kind),
      ' ',
      h(
        'a',
        {
          href: addressWith({ step: isChosen ? '' : address }),
          'aria-current': isChosen ? 'true' : undefined,
          'data-step': address,
        },
        name,
      ),
      number && h('span', { class: 'attempt' }, ` attempt ${number}`),
    ),
    h(
      'span',
      { class: 'track', title: `${when(startedAt)}${error ? `\n${error}` : ''}` },
      h('span', { class: 'bar', style: bar }),
    ),
    h('span', { class: 'took' }, tookText(step, took)),
  );
}

/** @param {Step} step @param {number} took in milliseconds */
export function tookText({ kind, state: outcome }, took) {
  if (kind === 'event') return 'received';
  const time = duration(took / 1000);
  return outcome === 'done' ? time : `${stateTexts[outcome]}, ${time}`;
}

/** @param {{ captureId: string, instance: Instance }} props */
function History({ captureId, instance: { id, name } }) {
  const path = `captures/${encodeURIComponent(captureId)}/history?instance=${encodeURIComponent(id)}`;
  const command = `npm run replay -- '${id}'`;
  return h(
    'li',
    null,
    h('strong', null, name),
    ' ',
    h('code', null, id),
    ' ',
    h(Copy, { text: id, label: `the id of ${name}` }),
    h('br', null),
    h(
      'button',
      { onClick: () => void attempt(() => save(path), 'notice') },
      'Save raw history (JSON)',
    ),
    ' ',
    h('code', null, command),
    ' ',
    h(Copy, { text: command, label: `the replay command of ${name}` }),
  );
}
