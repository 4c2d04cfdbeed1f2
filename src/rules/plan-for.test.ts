import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { loadSettings } from '../settings.ts';
import type { PlanResult } from './plan-for.ts';
import { planFor } from './plan-for.ts';
import { RuleProperties } from './rule-properties.ts';

const subscription = '/subscriptions/7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11';
const account = (name: string, group = 'rg'): string =>
  `${subscription}/resourceGroups/${group}/providers/Microsoft.Storage/storageAccounts/${name}`;

const plan = (properties: Record<string, string>, env: Record<string, string> = {}): PlanResult =>
  planFor(
    new RuleProperties(properties),
    loadSettings({ CAPTURE_STORAGE_ACCOUNT_ID: account('captures'), ...env }),
  );

describe('the plan of a capture', () => {
  test("is the operator's when the rule asks for nothing, with any other properties", () => {
    assert.deepEqual(plan({ team: 'netops', runbook: 'RB-114' }), {
      plan: {
        storageAccountId: account('captures'),
        timeLimitSeconds: 60,
        bytesPerPacket: 0,
        totalBytes: 1_073_741_824,
        graceSeconds: 300,
      },
      warnings: [],
    });
  });

  test('is what the rule asks for, in any letter case', () => {
    const asked = plan({
      CaptureSeconds: '180',
      bytesperpacket: '96',
      totalBytes: ' 5000000 ',
      protocol: 'tcp',
      remotePort: '443;8443',
      localAddress: '10.0.0.4',
      keepSession: 'True',
      storageAccountId: account('other'),
    });
    assert.deepEqual(asked, {
      plan: {
        storageAccountId: account('other'),
        timeLimitSeconds: 180,
        bytesPerPacket: 96,
        totalBytes: 5_000_000,
        keepSession: true,
        graceSeconds: 300,
        filters: [{ protocol: 'TCP', localAddress: '10.0.0.4', remotePort: '443;8443' }],
      },
      warnings: [],
    });
  });

  test('may have several filters', () => {
    const filters = '[{"remotePort": 443}, {"Protocol": "UDP", "remotePort": "53"}]';
    assert.deepEqual(plan({ filters }).plan.filters, [
      { remotePort: '443' },
      { protocol: 'UDP', remotePort: '53' },
    ]);
  });

  test('accepts the filter names of the REST API and the CLI', () => {
    const filters = '[{"remoteIPAddress": "10.1.2.3"}, {"LocalIPAddress": "10.0.0.4"}]';
    const asked = plan({ filters, remoteIpAddress: '10.9.9.9' });
    assert.deepEqual(asked.plan.filters, [
      { remoteAddress: '10.1.2.3' },
      { localAddress: '10.0.0.4' },
      { remoteAddress: '10.9.9.9' },
    ]);
    assert.deepEqual(asked.warnings, []);
  });

  test('accepts each name of a field, and the first of two that has a value', () => {
    const named: [names: string[], value: string, filter: object][] = [
      [['localPort', 'localPorts'], '22', { localPort: '22' }],
      [['remotePort', 'remotePorts'], '443', { remotePort: '443' }],
      [['localAddress', 'localIPAddress', 'localIP'], '10.0.0.4', { localAddress: '10.0.0.4' }],
      [['remoteAddress', 'remoteIPAddress', 'remoteIP'], '10.0.0.5', { remoteAddress: '10.0.0.5' }],
      [['protocol'], 'UDP', { protocol: 'UDP' }],
    ];
    for (const [names, value, filter] of named) {
      for (const name of names) {
        const { plan: made, warnings } = plan({ filters: JSON.stringify([{ [name]: value }]) });
        assert.deepEqual([made.filters, warnings], [[filter], []], name);
      }
    }
    const filters = '[{"remotePort": " ", "remotePorts": "53", "localPort": null}]';
    assert.deepEqual(plan({ filters }).plan.filters, [{ remotePort: '53' }]);
  });

  test('has no filter when one of several is empty, since it keeps all packets', () => {
    const asked = plan({ filters: '[{"remotePort": 443}, {}]' });
    assert.deepEqual([asked.plan.filters, asked.warnings], [undefined, []]);
  });

  test('accepts one filter without its array', () => {
    assert.deepEqual(plan({ filters: '{"remotePort": 443}' }).plan.filters, [
      { remotePort: '443' },
    ]);
  });

  test('names an unknown key of a filter', () => {
    const asked = plan({ filters: '[{"remotePort": "443", "destination": "10.1.2.3"}]' });
    assert.deepEqual(asked.plan.filters, [{ remotePort: '443' }]);
    assert.deepEqual(asked.warnings.length, 1);
    assert.equal(
      asked.warnings[0],
      'filters.0.destination is unknown; a filter has protocol, localAddress, localPort, remoteAddress, remotePort; it was left out.',
    );
  });

  test('refuses a filter that is nested deeply', () => {
    const deep = '['.repeat(2000) + ']'.repeat(2000);
    for (const filters of [deep, `[{"remotePort":${deep}}]`]) {
      assert.match(plan({ filters }).warnings[0] ?? '', /must be a JSON array of objects/);
    }
  });

  test('may be a ring of files, for days', () => {
    const { plan: ring, warnings } = plan(
      {
        ringBuffer: 'true',
        ringFileCount: '4',
        ringFileBytes: '1000000',
        captureSeconds: '259200',
      },
      { CAPTURE_MAX_TIME_LIMIT_SECONDS: '604800' },
    );
    assert.deepEqual(ring.ring, { fileCount: 4, fileBytes: 1_000_000 });
    assert.equal(ring.timeLimitSeconds, 259_200);
    assert.deepEqual(warnings, []);
    assert.deepEqual(plan({ ringBuffer: 'true' }).plan.ring, {
      fileCount: 10,
      fileBytes: 104_857_600,
    });
  });

  test('has no ring of files and keeps no session when the rule says false', () => {
    const asked = plan({ ringBuffer: 'False', keepSession: 'false' });
    assert.deepEqual(asked, plan({}));
  });

  for (const filePath of [
    '/var/captures/web/x.cap',
    '/var/captures/x-1_2.cap',
    'C:\\captures\\x.cap',
    'd:\\my captures\\of web\\x 1.cap',
    'C:\\x.cap',
  ]) {
    test(`may leave the file on the machine: ${filePath}`, () => {
      assert.equal(plan({ filePath }).plan.filePath, filePath);
    });
  }
});

describe('docs/alerts.md', () => {
  const docs = readFileSync(new URL('../../docs/alerts.md', import.meta.url), 'utf8');
  const [, section = ''] = docs.split('## What a rule may ask for');
  for (const [, name = ''] of section.matchAll(/^\| `(\w+)`/gm)) {
    test(`names a property that is read: ${name}`, () => {
      const { warnings } = plan({ ringBuffer: 'true', [name]: '{bogus' });
      assert.match(warnings.join(), new RegExp(`^${name} `));
    });
  }
});

describe('an invalid property does not prevent the capture', () => {
  const wrong: [properties: Record<string, string>, warning: RegExp][] = [
    [
      { captureSeconds: 'long' },
      /^captureSeconds must be a whole number from 1 to 3600, but is "long"; 60 was used\.$/,
    ],
    [{ captureSeconds: '0' }, /60 was used/],
    [{ captureSeconds: '-5' }, /60 was used/],
    [{ captureSeconds: '1e3' }, /60 was used/],
    [{ captureSeconds: '9x' }, /60 was used/],
    [{ captureSeconds: 'x9' }, /60 was used/],
    [{ totalBytes: '0' }, /1073741824 was used/],
    [
      { keepSession: 'perhaps' },
      /^keepSession must be true or false, but is "perhaps"; false was used/,
    ],
    [{ keepSession: 'trueish' }, /^keepSession must be true or false/],
    [{ keepSession: 'untrue' }, /^keepSession must be true or false/],
    [{ keepSession: 'falsely' }, /^keepSession must be true or false/],
    [{ keepSession: 'x'.repeat(61) }, /"x{59}…"/],
    [{ filePath: '/etc/passwd' }, /^filePath must be a path such as \/var\/captures\/x\.cap or C:/],
    [{ filePath: 'x/var/captures/x.cap' }, /^filePath must be a path/],
    [{ filePath: '/var/captures/x.cap.exe' }, /^filePath must be a path/],
    [{ filePath: '/var/captures/.cap' }, /^filePath must be a path/],
    [{ filePath: '/var/captures//x.cap' }, /^filePath must be a path/],
    [{ filePath: 'xC:\\captures\\x.cap' }, /^filePath must be a path/],
    [{ filePath: 'C:\\captures\\x.cap\\' }, /^filePath must be a path/],
    [{ filePath: 'C:\\..\\x.cap' }, /^filePath must be a path/],
    [{ filePath: 'C:\\captures\\.\\x.cap' }, /; the default was used\.$/],
    [{ filePath: '/var/captures/../../etc/x.cap' }, /^filePath must be a path/],
    [{ storageAccountId: 'captures' }, /^storageAccountId must be the resource id/],
    [
      { remotePort: '99999' },
      /^remotePort is malformed: "99999" is not a port.*; it was left out\.$/,
    ],
    [{ filters: '{' }, /^filters must be a JSON array/],
    [{ filters: '[1]' }, /^filters must be a JSON array/],
    [{ ringBuffer: 'yes' }, /^ringBuffer must be true or false/],
  ];
  for (const [properties, warning] of wrong) {
    test(JSON.stringify(properties), () => {
      const { plan: made, warnings } = plan(properties);
      assert.deepEqual(made, plan({}).plan);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0]!, warning);
    });
  }

  test('a malformed field does not affect the others of its filter', () => {
    const { plan: made, warnings } = plan({ remotePort: '443', remoteAddress: '10.0.0.0/8' });
    assert.deepEqual(made.filters, [{ remotePort: '443' }]);
    assert.match(warnings.join(), /^remoteAddress is malformed/);
  });

  test('a filter without a valid field is not sent', () => {
    const filters = '[{"remotePort": "443"}, {"remotePort": "x"}]';
    const { plan: made, warnings } = plan({ filters });
    assert.equal(made.filters, undefined);
    assert.match(warnings.join(), /^filters\.1\.remotePort is malformed/);
  });
});

describe('the operator limits what a rule may ask for', () => {
  const bounded: [properties: Record<string, string>, env: Record<string, string>, got: object][] =
    [
      [{ captureSeconds: '7200' }, {}, { timeLimitSeconds: 3_600 }],
      [
        { captureSeconds: '90' },
        { CAPTURE_MAX_TIME_LIMIT_SECONDS: '80' },
        { timeLimitSeconds: 80 },
      ],
      [
        { captureSeconds: '99999' },
        { CAPTURE_MAX_TIME_LIMIT_SECONDS: '604800' },
        { timeLimitSeconds: 18_000 },
      ],
      [
        { captureSeconds: '1000000', ringBuffer: 'true' },
        { CAPTURE_MAX_TIME_LIMIT_SECONDS: '604800' },
        { timeLimitSeconds: 604_800 },
      ],
      [
        { captureSeconds: '900' },
        { CAPTURE_MAX_TIME_LIMIT_SECONDS: '80', CAPTURE_TIME_LIMIT_SECONDS: '120' },
        { timeLimitSeconds: 120 },
      ],
      [
        { totalBytes: '9000' },
        { CAPTURE_MAX_TOTAL_BYTES: '500', CAPTURE_TOTAL_BYTES: '800' },
        { totalBytes: 800 },
      ],
      [
        { bytesPerPacket: '200' },
        { CAPTURE_BYTES_PER_PACKET: '96', CAPTURE_MAX_BYTES_PER_PACKET: '64' },
        { bytesPerPacket: 96 },
      ],
      [
        { ringBuffer: 'true', ringFileCount: '10001' },
        {},
        { ring: { fileCount: 10_000, fileBytes: 107_374 } },
      ],
      [{ bytesPerPacket: '4294967296' }, {}, { bytesPerPacket: 4_294_967_295 }],
      [{ totalBytes: '4000000000' }, {}, { totalBytes: 1_073_741_824 }],
      [
        { bytesPerPacket: '0' },
        { CAPTURE_BYTES_PER_PACKET: '64', CAPTURE_MAX_BYTES_PER_PACKET: '96' },
        { bytesPerPacket: 96 },
      ],
      [
        { ringBuffer: 'true', ringFileBytes: '5000' },
        { CAPTURE_MAX_TOTAL_BYTES: '10000' },
        { ring: { fileCount: 10, fileBytes: 1_000 } },
      ],
    ];
  for (const [properties, env, got] of bounded) {
    test(JSON.stringify({ ...properties, ...env }), () => {
      const { plan: made, warnings } = plan(properties, env);
      assert.partialDeepStrictEqual(made, got);
      assert.match(warnings.join(), /is the most that is allowed/);
    });
  }

  for (const bytesPerPacket of [1, 64, 96]) {
    test(`and allows ${bytesPerPacket} bytes of each packet where 96 is the most`, () => {
      const { plan: made, warnings } = plan(
        { bytesPerPacket: String(bytesPerPacket) },
        { CAPTURE_BYTES_PER_PACKET: '64', CAPTURE_MAX_BYTES_PER_PACKET: '96' },
      );
      assert.deepEqual([made.bytesPerPacket, warnings], [bytesPerPacket, []]);
    });
  }

  test('to the storage accounts in ALLOWED_SCOPES, and its own', () => {
    const env = { ALLOWED_SCOPES: `${subscription}/resourceGroups/rg` };
    const accountFor = (storageAccountId: string): string =>
      plan({ storageAccountId }, env).plan.storageAccountId;
    assert.equal(accountFor(account('other')), account('other'));
    assert.equal(accountFor(account('other', 'rg2')), account('captures'));
  });

  test('with any properties', () => {
    const names = [
      'captureSeconds bytesPerPacket totalBytes protocol localPort remoteAddress filters',
      'ringBuffer ringFileCount ringFileBytes filePath storageAccountId keepSession',
    ].flatMap((line) => line.split(' '));
    const value = fc.oneof(
      fc.string(),
      fc.integer().map(String),
      fc.constantFrom('true', '0'),
      fc.json(),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), value), (properties) => {
        const { plan: made } = plan(properties);
        assert(made.timeLimitSeconds >= 1 && made.timeLimitSeconds <= 3_600);
        assert(made.totalBytes >= 1 && made.totalBytes <= 1_073_741_824);
        const { fileCount = 0, fileBytes = 0 } = made.ring ?? {};
        assert(fileCount * fileBytes <= 1_073_741_824);
      }),
    );
  });
});
