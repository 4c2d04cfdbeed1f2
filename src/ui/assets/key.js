const storageName = 'alert-capture-key';
const channel = new BroadcastChannel('alert-capture-key');

export const currentKey = () => sessionStorage.getItem(storageName);

/** @param {string} key */
export const keepKey = (key) => sessionStorage.setItem(storageName, key);

export function forgetKey() {
  sessionStorage.removeItem(storageName);
}

/** Removes the key in every tab of this browser. @param {() => void} done */
export function signOutEverywhere(done) {
  forgetKey();
  channel.postMessage({ signOut: true });
  done();
}

/**
 * Removes the key from the address, so that it does not enter the browser's history. It may be in the
 * query, or in the fragment before or within the place: `#code=KEY`, `#/captures/ID?code=KEY`.
 */
export function takeKeyFromAddress() {
  const url = new URL(location.href);
  const [path = '', query = ''] = url.hash.slice(1).split('?');
  const alone = /^code=([^&]+)$/.exec(url.hash.slice(1));
  const within = new URLSearchParams(query);
  const code =
    url.searchParams.get('code') ??
    (alone ? decodeURIComponent(alone[1] ?? '') : within.get('code'));
  if (!code) return;
  keepKey(code);
  url.searchParams.delete('code');
  within.delete('code');
  const rest = within.toString();
  const hash = alone ? '' : path && `#${path}${rest && `?${rest}`}`;
  history.replaceState(null, '', url.pathname + url.search + hash);
}

/**
 * Requests the key from the other open tabs, since a new tab has none.
 * @returns {Promise<boolean>} whether one of them has it
 */
export function keyFromOtherTab() {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), 250);
    channel.addEventListener('message', function take({ data }) {
      if (typeof data?.key !== 'string') return;
      channel.removeEventListener('message', take);
      clearTimeout(timer);
      keepKey(data.key);
      resolve(true);
    });
    channel.postMessage({ ask: true });
  });
}

/** Responds to requests of other tabs. @param {() => void} onSignOut */
export function answerOtherTabs(onSignOut) {
  channel.addEventListener('message', ({ data }) => {
    const key = currentKey();
    if (data?.ask && key) channel.postMessage({ key });
    if (data?.signOut) {
      forgetKey();
      onSignOut();
    }
  });
}
