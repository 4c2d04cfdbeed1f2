import { DetailPage } from './detail-page.js';
import { currentKey, signOutEverywhere } from './key.js';
import { ListPage } from './list-page.js';
import { goTo, refresh, stopRefreshing } from './load.js';
import { ProblemPanel, StaleNote } from './problem-panel.js';
import { place } from './router.js';
import { EntraSignIn, SignIn } from './sign-in.js';
import { reset, state, update } from './store.js';
import { showsUtc, switchZone, zoneName } from './time.js';
import { h } from './vendor/preact.js';

/** The frame around every view. */
export function Shell() {
  if (state.needsKey) {
    const onDone = () => {
      reset();
      void goTo();
    };
    const { wasRefused, needsUser } = state;
    return needsUser ? h(EntraSignIn, null) : h(SignIn, { wasRefused, onDone });
  }
  const { id } = place();
  const { problem } = state;
  // Hide earlier data when the request itself is invalid.
  const hasData =
    (id === undefined ? state.list : state.capture) && ![400, 404].includes(problem?.status ?? 0);
  return [
    h(
      'header',
      { class: 'top' },
      h('a', { class: 'skip', href: '#content', onClick: skip }, 'Skip to the content'),
      h(
        'a',
        { class: 'brand', href: '#/' },
        h('img', { src: 'ui/icon.svg', alt: '' }),
        'Alert capture',
      ),
      h(
        'button',
        {
          class: 'bare zone',
          'aria-pressed': String(showsUtc()),
          title: 'Switch between local time and UTC',
          onClick: () => {
            switchZone();
            update({});
          },
        },
        `Times: ${showsUtc() ? 'UTC' : `local (${zoneName()})`}`,
      ),
      currentKey() && h('button', { class: 'bare', onClick: signOut }, 'Sign out'),
    ),
    h(Notice, null),
    problem && hasData && h(StaleNote, { problem, readAt: state.readAt }),
    problem && !hasData
      ? h(ProblemPanel, { problem, id, onRetry: () => void refresh() })
      : id === undefined
        ? h(ListPage, { list: state.list })
        : h(DetailPage, { id }),
  ];
}

const Notice = () =>
  h(
    'div',
    { class: `notice ${state.isNoticeBad ? 'bad' : ''}`, role: 'status' },
    state.notice && [
      h('span', null, state.notice),
      h('button', { class: 'bare', onClick: () => update({ notice: undefined }) }, 'Dismiss'),
    ],
  );

/** Skips to the content. The fragment names the place, so an ordinary anchor does not work. @param {Event} event */
function skip(event) {
  event.preventDefault();
  const content = document.getElementById('content');
  content?.setAttribute('tabindex', '-1');
  content?.focus();
}

function signOut() {
  stopRefreshing();
  signOutEverywhere(() => reset({ needsKey: true }));
}
