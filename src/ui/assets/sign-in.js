import { keepKey } from './key.js';
import { place, shareUrl } from './router.js';
import { h } from './vendor/preact.js';

/** Asks for the key. @param {{ wasRefused: boolean, onDone: () => void }} props */
export const SignIn = ({ wasRefused, onDone }) =>
  h(
    'main',
    { id: 'content', class: 'sign-in panel' },
    h('h1', null, 'Captures'),
    h('p', null, 'This page reads its data from the app with a function key.'),
    wasRefused &&
      h(
        'p',
        { class: 'error', role: 'alert' },
        'The app does not accept that key. Check that it is a function key of this app.',
      ),
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
    h('p', { class: 'quiet' }, 'The key is kept in the open tabs of this page only.'),
  );

/** Leads to the sign-in of App Service authentication, and back to this place. */
export function EntraSignIn() {
  const { id } = place();
  const back = new URL(id === undefined ? location.pathname : shareUrl(id), location.origin);
  const query = new URLSearchParams({ post_login_redirect_uri: back.pathname + back.search });
  return h(
    'main',
    { id: 'content', class: 'sign-in panel' },
    h('h1', null, 'Captures'),
    h('p', null, 'You are not signed in, or your sign-in has expired.'),
    h('p', null, h('a', { href: `/.auth/login/aad?${query}` }, 'Sign in with Entra ID')),
  );
}
