import { Actions } from './actions.js';
import { Copy } from './copy.js';
import { Age, Badge, Loading, Severity } from './parts.js';
import { addressOf, place, shareUrl } from './router.js';
import { state } from './store.js';
import { tabOf, tabs } from './tabs.js';
import { h } from './vendor/preact.js';
import { stageWord, stateWords } from './words.js';

/** One capture: its heading, its actions and the chosen tab. @param {{ id: string }} props */
export function DetailPage({ id }) {
  const { capture } = state;
  if (capture === undefined) return h('main', { id: 'content' }, h(Back, null), h(Loading, null));
  const { alert, stage, startedAt } = capture;
  const tab = tabOf(place().tab);
  const isLive = capture.state === 'starting' || capture.state === 'running';
  const tone = isLive ? 'running' : capture.state === 'ended' ? 'plain' : 'bad';
  return h(
    'main',
    { id: 'content' },
    h(Back, null),
    h(
      'header',
      { class: 'title' },
      h('h1', null, alert.rule),
      h(
        'p',
        null,
        h(Badge, { tone }, stateWords[capture.state]),
        isLive && stage === 'notifying' && h(Badge, { tone: 'running' }, stageWord(stage)),
        h(Severity, { value: alert.severity }),
        h('span', { class: 'quiet' }, 'started ', h(Age, { time: startedAt })),
        h(
          'span',
          { class: 'quiet' },
          h('code', null, id),
          ' ',
          h(Copy, { text: id, label: 'the id' }),
        ),
        h(
          'span',
          { class: 'quiet' },
          'Link ',
          h(Copy, { text: shareUrl(id), label: 'the link to this capture' }),
        ),
      ),
      h(Actions, { capture }),
    ),
    h(
      'nav',
      { class: 'tabs', 'aria-label': 'Views of this capture' },
      tabs.map(({ id: name, label }) =>
        h(
          'a',
          {
            key: name,
            href: addressOf({ id, tab: name }),
            'aria-current': name === tab.id ? 'page' : undefined,
          },
          label,
        ),
      ),
    ),
    h(tab.view, { capture, key: tab.id }),
  );
}

const Back = () => h('p', { class: 'back' }, h('a', { href: '#/' }, '← All captures'));
