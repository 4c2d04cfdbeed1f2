/**
 * @typedef {object} Place the view that the address names
 * @property {string | undefined} id the capture; absent for the list
 * @property {string} tab of the capture; the first when empty
 * @property {Record<string, string>} query
 */

/**
 * Reads the place from the fragment: `#/?outcome=failed` is the list, `#/captures/ID/timeline?zoom=4` a
 * tab of one capture.
 * @returns {Place}
 */
export function place() {
  const [path = '/', query = ''] = location.hash.slice(1).split('?');
  const [, id, tab = ''] = /^\/captures\/([^/]+)(?:\/([a-z]+))?$/.exec(path) ?? [];
  return {
    id: id === undefined ? undefined : decode(id),
    tab,
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address of a place. @param {{ id?: string | undefined, tab?: string, query?: Record<string, string> }} place */
export function addressOf({ id, tab = '', query = {} }) {
  const path = id === undefined ? '/' : `/captures/${encodeURIComponent(id)}${tab && `/${tab}`}`;
  const set = Object.entries(query).filter(([, value]) => value !== '');
  const text = new URLSearchParams(set).toString();
  return `#${path}${text && `?${text}`}`;
}

/**
 * The address of this place with another query; a value of '' removes the parameter.
 * @param {Record<string, string>} change
 */
export function addressWith(change) {
  const { id, tab, query } = place();
  return addressOf({ id, tab, query: { ...query, ...change } });
}

/**
 * The full URL of a capture for sharing. The id is in the query, since a sign-in drops the fragment.
 * @param {string} id
 */
export function shareUrl(id) {
  const url = new URL(location.pathname, location.origin);
  url.searchParams.set('capture', id);
  return url.href;
}

/** Converts `?capture=ID&tab=timeline`, the form of links in messages, to the fragment. */
export function takePlaceFromQuery() {
  const url = new URL(location.href);
  const id = url.searchParams.get('capture');
  if (id === null) return;
  const [tab, action] = ['tab', 'do'].map((name) => url.searchParams.get(name) ?? '');
  for (const name of ['capture', 'tab', 'do']) url.searchParams.delete(name);
  const address = addressOf({ id, tab: tab ?? '', query: { do: action ?? '' } });
  history.replaceState(null, '', url.pathname + url.search + address);
}
