import { save } from './api.js';
import { Copy } from './copy.js';
import { Facts, alertFacts, planFacts } from './facts.js';
import { Badge, Progress, Section } from './parts.js';
import { attempt, state, update } from './store.js';
import { h } from './vendor/preact.js';
import { endWord, machineName, size, stageWord } from './words.js';

/** @typedef {import('./tabs.js').CaptureView} CaptureView */
/** @typedef {import('../../views/capture-view.ts').TargetView} TargetView */

/** The result for each machine, the alert and the settings. @param {{ capture: CaptureView }} props */
export function Overview({ capture }) {
  const { targets, summary } = capture;
  return [
    h(
      Section,
      { title: targets.length === 1 ? 'Machine' : `${targets.length} machines`, id: 'machines' },
      targets.map((target, index) => h(Target, { capture, target, index, key: target.vm })),
      !targets.some((target) => 'end' in target) && summary && h('p', { role: 'status' }, summary),
    ),
    h(
      'div',
      { class: 'columns' },
      h(Section, { title: 'Alert', id: 'alert' }, h(Facts, { rows: alertFacts(capture) })),
      h(Section, { title: 'Settings', id: 'settings' }, h(Facts, { rows: planFacts(capture) })),
    ),
  ];
}

/** @param {{ capture: CaptureView, target: TargetView, index: number }} props */
function Target({ capture, target, index }) {
  const warnings = 'warnings' in target ? target.warnings : [];
  const sentence = capture.summary
    ?.split('\n')
    .find((line) => line.includes(machineName(target.vm)));
  const file = 'file' in target ? target.file : undefined;
  return h(
    'article',
    { class: 'machine' },
    h(
      'div',
      { class: 'line' },
      h('h3', { title: target.vm }, machineName(target.vm)),
      'end' in target
        ? h(Badge, { tone: endWord(target.end)[1] }, endWord(target.end)[0])
        : h(Badge, { tone: 'running' }, stageWord('stage' in target ? target.stage : undefined)),
      'stage' in target &&
        target.stage === 'capturing' &&
        target.startedAt &&
        capture.plan &&
        h(Progress, {
          startedAt: target.startedAt,
          seconds: capture.plan.timeLimitSeconds,
          timeScale: capture.timeScale,
        }),
      file && 'url' in file && h(Download, { capture, index, bytes: file.bytes }),
    ),
    h(
      'p',
      { class: 'quiet id' },
      target.vm,
      ' ',
      h(Copy, { text: target.vm, label: `the resource id of ${machineName(target.vm)}` }),
    ),
    'end' in target && sentence && h('p', null, sentence),
    file &&
      'url' in file &&
      h(
        'p',
        { class: 'quiet id' },
        'File: ',
        file.url,
        ' ',
        h(Copy, { text: file.url, label: 'the URL of the file' }),
      ),
    'traffic' in target &&
      target.traffic &&
      h(
        'ul',
        { class: 'lines' },
        target.traffic.lines.map((line) => h('li', { key: line }, line)),
      ),
    warnings.map((warning) => h('p', { class: 'warning', key: warning }, warning)),
  );
}

/** @param {{ capture: CaptureView, index: number, bytes: number }} props */
function Download({ capture, index, bytes }) {
  const received = state.saving[index];
  const start = async () => {
    const show = (/** @type {number | undefined} */ count) =>
      update({ saving: { ...state.saving, [index]: count } });
    show(0);
    await attempt(
      () => save(`captures/${encodeURIComponent(capture.id)}/file?target=${index}`, show),
      'notice',
    );
    show(undefined);
  };
  return h(
    'button',
    { class: 'primary', disabled: received !== undefined, onClick: () => void start() },
    received === undefined
      ? `Download .cap (${size(bytes)})`
      : `${size(received)} of ${size(bytes)}`,
  );
}
