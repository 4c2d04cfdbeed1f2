import { h } from './vendor/preact.js';
import { duration, when } from './words.js';

/** @typedef {import('../../views/history-timeline.ts').TimelineStep} Step */
/** @typedef {{ id: string, name: string, status: string, steps: Step[] }} Instance */

/** @type {Record<string, string>} */
const kinds = {
  activity: 'Activity',
  timer: 'Timer',
  event: 'Event',
  entity: 'Entity',
  orchestration: 'Orchestration',
};

/** @type {Record<Step['state'], string>} */
const outcomes = { done: 'done', failed: 'failed', running: 'under way', cancelled: 'called off' };

/**
 * What the instances of a capture did, each step as a bar from its begin to its end.
 * @param {{ instances: Instance[], onSave: (id: string) => void }} props
 */
export function Timeline({ instances, onSave }) {
  const times = instances.flatMap(({ steps }) =>
    steps.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt ?? new Date().toISOString()]),
  );
  const begin = Math.min(...times.map(Date.parse));
  const length = Math.max(1, Math.max(...times.map(Date.parse)) - begin);
  return instances.map((instance) =>
    h(
      'details',
      {
        class: 'instance',
        key: instance.id,
        open: instance.name === 'captureTarget' && instances.length < 6,
      },
      h(
        'summary',
        null,
        h('strong', null, instance.name),
        ' ',
        h('code', null, instance.id),
        h('span', { class: 'quiet' }, ` ${instance.status}, ${instance.steps.length} steps`),
      ),
      h(
        'p',
        null,
        h('button', { onClick: () => onSave(instance.id) }, 'Save raw history (JSON)'),
        h('span', { class: 'quiet' }, ' replay it with npm run replay'),
      ),
      h(
        'ol',
        { class: 'steps' },
        instance.steps.map((step, index) => h(StepRow, { key: index, step, begin, length })),
      ),
    ),
  );
}

/** @param {{ step: Step, begin: number, length: number }} props */
function StepRow({ step, begin, length }) {
  const { kind, name, startedAt, endedAt, attempt, error, state } = step;
  const start = Date.parse(startedAt) - begin;
  const took = (endedAt ? Date.parse(endedAt) : Date.now()) - Date.parse(startedAt);
  const bar = { left: `${(100 * start) / length}%`, width: `max(3px, ${(100 * took) / length}%)` };
  const link = state === 'running' ? 'for' : 'in';
  const words = kind === 'event' ? 'came' : `${outcomes[state]} ${link} ${duration(took / 1000)}`;
  return h(
    'li',
    { class: `step ${kind} ${state}` },
    h(
      'span',
      { class: 'what' },
      h('span', { class: 'kind' }, kinds[kind] ?? kind),
      ' ',
      name,
      attempt && h('span', { class: 'attempt' }, ` try ${attempt}`),
    ),
    h('span', { class: 'track', title: when(startedAt) }, h('span', { class: 'bar', style: bar })),
    h('span', { class: 'took' }, state === 'cancelled' ? outcomes[state] : words),
    error && h('span', { class: 'error' }, error),
  );
}
