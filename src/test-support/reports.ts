import { refer } from '../captures/alert-reference.ts';
import type { CaptureStart } from '../captures/capture-start.ts';
import type { CaptureReport, Outcome } from '../captures/outcome.ts';

const group = '/subscriptions/7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11/resourceGroups/rg-shop-prod';

/** Resource id of a machine in these reports. */
export const machineId = (name: string): string =>
  `${group}/providers/Microsoft.Compute/virtualMachines/${name}`;

/** URL of a capture file in these reports. */
export const fileUrl = 'https://captures.blob.core.windows.net/network-watcher-logs/vm_web<03>.cap';

const captured = (name: string): Outcome => ({
  vm: machineId(name),
  watcher: `${group}/providers/Microsoft.Network/networkWatchers/nw`,
  session: 'alert-capture-1-0',
  startedAt: '2026-11-20T02:14:10.000Z',
  warnings: [],
  end: 'timeLimit',
  file: { url: fileUrl, bytes: 152_340, metadataUrl: `${fileUrl}.json` },
  traffic: {
    summaryUrl: `${fileUrl}.summary.json`,
    lines: [
      '2,411 packets, 573.0 KB in 59 s, most between 10.0.0.4 and 203.0.113.10 (30.6 %).',
      'TCP: 105 retransmissions (4.9 %), 24 resets, 25 of 213 handshakes failed; round trip 19 ms, 95 % within 37 ms.',
      'DNS: 2 of 79 answers failed, 0 of 79 questions got none, most for <img>.test (NXDOMAIN).',
    ],
  },
  endedAt: '2026-11-20T02:15:10.000Z',
});

/** A report of one captured machine, or of the given outcomes. */
export const reportOf = (captures: Outcome[] = [captured('vm_web_03')]): CaptureReport => ({
  id: 'alert-capture-1',
  alert: {
    identity: 'a',
    rule: 'net-out-spike',
    severity: 'Sev2',
    condition: 'fired',
    firedAt: '2026-11-20T02:14:00.000Z',
    link: 'https://portal.azure.com/#view/alert|1',
  },
  plan: {
    storageAccountId: `${group}/providers/Microsoft.Storage/storageAccounts/captures`,
    timeLimitSeconds: 60,
    bytesPerPacket: 0,
    totalBytes: 1_073_741_824,
    graceSeconds: 300,
  },
  captures,
  warnings: [],
  startedAt: '2026-11-20T02:14:01.000Z',
  endedAt: '2026-11-20T02:15:11.000Z',
});

/** The start of a capture. */
export const startOf = (vm = 'vm_web_03'): CaptureStart => {
  const { alert, plan } = reportOf();
  return {
    id: 'alert-capture-1:0:started',
    alert: refer('alert-capture-1', alert),
    plan,
    capture: { vm: machineId(vm), session: 'alert-capture-1-0', warnings: [] },
    startedAt: '2026-11-20T02:14:08.000Z',
  };
};

/** A report of several machines, each with a different outcome. */
export const mixedReport = (): CaptureReport => {
  const base = { vm: machineId('vm-1'), warnings: [], endedAt: '2026-11-20T02:15:10.000Z' };
  return {
    ...reportOf([
      captured('vm_web_03'),
      {
        ...base,
        vm: `${group}/providers/Microsoft.Compute/virtualMachineScaleSets/edge`,
        instances: ['4', '7'].map((n) => `${group}/edge/virtualMachines/${n}`),
        end: 'stopped',
        file: { path: '/var/captures/edge.cap' },
      },
      {
        ...base,
        end: 'failed',
        warnings: ['The session s was not deleted (Conflict): It is <busy>. Delete it & go on.'],
        failure: {
          step: 'queryCapture',
          code: 'AgentStopped',
          message: 'The agent *stopped* [here].',
          advice: 'Start it.',
        },
      },
      {
        ...base,
        vm: 'web-09',
        end: 'skipped',
        reason: { code: 'LimitReached', message: 'The watcher is full.', advice: 'Wait.' },
      },
    ]),
    warnings: ['captureSeconds must be a whole number from 1 to 3600, but is "long"; 60 was used.'],
  };
};

/** Texts that a chat, a card or a page could interpret as markup or code. */
export const hostileTexts = [
  '<!channel> <!here|x> <@U012AB3CD> <#C012AB3CD> <!subteam^S012>',
  '@here @channel @everyone @U012AB3CD !here',
  '<https://evil.example|Open the portal> [Open](javascript:alert(1)) ![](https://evil.example/x.png)',
  '*bold* _italic_ ~gone~ `code` > quote\n# title :smile:',
  '<img src=x onerror=alert(1)><script>alert(1)</script> &lt;b&gt; <at>Everyone</at>',
  '{{DATE(2026-11-20T02:14:00Z,SHORT)}} ${secret} {{',
  '\u202Egnp.exe\u0007\u001b[31mred\u009b31m\ud83d',
];

/** A report that has hostile texts as its alert, machines and warnings. */
export const hostileReport = (texts: readonly string[] = hostileTexts): CaptureReport => {
  const text = texts.join(' ');
  const base = reportOf();
  return {
    ...base,
    alert: { ...base.alert, rule: text, severity: text, link: 'javascript:alert(1)' },
    captures: texts.map((one) => ({
      vm: one,
      warnings: [one],
      endedAt: base.endedAt,
      end: 'failed',
      failure: { step: 'queryCapture', code: one, message: one, advice: one },
      traffic: { summaryUrl: fileUrl, lines: [one] },
    })),
    warnings: [...texts],
  };
};

/** A report of one machine with the given outcome. */
export function endedReport({
  end,
  severity,
}: {
  end: 'stopped' | 'failed' | 'skipped';
  severity: string;
}): CaptureReport {
  const base = { vm: machineId('orders-db-01'), warnings: [], endedAt: '2026-11-20T02:15:10.000Z' };
  const failure = {
    step: 'createCapture',
    code: 'AgentMissing',
    message: 'The Network Watcher agent is not installed.',
    advice: 'Install the extension, or set CAPTURE_INSTALL_AGENT.',
  };
  const reason = { code: 'LimitReached', message: 'The watcher is full.', advice: 'Wait.' };
  const outcomes: Record<typeof end, Outcome> = {
    stopped: { ...captured('orders-db-01'), end: 'stopped' } as Outcome,
    failed: { ...base, end: 'failed', failure },
    skipped: { ...base, end: 'skipped', reason },
  };
  const report = reportOf([outcomes[end]]);
  return { ...report, alert: { ...report.alert, severity } };
}
