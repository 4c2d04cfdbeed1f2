import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadSettings, settingNames, SettingsError } from './settings.ts';
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
      NOTIFY_SLACK_URL: 'https://a.example/1  https://b.example/2',
      ALLOWED_SCOPES: `${subscription}, ${subscription}/resourceGroups/RG`,
    });
    assert.deepEqual(settings.notifyUrls.slack, ['https://a.example/1', 'https://b.example/2']);
    assert.deepEqual(settings.allowedScopes, [subscription, `${subscription}/resourcegroups/rg`]);
    for (const scope of ['rg', '/subscriptions/x', `${subscription}/resourceGroups/`]) {
      assert.equal(problemsOf({ ALLOWED_SCOPES: scope }).length, 1, scope);
    }
  });

  test('allow plain http only to this machine', () => {
    assert.deepEqual(problemsOf({ NOTIFY_URL: 'http://127.0.0.1:9/x' }), []);
    assert.equal(problemsOf({ NOTIFY_URL: 'http://example.com/' }).length, 1);
    assert.equal(problemsOf({ LOCAL_ARM_ENDPOINT: 'https://management.azure.com' }).length, 1);
    assert.equal(problemsOf({ LOCAL_ARM_ENDPOINT: 'http://10.0.0.1' }).length, 1);
    const connect = (endpoint: string): readonly string[] =>
      problemsOf({
        LOCAL_STORAGE_CONNECTION_STRING: `AccountName=a;AccountKey=k==;BlobEndpoint=${endpoint}`,
      });
    assert.deepEqual(connect('http://127.0.0.1:10000/a'), []);
    for (const endpoint of ['http://10.0.0.1:10000/a', 'https://a.blob.core.windows.net', 'a']) {
      assert.equal(connect(endpoint).length, 1, endpoint);
    }
  });

  test('never show a secret', () => {
    const text = problemsOf({ LOCAL_STORAGE_CONNECTION_STRING: 'AccountKey=hunter2' }).join();
    assert.match(text, /AccountName, AccountKey, and a BlobEndpoint on this machine/);
    assert.doesNotMatch(text, /hunter2/);
  });
});

test('an unknown setting is a warning with the nearest name', () => {
  const env = { CAPTURE_TIME_LIMIT_SECOND: '5', CAPTURE_WHATEVER_ELSE: '1', CAPTURE_LIMIT: '3' };
  assert.deepEqual(unknownSettings(env, settingNames), [
    'CAPTURE_TIME_LIMIT_SECOND is not a setting of this app, and has no effect. Is CAPTURE_TIME_LIMIT_SECONDS meant?',
    'CAPTURE_WHATEVER_ELSE is not a setting of this app, and has no effect.',
  ]);
});
