import { addressOf, place } from './router.js';
import { clock, zoneName } from './time.js';
import { h } from './vendor/preact.js';

/** @typedef {import('./store.js').Problem} Problem */

/**
 * The title and advice for a problem.
 * @param {Problem} problem
 * @param {string | undefined} id of the capture, if one is shown
 * @returns {[string, string]}
 */
function explain({ status, message }, id) {
  if (status === 0 && !navigator.onLine) {
    return ['This device is offline.', 'The page reads on by itself when the connection is back.'];
  }
  if (status === 0) {
    return [
      'The app does not answer.',
      `${message} The page tries again every 10 s. Check that the function app runs, and that this network reaches it.`,
    ];
  }
  if (status === 404 && id !== undefined) {
    return [
      'There is no capture with this id.',
      'It may have been purged, or the link is incomplete. The list has all captures there are.',
    ];
  }
  if (status === 400) return ['The filter is not valid.', message];
  if (status === 503) return ['The task hub does not answer.', `${message} The page tries again.`];
  return [
    `The app answered with an error${status > 0 ? ` (${status})` : ''}.`,
    `${message} The log of the app says more.`,
  ];
}

/**
 * Replaces a view that could not be read.
 * @param {{ problem: Problem, id: string | undefined, onRetry: () => void }} props
 */
export function ProblemPanel({ problem, id, onRetry }) {
  const [title, advice] = explain(problem, id);
  return h(
    'main',
    { id: 'content' },
    h(
      'div',
      { class: 'empty panel', role: 'alert' },
      h('h1', null, title),
      h('p', null, advice),
      id !== undefined && h('p', { class: 'quiet' }, 'Id: ', h('code', null, id)),
      h(
        'p',
        { class: 'buttons centered' },
        problem.status === 400 && id === undefined
          ? h('a', { class: 'button primary', href: addressOf({}) }, 'Clear the filters')
          : h('button', { class: 'primary', onClick: onRetry }, 'Try again'),
        id !== undefined && h('a', { class: 'button', href: '#/' }, 'All captures'),
      ),
    ),
  );
}

/** A note that the shown data is outdated. @param {{ problem: Problem, readAt: number | undefined }} props */
export function StaleNote({ problem, readAt }) {
  const [title, advice] = explain(problem, place().id);
  const since = readAt ? ` What is shown was read at ${clock(readAt)} ${zoneName(readAt)}.` : '';
  return h('div', { class: 'stale', role: 'alert' }, `${title}${since} ${advice}`);
}
