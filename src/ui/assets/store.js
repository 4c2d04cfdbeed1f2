import { ApiError } from './api.js';
import { forgetKey, currentKey } from './key.js';

/**
 * @typedef {object} Problem a failed read, as shown to the user
 * @property {number} status
 * @property {string} message
 */

/**
 * @typedef {object} State
 * @property {any} [list] the answer of `captures`
 * @property {any} [capture] the answer of `captures/{id}`
 * @property {import('./timeline.js').Instance[]} [instances] the answer of `captures/{id}/history`
 * @property {Record<string, any>} traffic summaries by the index of the machine
 * @property {Record<string, any>} raw instances with their histories, by id
 * @property {Record<string, number | undefined>} saving bytes received of a download, by the index of the machine
 * @property {Problem} [problem] why the view could not be read
 * @property {number} [readAt] when it was last read, in milliseconds since 1970
 * @property {string} [notice] the result of the last action
 * @property {number} [noticeAt] when it came, in milliseconds since 1970
 * @property {boolean} isNoticeBad
 * @property {string} [busy] the action that is under way
 * @property {boolean} needsKey
 * @property {boolean} wasRefused whether the app refused a key
 * @property {boolean} needsUser whether the app wants a sign-in by Entra ID, and no key
 */

/** @returns {State} */
const empty = () => ({
  traffic: {},
  raw: {},
  saving: {},
  isNoticeBad: false,
  needsKey: false,
  wasRefused: false,
  needsUser: false,
});

/** The state of the page. Change it only through {@link update}. */
export let state = empty();

let draw = () => {};

/** @param {() => void} render is called after each change */
export const onChange = (render) => void (draw = render);

/** @param {Partial<State>} change */
export function update(change) {
  Object.assign(state, change);
  draw();
}

/** Clears the data that was read, for another place. @param {Partial<State>} [kept] */
export function reset(kept = {}) {
  state = { ...empty(), ...kept };
  draw();
}

/**
 * Runs work that may fail, and stores the failure in the state.
 * @param {() => Promise<unknown>} work
 * @param {'problem' | 'notice'} where
 * @returns whether it succeeded
 */
export async function attempt(work, where) {
  try {
    await work();
    return true;
  } catch (error) {
    const status = error instanceof ApiError ? error.status : -1;
    const message = error instanceof Error ? error.message : String(error);
    if (status === 401 || status === 403) {
      const wasRefused = currentKey() !== null;
      forgetKey();
      const needsUser = error instanceof ApiError && error.kind === 'not-signed-in';
      reset({ needsKey: true, wasRefused, needsUser });
    } else if (where === 'problem') update({ problem: { status, message } });
    else update({ notice: message, isNoticeBad: true });
    return false;
  }
}
