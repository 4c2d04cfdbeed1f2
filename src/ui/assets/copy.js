import { h } from './vendor/preact.js';

const shownMs = 2000;

/**
 * A button that copies a text.
 * @param {{ text: string, label: string }} props `label` names what is copied
 */
export const Copy = ({ text, label }) =>
  h(
    'button',
    {
      class: 'copy',
      type: 'button',
      title: `Copy ${label}`,
      'aria-label': `Copy ${label}`,
      onClick: (/** @type {Event} */ { currentTarget }) =>
        void copy(text, /** @type {HTMLElement} */ (currentTarget)),
    },
    'Copy',
  );

/** @param {string} text @param {HTMLElement} button */
async function copy(text, button) {
  const isDone = await navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
  button.textContent = isDone ? 'Copied' : 'Not allowed';
  setTimeout(() => {
    button.textContent = 'Copy';
  }, shownMs);
}
