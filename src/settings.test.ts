import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Settings } from './settings.ts';
import { loadSettings, SettingsError } from './settings.ts';
import { unknownSettings } from './unknown-settings.ts';

const storageAccount =
  '/subscriptions/7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/captures';

const problemsOf = (env: Record<string, string>): readonly string[] => {
  try {
    loadSettings({ CAPTURE_STORAGE_ACCOUNT_ID: storageAccount, ...env });
    return [];
  } catch (error) {
    assert(error instanceof SettingsError);
    return error.problems;
  }
};

describe('settings', () => {
  test('have defaults, except the storage account', () => {
    const settings = loadSettings({ CAPTURE_STORAGE_ACCOUNT_ID: storageAccount });
    assert.deepEqual(
      { ...settings },
      {
        storageAccountId: storageAccount,
        limit: 10,
        timeLimitSeconds: 60,
        bytesPerPacket: 0,
        totalBytes: 1_073_741_824,
        most: { timeLimitSeconds: 3_600, bytesPerPacket: 0, totalBytes: 1_073_741_824 },
        allowedScopes: [],
        graceSeconds: 300,
        limitPolicy: 'skip',
        waitSeconds: 900,
        cooldownSeconds: 0,
        onResolved: 'stop',
        installAgent: false,
        sweepSeconds: 60,
        notifyOnStart: false,
        signIn: 'key',
        notifyUrls: { webhook: [], teams: [], slack: [] },
        linkHours: 0,
        historyRetentionDays: 30,
        localTimeScale: 1,
        localArmEndpoint: undefined,
        localStorage: undefined,
      },
    );
  });

  test('sign-in by Entra ID is refused unless the platform says that authentication is on', () => {
    const entra = { CAPTURE_SIGN_IN: 'entra' };
    assert.match(problemsOf(entra)[0] ?? '', /App Service authentication is off/);
    assert.match(problemsOf({ ...entra, WEBSITE_AUTH_ENABLED: 'False' })[0] ?? '', /is off/);
    assert.deepEqual(problemsOf({ ...entra, WEBSITE_AUTH_ENABLED: 'True' }), []);
  });

  test('report all errors at once, each with the value and what is allowed', () => {
    assert.deepEqual(
      problemsOf({
        CAPTURE_STORAGE_ACCOUNT_ID: ' ',
        CAPTURE_LIMIT: 'ten',
        NOTIFY_URL: 'ftp://x/s3',
      }),
      [
        'CAPTURE_STORAGE_ACCOUNT_ID is missing; it must be the resource id of a storage account: /subscriptions/…/resourceGroups/…/providers/Microsoft.Storage/storageAccounts/….',
        'CAPTURE_LIMIT is "ten"; it must be a whole number from 1 to 10000 (10 if absent).',
        'NOTIFY_URL holds 10 characters (not shown); it must be https URLs (http only to this machine), with spaces between them.',
      ],
    );
  });

  test('stay within the ranges of the service', () => {
    for (const value of ['0', '18001', '-1', '1.5', '1e3', '99999999999999999999']) {
      assert.equal(problemsOf({ CAPTURE_TIME_LIMIT_SECONDS: value }).length, 1, value);
    }
    assert.deepEqual(problemsOf({ CAPTURE_TIME_LIMIT_SECONDS: '18000' }), []);
  });

  test('take several receivers, and several scopes', () => {
    const subscription = '/subscriptions/7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11';
    const settings = loadSettings({
      CAPTURE_STORAGE_ACCOUNT_ID: storageAccount,
      NOTIFY_SLACK_URL: 'https://a.example/1  https://b.example/2 ',
      ALLOWED_SCOPES: `${subscription}, ${subscription}/resourceGroups/RG,`,
    });
    assert.deepEqual(settings.notifyUrls.slack, ['https://a.example/1', 'https://b.example/2']);
    assert.deepEqual(settings.allowedScopes, [subscription, `${subscription}/resourcegroups/rg`]);
    for (const scope of ['rg', '/subscriptions/x', `${subscription}/resourceGroups/`]) {
      assert.equal(problemsOf({ ALLOWED_SCOPES: scope }).length, 1, scope);
    }
  });

  test('take each of the values that they have, and name them otherwise', () => {
    const cases: [name: string, values: [string, Partial<Settings>][], byDefault: string][] = [
      [
        'CAPTURE_LIMIT_POLICY',
        [
          ['wait', { limitPolicy: 'wait' }],
          ['skip', { limitPolicy: 'skip' }],
        ],
        'skip',
      ],
      [
        'CAPTURE_ON_RESOLVED',
        [
          ['stop', { onResolved: 'stop' }],
          ['continue', { onResolved: 'continue' }],
        ],
        'stop',
      ],
      [
        'CAPTURE_INSTALL_AGENT',
        [
          ['true', { installAgent: true }],
          ['false', { installAgent: false }],
        ],
        'false',
      ],
      [
        'NOTIFY_ON_START',
        [
          ['true', { notifyOnStart: true }],
          ['false', { notifyOnStart: false }],
        ],
        'false',
      ],
    ];
    const defaults = loadSettings({ CAPTURE_STORAGE_ACCOUNT_ID: storageAccount });
    for (const [name, values, byDefault] of cases) {
      for (const [value, expected] of values) {
        const env = { CAPTURE_STORAGE_ACCOUNT_ID: storageAccount, [name]: value };
        assert.deepEqual(loadSettings(env), { ...defaults, ...expected });
      }
      const choice = values.map(([value]) => `"${value}"`).join(' or ');
      assert.deepEqual(problemsOf({ [name]: 'x' }), [
        `${name} is "x"; it must be ${choice} ("${byDefault}" if absent).`,
      ]);
    }
  });

  const connection = (more: Record<string, string>): string =>
    Object.entries({
      AccountName: 'a',
      AccountKey: 'k==',
      BlobEndpoint: 'http://[::1]:1/a',
      ...more,
    })
      .filter(([, value]) => value !== '')
      .map((field) => field.join('='))
      .join(';');
  const local: [name: string, expected: string, accepted: string[], refused: string[]][] = [
    [
      'NOTIFY_URL',
      'https URLs (http only to this machine), with spaces between them',
      ['https://a.example/1', 'http://127.0.0.1:9/x', 'http://localhost/', 'http://[::1]/'],
      ['http://example.com/', 'ftp://localhost/', 'x', 'https://a.example/1 x'],
    ],
    [
      'LOCAL_ARM_ENDPOINT',
      'an http URL on this machine, such as http://127.0.0.1:8080',
      ['http://127.0.0.1:8080', 'http://localhost:1', 'http://[::1]:1'],
      ['https://management.azure.com', 'https://127.0.0.1', 'http://10.0.0.1', '127.0.0.1', 'x'],
    ],
    [
      'LOCAL_TIME_SCALE',
      'a number (1 if absent)',
      ['1', '60', '0.5', '1.25'],
      ['fast', 'x1', '1x', '-1', '.5', '1.', '1.x'],
    ],
    [
      'LOCAL_STORAGE_CONNECTION_STRING',
      'a connection string with AccountName, AccountKey, and a BlobEndpoint on this machine',
      [
        connection({}),
        connection({ DefaultEndpointsProtocol: 'https', BlobEndpoint: 'https://localhost:1/a' }),
      ],
      [...['http://10.0.0.1/a', 'https://a.blob.core.windows.net', 'ftp://localhost/a', 'a'], '']
        .map((BlobEndpoint) => connection({ BlobEndpoint }))
        .concat([connection({ AccountName: '' }), connection({ AccountKey: '' })]),
    ],
    [
      'ALLOWED_SCOPES',
      'ids of subscriptions or resource groups (/subscriptions/…/resourceGroups/…), with commas between them',
      [],
      ['rg', '/subscriptions/x'],
    ],
  ];
  for (const [name, expected, accepted, refused] of local) {
    test(`${name} is ${expected}`, () => {
      for (const value of accepted) assert.deepEqual(problemsOf({ [name]: value }), [], value);
      for (const value of refused) {
        const [problem = 'accepted', ...others] = problemsOf({ [name]: value });
        assert(problem.endsWith(`; it must be ${expected}.`), `${value}: ${problem}`);
        assert.deepEqual(others, []);
      }
    });
  }

  test('of the storage on this machine are read from its connection string', () => {
    const { localStorage } = loadSettings({
      CAPTURE_STORAGE_ACCOUNT_ID: storageAccount,
      LOCAL_STORAGE_CONNECTION_STRING: connection({}),
    });
    assert.deepEqual(localStorage, {
      blobEndpoint: 'http://[::1]:1/a',
      accountName: 'a',
      accountKey: 'k==',
    });
  });

  test('never show a secret', () => {
    for (const name of [
      'NOTIFY_URL',
      'NOTIFY_TEAMS_URL',
      'NOTIFY_SLACK_URL',
      'LOCAL_STORAGE_CONNECTION_STRING',
    ]) {
      const text = problemsOf({ [name]: 'AccountKey=hunter2' }).join();
      assert.match(text, new RegExp(`^${name} holds 18 characters \\(not shown\\); it must be `));
      assert.doesNotMatch(text, /hunter2/);
    }
  });

  test('are reported as one error with a line for each problem', () => {
    assert.throws(
      () => loadSettings({ CAPTURE_STORAGE_ACCOUNT_ID: storageAccount, CAPTURE_LIMIT: '0' }),
      {
        name: 'SettingsError',
        code: 'InvalidSettings',
        message:
          'The settings are wrong.\n  CAPTURE_LIMIT is "0"; it must be a whole number from 1 to 10000 (10 if absent).',
      },
    );
  });
});

test('an unknown setting is a warning, with the nearest name if that is at most four edits away', () => {
  const cases: [name: string, meant?: string][] = [
    ['CAPTURE_TIME_LIMIT_SECOND', 'CAPTURE_TIME_LIMIT_SECONDS'],
    ['CAPTURE_TIMELIMIT_SECONDS', 'CAPTURE_TIME_LIMIT_SECONDS'],
    ['CAPTURE_LIMITS', 'CAPTURE_LIMIT'],
    ['CAPTURE_LIMIXXXX', 'CAPTURE_LIMIT'],
    ['CAPTURE_LIMIXXXXX'],
    ['CAPTURE_WHATEVER_ELSE'],
  ];
  const env = { CAPTURE_LIMIT: '3', PATH: '/bin', NOTIFY_URLS: 'x' };
  const unknown = Object.fromEntries(cases.map(([name]) => [name, '1']));
  assert.deepEqual(
    unknownSettings({ ...env, ...unknown }, ['CAPTURE_TIME_LIMIT_SECONDS', 'CAPTURE_LIMIT']),
    cases.map(
      ([name, meant]) =>
        `${name} is not a setting of this app, and has no effect.${meant === undefined ? '' : ` Is ${meant} meant?`}`,
    ),
  );
});
