import { send } from './api.js';
import { isActive, refresh } from './load.js';
import { addressOf, place } from './router.js';
import { attempt, state, update } from './store.js';
import { Component, h } from './vendor/preact.js';
import { machineName } from './words.js';

/** @typedef {import('./tabs.js').CaptureView} CaptureView */

/**
 * @typedef {object} Action
 * @property {string} name in the address: `?do=<name>` opens its dialog
 * @property {string} label
 * @property {string} title the question of the dialog
 * @property {string} text its consequences
 * @property {string} keep the label of the cancel button
 * @property {string} confirm the label of the confirm button
 * @property {boolean} [isDanger]
 * @property {() => Promise<string>} run returns the success message
 */

/** The actions available for a capture. @param {CaptureView} capture @returns {Action[]} */
function actionsFor(capture) {
  const { id, targets } = capture;
  const path = `captures/${encodeURIComponent(id)}`;
  const machines = targets.map(({ vm }) => machineName(vm)).join(', ');
  const again = {
    name: 'again',
    label: 'Capture again',
    title: 'Capture again?',
    text: `A new capture of ${machines} starts now, with the same settings. It counts towards the limit.`,
    keep: 'Cancel',
    confirm: 'Start the capture',
    run: async () => {
      const started = await send(`${path}/again`);
      location.hash = addressOf({ id: started.id });
      return `The capture ${started.id} was started.`;
    },
  };
  if (!isActive(capture)) {
    return [
      again,
      {
        name: 'purge',
        label: 'Purge',
        title: 'Purge this capture?',
        text: 'Its history is deleted for good. The capture file in storage is kept.',
        keep: 'Keep it',
        confirm: 'Purge it',
        isDanger: true,
        run: async () => {
          await send(path, 'DELETE');
          location.hash = addressOf({});
          return `The capture ${id} was purged.`;
        },
      },
    ];
  }
  return [
    ...(capture.stage === 'notifying'
      ? []
      : [
          {
            name: 'stop',
            label: 'Stop',
            title: 'Stop this capture?',
            text: `The capture of ${machines} ends now. What was captured so far is kept.`,
            keep: 'Let it run',
            confirm: 'Stop it',
            isDanger: true,
            run: async () => {
              await send(`${path}/stop`);
              return 'The capture is being stopped.';
            },
          },
          {
            name: 'resolve',
            label: 'Raise “resolved”',
            title: 'Raise the event “resolved”?',
            text: 'The capture continues as if Azure Monitor had resolved its alert: it stops, unless the settings say that it goes on.',
            keep: 'Cancel',
            confirm: 'Raise the event',
            run: async () => {
              await send(`${path}/events/resolved`);
              return 'The event was raised.';
            },
          },
        ]),
    {
      name: 'terminate',
      label: 'Terminate',
      title: 'Terminate this capture?',
      text: 'Use it only when Stop has no effect. The workflow ends at once: the app does not look for a file and notifies no one. The session on the machine is deleted by the next sweep.',
      keep: 'Let it run',
      confirm: 'Terminate it',
      isDanger: true,
      run: async () => {
        await send(`${path}/terminate`);
        return 'The capture was terminated.';
      },
    },
  ];
}

/** The action buttons of a capture. Each asks for confirmation. @param {{ capture: CaptureView }} props */
export const Actions = ({ capture }) =>
  h(
    'div',
    { class: 'actions', role: 'group', 'aria-label': 'Actions' },
    actionsFor(capture).map((action) => h(ActionButton, { key: action.name, action })),
  );

/** @extends {Component<{ action: Action }>} */
class ActionButton extends Component {
  /** @type {HTMLDialogElement | null} */
  dialog = null;

  /** A link in a message opens the confirmation dialog and never runs the action. @override */
  componentDidMount() {
    if (place().query.do === this.props.action.name) this.dialog?.showModal();
  }

  async run() {
    const { action } = this.props;
    this.dialog?.close();
    update({ busy: action.name });
    let notice = '';
    const isDone = await attempt(async () => {
      notice = await action.run();
    }, 'notice');
    update({
      busy: undefined,
      ...(isDone && { notice, noticeAt: Date.now(), isNoticeBad: false }),
    });
    await refresh();
  }

  /** @override */
  render() {
    const { name, label, title, text, keep, confirm, isDanger } = this.props.action;
    const tone = isDanger ? 'danger' : '';
    return [
      h(
        'button',
        {
          class: tone,
          disabled: state.busy !== undefined,
          onClick: () => this.dialog?.showModal(),
        },
        state.busy === name ? `${label} …` : label,
      ),
      h(
        'dialog',
        {
          'aria-labelledby': `${name}-title`,
          ref: (/** @type {HTMLDialogElement | null} */ element) => {
            this.dialog = element;
          },
        },
        h('h2', { id: `${name}-title` }, title),
        h('p', null, text),
        h(
          'p',
          { class: 'buttons' },
          h('button', { onClick: () => this.dialog?.close() }, keep),
          h(
            'button',
            { class: isDanger ? 'danger' : 'primary', onClick: () => void this.run() },
            confirm,
          ),
        ),
      ),
    ];
  }
}
