import { Age, Badge, Progress, Section, Severity } from './parts.js';
import { Timeline } from './timeline.js';
import { Traffic } from './traffic.js';
import { h } from './vendor/preact.js';
import { duration, endWord, machineName, size, stageWord, stateWords, when } from './words.js';

/** @typedef {import('../../views/capture-view.ts').CaptureView} CaptureView */
/** @typedef {import('../../views/capture-view.ts').TargetView} TargetView */
/** @typedef {import('./parts.js').Children} Children */

/**
 * @typedef {object} DetailProps
 * @property {CaptureView | undefined} capture
 * @property {import('./timeline.js').Instance[] | undefined} instances
 * @property {Record<number, import('./traffic.js').TrafficView | { problem: string }>} traffic by the number of the machine
 * @property {Record<number, number>} saving bytes so far, by the number of the machine
 * @property {() => void} onStop
 * @property {boolean} isStopping
 * @property {(target: number) => void} onSaveFile
 * @property {(instance: string) => void} onSaveHistory
 */

/** @param {DetailProps} props */
export function DetailPage(props) {
  const { capture, instances, onSaveHistory } = props;
  if (capture === undefined) {
    return h('main', { id: 'content' }, h(Back, null), h('p', { class: 'quiet' }, 'Loading…'));
  }
  const { alert, targets, state, stage, startedAt, summary } = capture;
  const isLive = state === 'starting' || state === 'running';
  return h(
    'main',
    { id: 'content' },
    h(Back, null),
    h(
      'header',
      { class: 'title' },
      h('h1', null, alert.rule),
      h(
        Badge,
        { tone: isLive ? 'running' : state === 'ended' ? 'plain' : 'bad' },
        stateWords[state],
      ),
      stage === 'notifying' && h(Badge, { tone: 'running' }, stageWord(stage)),
      h(Severity, { value: alert.severity }),
      h('span', { class: 'quiet' }, 'started ', h(Age, { time: startedAt })),
      isLive && stage !== 'notifying' && h(StopButton, props),
    ),
    h(
      Section,
      { title: targets.length === 1 ? 'Machine' : `${targets.length} machines`, id: 'machines' },
      targets.map((target, index) => h(Target, { ...props, target, index, key: target.vm })),
      !targets.some((target) => 'end' in target) && summary && h('p', { role: 'status' }, summary),
    ),
    targets.map((target, index) => {
      const view = props.traffic[index];
      if (view === undefined) return null;
      const of = targets.length > 1 ? ` of ${machineName(target.vm)}` : '';
      return h(
        Section,
        { title: `Traffic${of}`, id: `traffic-${index}`, key: `traffic-${index}` },
        'problem' in view ? h('p', { class: 'quiet' }, view.problem) : h(Traffic, { view }),
      );
    }),
    h(
      'div',
      { class: 'columns' },
      h(Section, { title: 'Alert', id: 'alert' }, h(Facts, { rows: alertFacts(capture) })),
      h(Section, { title: 'Settings', id: 'settings' }, h(Facts, { rows: planFacts(capture) })),
    ),
    h(
      Section,
      { title: 'Workflow', id: 'workflow' },
      instances === undefined
        ? h('p', { class: 'quiet' }, 'Loading…')
        : h(Timeline, { instances, onSave: onSaveHistory }),
    ),
  );
}

const Back = () => h('p', null, h('a', { href: '#/' }, '← All captures'));

/** @param {DetailProps} props */
function StopButton({ capture, onStop, isStopping }) {
  /** @type {HTMLDialogElement | null} */
  let dialog = null;
  return [
    h(
      'button',
      { class: 'danger', disabled: isStopping, onClick: () => dialog?.showModal() },
      isStopping ? 'Stopping…' : 'Stop',
    ),
    h(
      'dialog',
      {
        'aria-labelledby': 'stop-title',
        ref: (/** @type {HTMLDialogElement | null} */ element) => {
          dialog = element;
        },
      },
      h('h2', { id: 'stop-title' }, 'Stop this capture?'),
      h(
        'p',
        null,
        `The capture of ${capture?.targets.map(({ vm }) => machineName(vm)).join(', ')} ends now. What was captured until now is kept.`,
      ),
      h(
        'p',
        { class: 'buttons' },
        h('button', { onClick: () => dialog?.close() }, 'Let it run'),
        h(
          'button',
          {
            class: 'danger',
            onClick: () => {
              dialog?.close();
              onStop();
            },
          },
          'Stop it',
        ),
      ),
    ),
  ];
}

/** @param {DetailProps & { target: TargetView, index: number }} props */
function Target({ capture, target, index, saving, onSaveFile }) {
  const file = 'file' in target ? target.file : undefined;
  const saved = saving[index];
  const warnings = 'warnings' in target ? target.warnings : [];
  const sentence = capture?.summary
    ?.split('\n')
    .find((line) => line.includes(machineName(target.vm)));
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
        h(Progress, { startedAt: target.startedAt, seconds: capture?.plan?.timeLimitSeconds ?? 0 }),
      file &&
        'url' in file &&
        h(
          'button',
          { class: 'primary', disabled: saved !== undefined, onClick: () => onSaveFile(index) },
          saved === undefined
            ? `Download .cap (${size(file.bytes)})`
            : `${size(saved)} of ${size(file.bytes)}`,
        ),
    ),
    h('p', { class: 'quiet id' }, target.vm),
    'end' in target && sentence && h('p', null, sentence),
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

/** @param {{ rows: [string, Children][] }} props */
const Facts = ({ rows }) =>
  h(
    'dl',
    { class: 'facts' },
    rows.map(([name, value]) => h('div', { key: name }, h('dt', null, name), h('dd', null, value))),
  );

/** @param {CaptureView} capture @returns {[string, Children][]} */
function alertFacts({ id, alert, deliveries, startedAt, endedAt }) {
  return [
    ['Rule', alert.rule],
    ...pair('Severity', alert.severity),
    ['Fired', when(alert.firedAt)],
    ...pair('Description', alert.description),
    ...(alert.link?.startsWith('https://')
      ? pair('In the portal', h('a', { href: alert.link, rel: 'noreferrer' }, 'Open the alert'))
      : []),
    ['Capture', h('code', null, id)],
    ['Started', when(startedAt)],
    ...pair('Ended', when(endedAt)),
    ...pair(
      'Told',
      deliveries
        ?.map(({ receiver, ...delivery }) =>
          delivery.state === 'failed'
            ? `${receiver}: ${delivery.failure.message}`
            : `${receiver} (${delivery.state})`,
        )
        .join(', '),
    ),
  ];
}

/** @param {CaptureView} capture @returns {[string, Children][]} */
function planFacts({ plan }) {
  return [
    ['Time limit', duration(plan.timeLimitSeconds)],
    ['Bytes of each packet', plan.bytesPerPacket === 0 ? 'all' : String(plan.bytesPerPacket)],
    ...(plan.ring
      ? pair('Ring', `${plan.ring.fileCount} files of ${size(plan.ring.fileBytes)}`)
      : pair('Size limit', size(plan.totalBytes))),
    ...pair('File on the machine', plan.filePath),
    ...pair('Storage account', plan.filePath ? undefined : machineName(plan.storageAccountId)),
    [
      'Filters',
      plan.filters?.length
        ? h(
            'ul',
            null,
            plan.filters.map((filter, index) => h('li', { key: index }, filterWords(filter))),
          )
        : 'none: all packets',
    ],
    ...(plan.keepSession ? pair('Session', 'is kept after the end') : []),
  ];
}

/** @param {NonNullable<CaptureView['plan']['filters']>[0]} filter */
const filterWords = ({ protocol, localAddress, localPort, remoteAddress, remotePort }) =>
  [
    protocol ?? 'Any',
    `local ${localAddress ?? '*'}:${localPort ?? '*'}`,
    `remote ${remoteAddress ?? '*'}:${remotePort ?? '*'}`,
  ].join(' ');

/** @param {string} name @param {Children} value @returns {[string, Children][]} */
const pair = (name, value) => (value ? [[name, value]] : []);
