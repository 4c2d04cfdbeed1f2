import { keepKey } from './api.js';
import { h } from './vendor/preact.js';

/** Asks for the key. @param {{ wasRefused: boolean, onDone: () => void }} props */
export const SignIn = ({ wasRefused, onDone }) =>
  h(
    'main',
    { class: 'sign-in panel' },
    h('h1', null, 'Captures'),
    h('p', null, 'This page asks the app for its data with a function key.'),
    wasRefused && h('p', { class: 'error', role: 'alert' }, 'The app does not take that key.'),
    h(
      'form',
      {
        onSubmit: (/** @type {SubmitEvent} */ event) => {
          event.preventDefault();
          const form = /** @type {HTMLFormElement} */ (event.currentTarget);
          keepKey(String(new FormData(form).get('key') ?? '').trim());
          onDone();
        },
      },
      h(
        'label',
        null,
        'Function key',
        h('input', { name: 'key', type: 'password', autocomplete: 'off', required: true }),
      ),
      h('button', { type: 'submit', class: 'primary' }, 'Open'),
    ),
    h('p', { class: 'quiet' }, 'It is kept in this tab alone, until the tab is closed.'),
  );
