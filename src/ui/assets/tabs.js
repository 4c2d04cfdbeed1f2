import { Events } from './events.js';
import { Overview } from './overview.js';
import { PacketsTab } from './packets-tab.js';
import { Sequence } from './sequence.js';
import { TimelineTab } from './timeline.js';
import { TrafficTab } from './traffic-tab.js';

/** @typedef {import('../../views/capture-view.ts').CaptureView} CaptureView */

/**
 * @typedef {object} Tab of a capture
 * @property {string} id in the address: `#/captures/ID/<id>`
 * @property {string} label
 * @property {'history' | 'traffic'} [needs] what is read besides the capture itself
 * @property {import('./vendor/preact.js').ComponentType<{ capture: CaptureView }>} view
 */

/** The tabs of a capture, in their order; the first is shown when the address names none. @type {[Tab, ...Tab[]]} */
export const tabs = [
  { id: '', label: 'Overview', view: Overview },
  { id: 'traffic', label: 'Traffic', needs: 'traffic', view: TrafficTab },
  { id: 'packets', label: 'Packets', view: PacketsTab },
  { id: 'timeline', label: 'Timeline', needs: 'history', view: TimelineTab },
  { id: 'sequence', label: 'Sequence', needs: 'history', view: Sequence },
  { id: 'events', label: 'Events', needs: 'history', view: Events },
];

/** @param {string} id */
export const tabOf = (id) => tabs.find((tab) => tab.id === id) ?? tabs[0];
