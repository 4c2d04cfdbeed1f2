import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { CaptureReport, Outcome } from '../src/captures/outcome.ts';
import { alertFor, newMachine } from './support/alerts.ts';
import type { SessionRow } from './support/simulator-client.ts';
import { TestStack } from './support/test-stack.ts';

const stack = await TestStack.start({
  settings: {
    CAPTURE_TIME_LIMIT_SECONDS: '1',
    CAPTURE_MAX_TIME_LIMIT_SECONDS: '2',
    CAPTURE_BYTES_PER_PACKET: '200',
  },
});
after(() => stack[Symbol.asyncDispose]());

interface Ended {
  outcome: Outcome;
  report: CaptureReport;
  session: SessionRow;
}

/** Captures on an alert whose rule has these properties. */
async function capture(name: string, customProperties: Record<string, string>): Promise<Ended> {
  const machine = newMachine(name);
  const alert = JSON.parse(alertFor(machine)) as { data: object };
  const body = JSON.stringify({ ...alert, data: { ...alert.data, customProperties } });
  const { view, notifications } = await stack.endOf(await stack.client.postAlert(body));
  const [session] = await stack.simulator.sessionsOf(machine);
  const [event] = notifications;
  assert.ok(session && event, view.summary);
  return { outcome: (view.targets as Outcome[])[0]!, report: event.data, session };
}

describe('what a rule asks for', { concurrency: true }, () => {
  test('is in the created session', async () => {
    const { outcome, report, session } = await capture('asks', {
      captureSeconds: '2',
      bytesPerPacket: '96',
      totalBytes: '500000',
      protocol: 'tcp',
      remotePort: '443;8443;',
      remoteAddress: '203.0.113.1-203.0.113.9',
    });
    assert.equal(outcome.end, 'timeLimit');
    assert.partialDeepStrictEqual(session.requested, {
      timeLimitInSeconds: 2,
      bytesToCapturePerPacket: 96,
      totalBytesPerSession: 500_000,
      filters: [
        { protocol: 'TCP', remoteIPAddress: '203.0.113.1-203.0.113.9', remotePort: '443;8443' },
      ],
    });
    assert.deepEqual(report.warnings, []);
  });

  test('may be a ring of files', async () => {
    const { outcome, session } = await capture('ring', {
      ringBuffer: 'true',
      ringFileCount: '3',
      ringFileBytes: '3000',
      captureSeconds: '2',
    });
    assert.ok(outcome.end === 'timeLimit' && 'url' in outcome.file);
    const { files = [], fileCount, bytes } = outcome.file;
    assert.ok(files.length > 1 && files.length <= 3, JSON.stringify(outcome.file));
    assert.equal(fileCount, files.length);
    assert.equal(
      bytes,
      files.reduce((sum, file) => sum + file.bytes, 0),
    );
    assert.partialDeepStrictEqual(session.requested, {
      continuousCapture: true,
      captureSettings: {
        fileCount: 3,
        fileSizeInBytes: 3000,
        sessionTimeLimitInSeconds: 2,
      },
    });
  });

  test('may be a file on the machine', async () => {
    const filePath = '/var/captures/shop/web.cap';
    const { outcome, report, session } = await capture('local', { filePath });
    assert.ok(outcome.end === 'timeLimit');
    assert.deepEqual(outcome.file, { path: filePath });
    assert.deepEqual(session.requested.storageLocation, { filePath });
    assert.match(
      (report as CaptureReport & { summary: string }).summary,
      /\/var\/captures\/shop\/web\.cap on the machine/,
    );
  });

  test('may be another storage account', async () => {
    const storageAccountId =
      '/subscriptions/7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/theirs';
    const { session } = await capture('account', { storageAccountId });
    assert.deepEqual(session.requested.storageLocation, { storageId: storageAccountId });
  });

  test('may keep the session', async () => {
    assert.equal((await capture('kept', { keepSession: 'true' })).session.listed, true);
    assert.equal((await capture('deleted', { keepSession: 'false' })).session.listed, false);
  });

  test('is ignored when it is invalid, with a warning in the notification', async () => {
    const { outcome, report, session } = await capture('wrong', {
      captureSeconds: 'long',
      bytesPerPacket: '96',
      remoteAddress: '10.0.0.0/8',
      localPort: '80-90;443',
    });
    assert.equal(outcome.end, 'timeLimit');
    assert.partialDeepStrictEqual(session.requested, {
      timeLimitInSeconds: 1,
      bytesToCapturePerPacket: 96,
      filters: [],
    });
    const { summary } = report as CaptureReport & { summary: string };
    for (const said of [
      /captureSeconds must be a whole number from 1 to 2, but is "long"; 1 was used/,
      /remoteAddress is malformed: .*not an IP address/,
      /localPort is malformed: .*a range in a list/,
    ]) {
      assert.match(report.warnings.join('\n'), said);
      assert.match(summary, said);
    }
  });

  test('is reduced to what the operator allows, with a warning in the notification', async () => {
    const { report, session } = await capture('greedy', { captureSeconds: '600' });
    assert.equal(session.requested.timeLimitInSeconds, 2);
    assert.match(report.warnings.join(), /captureSeconds is 600, and 2 is the most/);
  });
});
