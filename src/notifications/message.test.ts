import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CaptureReport, Outcome } from '../captures/outcome.ts';
import { fileUrl, machineId, reportOf, startOf } from '../test-support/reports.ts';
import { renderAdaptiveCard } from './adaptive-card.ts';
import { renderBlockKit } from './block-kit.ts';
import { renderCloudEvent, renderStartedEvent } from './cloud-event.ts';
import { messageFor } from './message.ts';
import { startMessage } from './start-message.ts';
import { teamsBytes } from './teams-text.ts';

const noHost = { host: '' };

/** A report of captured machines that has as much to say about each as a message shows. */
function fullReport(machines: number): CaptureReport {
  const [capture] = reportOf().captures;
  const full = { ...capture!, vm: machineId('漢'.repeat(600)), warnings: ['漢'.repeat(600)] };
  return reportOf(Array.from({ length: machines }, () => full));
}

describe('a message about more machines than fit', () => {
  test('shows the first ten, and says so', () => {
    const { captures, notes } = messageFor(fullReport(12), {}, noHost);
    assert.equal(captures.length, 10);
    assert.equal(
      notes[0],
      'This message shows 10 of 12 machines; open the capture to see the others.',
    );
    assert.equal(notes.length, 10);
  });

  test('shows ten machines without such a note', () => {
    const notes = messageFor(fullReport(10), {}, noHost).notes;
    assert.ok(notes.every((note) => note.startsWith('漢')));
  });

  test('has at most 50 blocks in Slack', () => {
    const { attachments } = renderBlockKit(fullReport(12), {}, 'a.example') as {
      attachments: [{ blocks: object[] }];
    };
    assert.ok(attachments[0].blocks.length <= 50);
  });
});

test('a card for Teams shows as many machines as its size permits', () => {
  const shownBy = (card: object): number => JSON.stringify(card).split('"separator"').length - 1;
  const sizeOf = (card: object): number => Buffer.byteLength(JSON.stringify(card));
  const capture = { ...reportOf().captures[0]!, vm: machineId('漢'.repeat(600)) };
  /** A card about nine machines, with a link of this length. */
  const cardWith = (linkLength: number): object => {
    const report = reportOf(Array.from({ length: 9 }, () => capture));
    report.alert.link = 'https://a.example/'.padEnd(linkLength, 'x');
    return renderAdaptiveCard(report, {}, '');
  };
  const exact = 100 + teamsBytes - sizeOf(cardWith(100));
  assert.equal(sizeOf(cardWith(exact)), teamsBytes);
  assert.equal(shownBy(cardWith(exact)), 9);
  assert.equal(shownBy(cardWith(exact + 1)), 8);
});

describe('the links of a machine', () => {
  const linksOf = (outcome: Partial<Outcome>, fileLinks = {}) => {
    const report = reportOf([{ ...reportOf().captures[0]!, ...outcome } as Outcome]);
    const [part] = messageFor(report, fileLinks, noHost).captures;
    return part!.links.map(({ title }) => title);
  };
  const portal = ['Storage in the portal', 'Machine in the portal'];

  test('lead to the portal', () => assert.deepEqual(linksOf({}), portal));

  test('lead to its first three files, if links to files are enabled', () => {
    const files = ['1', '2', '3', '4'].map((name) => ({ url: `${fileUrl}/${name}`, bytes: 1 }));
    const fileLinks = Object.fromEntries(files.map(({ url }) => [url, `${url}?sig=x`]));
    assert.deepEqual(linksOf({ file: { url: fileUrl, bytes: 4, files } }, fileLinks), [
      ...['Download', 'Download 2', 'Download 3'],
      ...portal,
    ]);
  });

  test('do not lead to a storage account without a file', () => {
    assert.deepEqual(linksOf({ file: { path: '/var/a.cap' } }), ['Machine in the portal']);
  });

  test('do not lead to a computer that was not found', () => {
    assert.deepEqual(linksOf({ vm: 'web-09' }), ['Storage in the portal']);
    const start = startOf();
    start.capture.vm = 'web-09';
    assert.deepEqual(startMessage(start, '').captures[0]?.links, []);
  });
});

test('a CloudEvent has only the links that exist', () => {
  const portal = `https://portal.azure.com/#resource${machineId('vm_web_03')}`;
  assert.deepEqual(renderCloudEvent(reportOf(), {}, '').data.links, [{ portal }]);
  const start = startOf();
  assert.deepEqual(renderStartedEvent(start, '').data.links, { portal });
  start.capture.vm = 'web-09';
  assert.deepEqual(renderStartedEvent(start, '').data.links, {});
});

test('the facts about an alert have a severity only if the alert has one', () => {
  const report = reportOf();
  const titles = (): string[] => messageFor(report, {}, noHost).facts.map(({ title }) => title);
  assert.deepEqual(titles(), ['Alert', 'Severity', 'Fired']);
  delete report.alert.severity;
  assert.deepEqual(titles(), ['Alert', 'Fired']);
});
