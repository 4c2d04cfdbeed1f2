import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { AlertError } from './alert.ts';
import { isTooDeep, maxDepth } from './json-depth.ts';
import { limits } from './limits.ts';
import { parseAlert } from './parse-alert.ts';
import { plainText } from './plain-text.ts';

const subscription = '/subscriptions/4b1d6c1e-30a5-4c57-8f0e-6a2f9be0d7a1';
const machines = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => {
    return `${subscription}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm-${index}`;
  });
const alert = (essentials: object, more: object = {}): object => ({
  schemaId: 'azureMonitorCommonAlertSchema',
  data: {
    essentials: {
      alertId: 'a',
      monitorCondition: 'Fired',
      alertTargetIDs: machines(1),
      firedDateTime: '2026-11-20T02:14:07Z',
      ...essentials,
    },
    ...more,
  },
});

test('the limits are those that docs/alerts.md lists', () => {
  const docs = readFileSync(new URL('../../docs/alerts.md', import.meta.url), 'utf8');
  const [, section = ''] = docs.split('## Limits');
  const rows = section.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const listed = rows.map(([, what = '', most = '']) => [
    what.split(' ')[0],
    most.replace(/ (?:levels|characters)$/, ''),
  ]);
  assert.partialDeepStrictEqual(Object.fromEntries(listed), {
    nesting: String(maxDepth),
    machines: String(limits.targets),
    name: String(limits.ruleLength),
    description: String(limits.descriptionLength),
    link: String(limits.linkLength),
    custom: `${limits.properties}, ${limits.propertyLength}`,
    warnings: String(limits.warnings),
  });
});

describe('the machines of an alert are limited', () => {
  test('up to the limit', () => {
    const { targets } = parseAlert(alert({ alertTargetIDs: machines(limits.targets) }));
    assert.equal(targets.length, limits.targets);
  });

  test('and not above it', () => {
    assert.throws(
      () => parseAlert(alert({ alertTargetIDs: machines(limits.targets + 1) })),
      (error) => error instanceof AlertError && error.code === 'TooManyTargets',
    );
  });

  test('with those that cannot be captured', () => {
    const [arc = ''] = machines(1);
    const alertTargetIDs = [
      ...machines(limits.targets),
      arc.replace('Compute/virtualMachines', 'HybridCompute/machines'),
    ];
    assert.throws(() => parseAlert(alert({ alertTargetIDs })), {
      code: 'TooManyTargets',
      message: 'The alert names too many machines.',
      errors: [{ field: 'targets', expected: 'at most 100 machines', got: '101 machines' }],
    });
  });

  test('each instance of a scale set counts', () => {
    const set = `${subscription}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets/s`;
    const instances = (count: number): string[] =>
      Array.from({ length: count }, (_, index) => `${set}/virtualMachines/${index}`);
    assert.equal(
      parseAlert(alert({ alertTargetIDs: instances(limits.targets) })).targets.length,
      1,
    );
    assert.throws(() => parseAlert(alert({ alertTargetIDs: instances(limits.targets + 1) })), {
      code: 'TooManyTargets',
    });
  });
});

test('the first custom properties are read, as text', () => {
  const read = (customProperties: unknown): Record<string, string> =>
    parseAlert(alert({}, { customProperties })).properties;
  const many = Object.fromEntries(
    Array.from({ length: limits.properties + 1 }, (_, index) => [`p${index}`, index]),
  );
  const names = Object.keys(read(many));
  assert.equal(names.length, limits.properties);
  assert.equal(names.at(-1), 'p99');
  assert.deepEqual(read({ a: ' x\n', b: 7, c: [1], d: { e: true }, f: null, g: '', '\n': 'h' }), {
    a: 'x',
    b: '7',
    c: '[1]',
    d: '{"e":true}',
  });
  for (const none of [null, 'x', 7, ['x']]) assert.deepEqual(read(none), {});
});

test('a warning shows the start of a target that cannot be read', () => {
  const { warnings } = parseAlert(alert({ alertTargetIDs: ['', 'x'.repeat(300)] }));
  assert.deepEqual(warnings, [
    `A target of the alert was left out: "${'x'.repeat(199)}…" is not a resource id.`,
  ]);
});

test('texts are cut to their limit', () => {
  const long = 'x'.repeat(5_000);
  const { rule, severity, description, link, properties, warnings } = parseAlert(
    alert(
      {
        alertRule: long,
        severity: long,
        description: long,
        investigationLink: `https://portal.azure.com/${long}`,
        alertTargetIDs: [...machines(1), ...Array<string>(limits.warnings + 5).fill(long)],
      },
      { customProperties: { [long]: 'x', filters: long } },
    ),
  );
  assert.equal(rule.length, limits.ruleLength);
  assert.equal(severity?.length, limits.wordLength);
  assert.equal(description?.length, limits.descriptionLength);
  assert.equal(link, undefined);
  assert.equal(properties.filters?.length, limits.propertyLength);
  assert.equal(Object.keys(properties)[0]?.length, limits.propertyNameLength);
  assert.equal(warnings.length, limits.warnings);
  assert.ok(JSON.stringify(warnings).length < 10_000);
});

describe('a link is https, or left out', () => {
  for (const [given, expected] of [
    ['https://portal.azure.com/#x', 'https://portal.azure.com/#x'],
    ['http://portal.azure.com/', undefined],
    ['javascript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['//portal.azure.com', undefined],
    ['java\nscript:alert(1)', undefined],
    ['https://', undefined],
    [7, undefined],
  ] as const) {
    test(String(given), () => {
      assert.equal(parseAlert(alert({ investigationLink: given })).link, expected);
    });
  }
});

/** Every string and key in a value. */
const textsIn = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, held]) => [key, ...textsIn(held)])
    : [String(value)];

test('no control character is left in a text', () => {
  const hostile = fc.string({
    unit: fc.oneof(
      fc.integer({ min: 0, max: 0x9f }).map((code) => String.fromCodePoint(code)),
      fc.constantFrom('\u2028', '\u2029', '\u{1f600}', 'é'),
    ),
    maxLength: 400,
  });
  fc.assert(
    fc.property(hostile, fc.integer({ min: 1, max: 300 }), (text, maxLength) => {
      const plain = plainText(text, maxLength);
      assert.doesNotMatch(plain, /[\p{Cc}\u2028\u2029]/u);
      assert.ok(plain.length <= maxLength);
      assert.ok(plain.isWellFormed());
    }),
  );
  fc.assert(
    fc.property(hostile, (text) => {
      const parsed = parseAlert(
        alert(
          { alertRule: text, description: text, severity: text, alertTargetIDs: [text] },
          { customProperties: { [text]: text } },
        ),
      );
      assert.doesNotMatch(textsIn(parsed).join(''), /\p{Cc}/u);
    }),
  );
});

describe('nesting is limited', () => {
  const nested = (depth: number): unknown => {
    let value: unknown = 1;
    for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { value };
    return value;
  };
  test('an alert of the largest depth is accepted', () =>
    assert.equal(isTooDeep(nested(maxDepth)), false));
  test('a deeper one is refused', () => assert.equal(isTooDeep(nested(maxDepth + 1)), true));
  test('at any depth', () => assert.equal(isTooDeep(nested(100_000)), true));
});
