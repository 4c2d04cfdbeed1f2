import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { CaptureReport } from '../captures/outcome.ts';
import { anyText } from '../test-support/any-text.ts';
import { hostileReport, hostileTexts } from '../test-support/reports.ts';
import { renderAdaptiveCard } from './adaptive-card.ts';
import { renderBlockKit } from './block-kit.ts';
import { renderCloudEvent } from './cloud-event.ts';
import { pageLink, safeLink, withSafeLink } from './links.ts';
import { messageFor } from './message.ts';
import { slackLimits } from './slack-text.ts';
import { teamsBytes } from './teams-text.ts';

/** All objects in a message, at any depth. */
function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  yield value as Record<string, unknown>;
  for (const part of Object.values(value)) yield* objectsIn(part);
}

/** Texts of any length and script, with fragments that have a meaning in a chat. */
const hostile = fc.oneof(
  fc.constantFrom(...hostileTexts),
  anyText(5000),
  fc
    .array(
      fc.constantFrom('<!', '<@U1', '@', 'here', '>', '|', '{{', '*', '&', '|', '漢', '😀', ' '),
    )
    .map((pieces) => pieces.join('').repeat(50)),
);
const hostileReports = fc
  .array(hostile, { minLength: 1, maxLength: 30 })
  .map((texts) => hostileReport(texts));

const everyReport = (check: (report: CaptureReport) => void): void =>
  fc.assert(fc.property(hostileReports, check), { numRuns: 50 });

describe('text of an alert is text in Slack', () => {
  interface SlackText {
    type: string;
    text: string;
    verbatim?: boolean;
  }
  const textsOf = (report: CaptureReport): SlackText[] =>
    [...objectsIn(renderBlockKit(report, {}))].filter(
      (object): object is Record<string, unknown> & SlackText =>
        object.type === 'plain_text' || object.type === 'mrkdwn',
    );

  test('formatted text holds only links with titles of the app', () => {
    everyReport((report) => {
      for (const { text, verbatim } of textsOf(report).filter(({ type }) => type === 'mrkdwn')) {
        assert.equal(verbatim, true);
        for (const link of text.split(' · ')) {
          assert.match(
            link,
            /^<https:\/\/[^<>|]+\|(Open the capture|Alert in the portal|Download|Storage in the portal|Machine in the portal)>$/,
          );
        }
      }
    });
  });

  test('the text of the notification cannot mention or link', () => {
    everyReport((report) => {
      const { text } = renderBlockKit(report, {}) as { text: string };
      assert.doesNotMatch(text, /[<>]|&(?!amp;|lt;|gt;)|@(here|channel|everyone)/i);
      assert.ok(text.length <= slackLimits.fallback);
    });
  });

  test('each text has a length that Slack accepts', () => {
    everyReport((report) => {
      const { attachments } = renderBlockKit(report, {}) as { attachments: { blocks: object[] }[] };
      assert.ok((attachments[0]?.blocks.length ?? 0) <= 50);
      for (const { text } of textsOf(report)) {
        assert.ok(text.length > 0 && text.length <= slackLimits.text);
        assert.ok(text.isWellFormed());
      }
    });
  });
});

describe('text of an alert is text in Teams', () => {
  test('it is in text runs, without Markdown and without functions of the card', () => {
    everyReport((report) => {
      for (const { type, text } of objectsIn(renderAdaptiveCard(report, {}))) {
        assert.notEqual(type, 'TextBlock');
        if (type === 'TextRun') assert.ok(typeof text === 'string' && !text.includes('{{'));
      }
    });
  });

  test('links are https', () => {
    everyReport((report) => {
      for (const { type, url } of objectsIn(renderAdaptiveCard(report, {}))) {
        if (type === 'Action.OpenUrl') assert.match(String(url), /^https:\/\//);
      }
    });
  });

  test('a message has a size that Teams accepts', () => {
    everyReport((report) => {
      const card = JSON.stringify(renderAdaptiveCard(report, {}));
      assert.ok(Buffer.byteLength(card) <= teamsBytes);
    });
  });
});

test('a CloudEvent has the texts unchanged, and no link that runs code', () => {
  everyReport((report) => {
    const { data } = JSON.parse(JSON.stringify(renderCloudEvent(report, {}))) as ReturnType<
      typeof renderCloudEvent
    >;
    assert.deepEqual(data.captures, JSON.parse(JSON.stringify(report.captures)));
    assert.equal(data.alert.link, undefined);
  });
});

describe('links', () => {
  const unsafe = [
    'javascript:alert(1)',
    ' JaVaScript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'http://example.com/',
    'ftp://127.0.0.1/',
    '//example.com',
    'x',
    '',
    `https://example.com/${'a'.repeat(5000)}`,
  ];
  for (const url of unsafe) {
    test(`${url.slice(0, 40)} is left out`, () => {
      assert.equal(safeLink(url), undefined);
      const report = hostileReport();
      report.alert.link = url;
      assert.deepEqual(messageFor(report, {}).links, []);
      assert.ok(!('link' in withSafeLink(report.alert)));
    });
  }

  const longest = `https://a.example/${'a'.repeat(2000 - 'https://a.example/'.length)}`;
  const safe = [
    'https://a.example/x?y#z',
    'http://127.0.0.1:10000/a',
    'http://localhost/a',
    'http://[::1]:10000/a',
    longest,
  ];
  for (const url of safe) {
    test(`${url.slice(0, 40)} is kept`, () => assert.equal(safeLink(url), url));
  }
});

describe('the page of the app', () => {
  const cases: [host: string, url: string][] = [
    ['captures.example.net', 'https://captures.example.net/api/ui?capture=alert-capture-1'],
    ['localhost.example.net', 'https://localhost.example.net/api/ui?capture=alert-capture-1'],
    ['not-localhost', 'https://not-localhost/api/ui?capture=alert-capture-1'],
    ['127.0.0.1', 'http://127.0.0.1/api/ui?capture=alert-capture-1'],
    ['localhost:7071', 'http://localhost:7071/api/ui?capture=alert-capture-1'],
    ['[::1]:7071', 'http://[::1]:7071/api/ui?capture=alert-capture-1'],
  ];
  for (const [host, url] of cases) {
    test(`of ${host}`, () => {
      assert.equal(pageLink(host, 'alert-capture-1'), url);
      assert.equal(pageLink(host, 'alert-capture-1:0:finish'), url);
    });
  }

  test('has no link without a host name', () => {
    assert.equal(pageLink(undefined, 'alert-capture-1'), undefined);
  });
});
