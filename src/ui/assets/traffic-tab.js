import { Loading, Section } from './parts.js';
import { state } from './store.js';
import { Traffic } from './traffic.js';
import { h } from './vendor/preact.js';
import { machineName } from './words.js';

/** The traffic of each machine. @param {{ capture: import('./tabs.js').CaptureView }} props */
export function TrafficTab({ capture: { targets, ...capture } }) {
  const isOver = capture.state !== 'starting' && capture.state !== 'running';
  if (!targets.some((target) => 'traffic' in target && target.traffic)) {
    const text = isOver
      ? 'There is no summary of the traffic: no file was captured, or it was not read. The overview has the reason.'
      : 'The traffic is read from the file when the capture has ended.';
    return h('div', { class: 'empty panel' }, h('p', null, text));
  }
  return targets.map((target, index) => {
    const view = state.traffic[index];
    const of = targets.length > 1 ? ` of ${machineName(target.vm)}` : '';
    if (!('traffic' in target) || !target.traffic) return null;
    return h(
      Section,
      { title: `Traffic${of}`, id: `traffic-${index}`, key: target.vm },
      view === undefined
        ? h(Loading, null)
        : 'problem' in view
          ? h('p', { class: 'warning', role: 'note' }, view.problem)
          : h(Traffic, { view, target: index }),
    );
  });
}
