import { answerOtherTabs, takeKeyFromAddress } from './key.js';
import { goTo, refresh, stopRefreshing } from './load.js';
import { place, takePlaceFromQuery } from './router.js';
import { Shell } from './shell.js';
import { onChange, reset, state, update } from './store.js';
import { h, render } from './vendor/preact.js';

const tickMs = 1000;

onChange(() => render(h(Shell, null), /** @type {HTMLElement} */ (document.getElementById('app'))));

takeKeyFromAddress();
takePlaceFromQuery();
let shown = '';

async function show() {
  takeKeyFromAddress();
  const { id, tab } = place();
  const where = `${id} ${tab}`;
  const hasMoved = shown !== '' && shown !== where;
  shown = where;
  await goTo();
  // Focus the content of the new view, for keyboard and screen reader users.
  if (hasMoved && document.activeElement === document.body) focusContent();
}

function focusContent() {
  const content = document.getElementById('content');
  content?.setAttribute('tabindex', '-1');
  content?.focus({ preventScroll: true });
}

addEventListener('hashchange', () => void show());
addEventListener('online', () => void refresh());
addEventListener('offline', () => update({}));
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && !state.needsKey) void refresh();
});
answerOtherTabs(() => {
  stopRefreshing();
  reset({ needsKey: true });
});
// Ages and durations keep changing between responses.
setInterval(() => {
  if (!document.hidden && !state.needsKey) update({});
}, tickMs);
void show();
