import { when } from './time.js';
import { h } from './vendor/preact.js';
import { duration, machineName, size } from './words.js';

/** @typedef {import('./tabs.js').CaptureView} CaptureView */
/** @typedef {import('./parts.js').Children} Children */

/** Names and values, one pair per line. @param {{ rows: [string, Children][] }} props */
export const Facts = ({ rows }) =>
  h(
    'dl',
    { class: 'facts' },
    rows.map(([name, value]) => h('div', { key: name }, h('dt', null, name), h('dd', null, value))),
  );

/** @param {CaptureView} capture @returns {[string, Children][]} */
export function alertFacts({ alert, deliveries, startedAt, endedAt }) {
  return [
    ['Rule', alert.rule],
    ...pair('Severity', alert.severity),
    ['Fired', when(alert.firedAt)],
    ...pair('Description', alert.description),
    ...(alert.link?.startsWith('https://')
      ? pair('In the portal', h('a', { href: alert.link, rel: 'noreferrer' }, 'Open the alert'))
      : []),
    ['Started', when(startedAt)],
    ...pair('Ended', when(endedAt)),
    ...pair(
      'Notified',
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

/**
 * An earlier version, or a person, may have started the capture with a plan that lacks some fields.
 * @param {CaptureView} capture
 * @returns {[string, Children][]}
 */
export function planFacts({ plan: given, warnings = [] }) {
  const plan = /** @type {Partial<NonNullable<CaptureView['plan']>> | undefined} */ (given);
  const facts = pair(
    'Warnings',
    warnings.length > 0 &&
      warnings.map((warning) => h('p', { class: 'warning', key: warning }, warning)),
  );
  if (plan === undefined) return facts;
  return [
    ...facts,
    ...pair('Time limit', known(plan.timeLimitSeconds, duration)),
    ...pair(
      'Bytes of each packet',
      known(plan.bytesPerPacket, (bytes) => String(bytes || 'all')),
    ),
    ...(plan.ring
      ? pair('Ring', `${plan.ring.fileCount} files of ${size(plan.ring.fileBytes)}`)
      : pair('Size limit', known(plan.totalBytes, size))),
    ...pair('File on the machine', plan.filePath),
    ...pair(
      'Storage account',
      plan.filePath ? undefined : known(plan.storageAccountId, machineName),
    ),
    [
      'Filters',
      plan.filters?.length
        ? h(
            'ul',
            null,
            plan.filters.map((filter, index) => h('li', { key: index }, filterText(filter))),
          )
        : 'none: all packets',
    ],
    ...(plan.keepSession ? pair('Session', 'kept after the end') : []),
  ];
}

/** @template T @param {T | undefined} value @param {(value: T) => string} text */
const known = (value, text) => (value === undefined ? undefined : text(value));

/** @param {NonNullable<NonNullable<CaptureView['plan']>['filters']>[0]} filter */
const filterText = ({ protocol, localAddress, localPort, remoteAddress, remotePort }) =>
  [
    protocol ?? 'Any',
    `local ${localAddress ?? '*'}:${localPort ?? '*'}`,
    `remote ${remoteAddress ?? '*'}:${remotePort ?? '*'}`,
  ].join(' ');

/** @param {string} name @param {Children} value @returns {[string, Children][]} */
const pair = (name, value) => (value ? [[name, value]] : []);
