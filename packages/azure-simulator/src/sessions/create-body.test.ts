import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseCreateBody } from './create-body.ts';

const group = '/subscriptions/s/resourceGroups/g/providers';
const target = `${group}/Microsoft.Compute/virtualMachines/v`;
const set = `${group}/Microsoft.Compute/virtualMachineScaleSets/v`;
const storageLocation = { storageId: `${group}/Microsoft.Storage/storageAccounts/a` };
const parse = (properties: object) =>
  parseCreateBody({ properties: { target, storageLocation, ...properties } });

// networkWatcher.json of azure-rest-api-specs, 2026-01-01.
const largest = {
  bytesToCapturePerPacket: 4294967295,
  totalBytesPerSession: 4294967295,
  timeLimitInSeconds: 18000,
};
const largestSettings = {
  fileCount: 10000,
  fileSizeInBytes: 4294967295,
  sessionTimeLimitInSeconds: 604800,
};

describe('a packet capture', () => {
  test('has the defaults of the service', () => {
    assert.deepEqual(parse({}), {
      ...{ target, targetType: 'AzureVM', scope: { include: [], exclude: [] }, storageLocation },
      ...{ bytesToCapturePerPacket: 0, totalBytesPerSession: 1073741824 },
      ...{ timeLimitInSeconds: 18000, filters: [] },
    });
    const { targetType, captureSettings } = parse({ target: set, captureSettings: {} });
    assert.equal(targetType, 'AzureVMSS');
    assert.deepEqual(captureSettings, {
      ...{ fileCount: 10, fileSizeInBytes: 104857600, sessionTimeLimitInSeconds: 86400 },
    });
    assert.equal(parse({ target: set, targetType: 'AzureVM' }).targetType, 'AzureVM');
  });

  for (const [fields, at] of [
    [largest, ''],
    [largestSettings, 'captureSettings.'],
  ] as const) {
    for (const [field, most] of Object.entries(fields)) {
      const withValue = (value: unknown) =>
        parse(at === '' ? { [field]: value } : { captureSettings: { [field]: value } });
      test(`${at}${field} is a whole number up to ${most}`, () => {
        for (const value of [0, most]) {
          const parsed = withValue(value);
          const found = at === '' ? parsed : parsed.captureSettings;
          assert.equal((found as unknown as Record<string, number>)[field], value);
        }
        for (const value of [-1, 0.5, most + 1, '1']) {
          assert.throws(() => withValue(value), {
            status: 400,
            code: 'InvalidRequestFormat',
            message: new RegExp(
              `^Cannot parse the request\\. properties\\.${at}${field} must be .*`,
            ),
          });
        }
      });
    }
  }

  test('takes protocols in any case, and addresses and ports in their syntax', () => {
    const { filters } = parse({
      filters: [{ protocol: 'tcp', localPort: '1-2' }, { remoteIPAddress: '10.0.0.4;10.0.0.5' }],
    });
    const empty = { localIPAddress: '', remoteIPAddress: '', localPort: '', remotePort: '' };
    assert.deepEqual(filters, [
      { ...empty, protocol: 'TCP', localPort: '1-2' },
      { ...empty, protocol: 'Any', remoteIPAddress: '10.0.0.4;10.0.0.5' },
    ]);
  });

  const at = 'properties.storageLocation';
  const wrong: [properties: object, message: string][] = [
    [{ target: 'v' }, "properties.target 'v' is not a resource id."],
    [{ targetType: 'x' }, 'properties.targetType must be ("AzureVM" | "AzureVMSS"), but is "x".'],
    [{ scope: { include: 1 } }, 'properties.scope.include must be Array, but is 1.'],
    [{ continuousCapture: 1 }, 'properties.continuousCapture must be boolean, but is 1.'],
    [{ storageLocation: {} }, `${at} must hold storageId, filePath or localPath.`],
    [{ storageLocation: { storageId: 'a' } }, `${at}.storageId 'a' is not a resource id.`],
    [
      { storageLocation: { ...storageLocation, storagePath: 'a' } },
      `${at}.storagePath 'a' is not a URI.`,
    ],
    [
      { storageLocation: { filePath: '/a' }, continuousCapture: false },
      `${at}.filePath cannot go with continuousCapture.`,
    ],
    [{ storageLocation: { localPath: '/a' } }, `${at}.localPath needs continuousCapture.`],
    [
      { filters: [{}, { localIPAddress: 'a' }] },
      "properties.filters.1.localIPAddress: 'a' is not an IP address.",
    ],
    [
      { filters: [{ remoteIPAddress: '1' }] },
      "properties.filters.0.remoteIPAddress: '1' is not an IP address.",
    ],
    [
      { filters: [{ localPort: '70000' }] },
      "properties.filters.0.localPort: '70000' is not a port (0 to 65535).",
    ],
    [
      { filters: [{ remotePort: '2-1' }] },
      "properties.filters.0.remotePort: '2-1' ends before it begins.",
    ],
  ];
  for (const [properties, message] of wrong) {
    test(`is refused with ${JSON.stringify(properties)}`, () => {
      assert.throws(() => parse(properties), {
        ...{ status: 400, code: 'InvalidRequestFormat' },
        message: `Cannot parse the request. ${message}`,
      });
    });
  }

  test('is refused without what it needs', () => {
    const message =
      /properties\.target must be given, .*; properties\.storageLocation must be given/;
    assert.throws(() => parseCreateBody({ properties: {} }), { status: 400, message });
  });

  test('may have a file on the machine, beside or instead of a storage account', () => {
    for (const [location, more] of [
      [{ filePath: '/a' }, {}],
      [{ ...storageLocation, filePath: '/a' }, { continuousCapture: null }],
      [{ localPath: '/a' }, { continuousCapture: true }],
      [{ ...storageLocation, storagePath: 'https://a.example/c/b.cap' }, {}],
    ] as const) {
      assert.deepEqual(parse({ storageLocation: location, ...more }).storageLocation, location);
    }
  });
});
