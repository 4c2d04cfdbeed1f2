import { builtinModules } from 'node:module';
import { dirname, posix, relative, resolve, sep } from 'node:path';
import type { Rule } from 'eslint';
import type * as ESTree from 'estree';

/** The imports that the files of one folder may have, in addition to the folder's own files. */
export interface Boundary {
  /** Path from the root of the repository. */
  folder: string;
  /** Folders of this repository; `*` means all. */
  own: readonly string[];
  /** The allowed packages, with Node's modules as `node:x`. Default: all external packages. */
  packages?: readonly string[];
  /** Further folders or packages allowed for `import type`, which has no effect at run time. */
  types?: readonly string[];
}

/** The packages of this repository, by import name. */
const ourPackages = new Map([
  ['local-host', 'packages/local-host'],
  ['azure-simulator', 'packages/azure-simulator'],
  ['processes', 'packages/processes'],
]);

/** The test kit, as `local-host/testing` resolves. */
const testKit = 'packages/local-host/testing';

/** The folders of the app, from the lowest up. */
const rooms: readonly Boundary[] = [
  { folder: 'src/alerts', own: [], packages: ['valibot', 'node:crypto'] },
  {
    folder: 'src/rules',
    own: ['src/alerts'],
    packages: ['valibot', 'node:net'],
    types: ['src/settings.ts'],
  },
  { folder: 'src/captures', own: ['src/alerts', 'src/rules'], packages: ['valibot'] },
  {
    folder: 'src/workflow',
    own: ['src/rules', 'src/captures'],
    packages: ['durable-functions', 'valibot'],
  },
  {
    folder: 'src/limit',
    own: ['src/alerts', 'src/rules', 'src/captures', 'src/workflow'],
    packages: ['durable-functions', 'valibot'],
  },
  {
    folder: 'src/orchestrators',
    own: ['src/alerts', 'src/rules', 'src/captures', 'src/workflow', 'src/limit'],
    packages: ['durable-functions', 'valibot'],
    types: ['src/activities', 'src/settings.ts', '@azure/functions'],
  },
  {
    folder: 'src/notifications',
    own: ['src/alerts', 'src/captures'],
    packages: [],
    types: ['src/settings.ts'],
  },
  { folder: 'src/traffic/files', own: [], packages: ['node:stream', 'node:zlib'] },
  { folder: 'src/traffic/counts', own: [], packages: [] },
  { folder: 'src/traffic/layers', own: ['src/traffic/files'], packages: [] },
  {
    folder: 'src/traffic/dns',
    own: ['src/traffic/counts', 'src/traffic/layers'],
    packages: [],
  },
  {
    folder: 'src/traffic/tcp',
    own: ['src/traffic/counts', 'src/traffic/layers'],
    packages: [],
  },
  {
    folder: 'src/traffic/summary',
    own: [
      'src/traffic/files',
      'src/traffic/counts',
      'src/traffic/layers',
      'src/traffic/dns',
      'src/traffic/tcp',
    ],
    packages: [],
  },
  {
    folder: 'src/traffic/filter',
    own: ['src/traffic/layers', 'src/traffic/tcp'],
    packages: [],
  },
  {
    folder: 'src/traffic/packets',
    own: [
      'src/traffic/files',
      'src/traffic/layers',
      'src/traffic/dns',
      'src/traffic/tcp',
      'src/traffic/filter',
    ],
    packages: [],
  },
  { folder: 'src/traffic', own: [], packages: [] },
  { folder: 'src/telemetry', own: [] },
  {
    folder: 'src/azure',
    own: ['src/alerts', 'src/rules', 'src/captures', 'src/telemetry', 'src/settings.ts'],
    types: ['src/notifications'],
  },
  {
    folder: 'src/activities',
    own: [
      'src/alerts',
      'src/rules',
      'src/captures',
      'src/notifications',
      'src/traffic',
      'src/azure',
      'src/workflow',
      'src/limit',
      'src/telemetry',
      'src/settings.ts',
    ],
  },
  { folder: 'src/task-hub', own: [] },
  { folder: 'src/views', own: ['src/captures', 'src/notifications', 'src/task-hub'] },
  { folder: 'src/ui', own: [] },
  {
    folder: 'src/timers',
    own: [
      'src/alerts',
      'src/captures',
      'src/azure',
      'src/limit',
      'src/activities',
      'src/task-hub',
      'src/telemetry',
      'src/orchestrators/inputs.ts',
      'src/settings.ts',
    ],
    types: ['src/orchestrators'],
  },
  {
    folder: 'src/triggers',
    own: [
      'src/alerts',
      'src/rules',
      'src/captures',
      'src/azure',
      'src/task-hub',
      'src/views',
      'src/ui',
      'src/traffic',
      'src/telemetry',
      'src/settings.ts',
    ],
  },
];

const simulator = 'packages/azure-simulator/src';

const simulatorRoom = (name: string, ...below: readonly string[]): Boundary => ({
  folder: `${simulator}/${name}`,
  own: below.map((room) => posix.join(simulator, room)),
});

/** The folders of the simulator, from the lowest up. */
const simulatorRooms: readonly Boundary[] = [
  simulatorRoom('model'),
  simulatorRoom('descriptions'),
  simulatorRoom('clock'),
  simulatorRoom('pcap'),
  simulatorRoom('traffic', 'model', 'pcap', '../test'),
  simulatorRoom('faults', 'model'),
  simulatorRoom('store', 'model', 'descriptions', 'clock', 'faults'),
  simulatorRoom('sessions', 'model', 'descriptions', 'clock', 'traffic', 'faults', 'store'),
  simulatorRoom('simulation.ts', 'clock', 'faults', 'store', 'sessions'),
  simulatorRoom(
    'arm',
    ...['model', 'descriptions', 'faults', 'store', 'sessions', 'simulation.ts'],
  ),
  simulatorRoom(
    'admin',
    ...['model', 'descriptions', 'faults', 'store', 'sessions', 'simulation.ts', 'arm'],
  ),
];

const localHost = 'packages/local-host/src';

const hostRoom = (
  name: string,
  below: readonly string[],
  packages?: readonly string[],
): Boundary => ({
  folder: `${localHost}/${name}`,
  own: below.map((room) => `${localHost}/${room}`),
  ...(packages && { packages }),
});

const engineRooms = ['model', 'clock', 'store', 'replayer', 'turn'];
const hostRooms = [
  ...[...engineRooms, 'engine', 'task-hub', 'http', 'durable-api'],
  ...['worker', 'triggers', 'host.ts'],
];

/** The folders of the local host, from the lowest up. */
const localHostRooms: readonly Boundary[] = [
  { ...hostRoom('model', [], []), types: ['node:http'] },
  hostRoom('clock', []),
  hostRoom('store', ['model']),
  hostRoom('replayer', ['model'], ['node:crypto']),
  hostRoom('turn', ['model', 'replayer'], ['node:crypto']),
  hostRoom('engine', engineRooms),
  hostRoom('task-hub', [...engineRooms, 'engine']),
  hostRoom('worker', ['model', 'clock']),
  hostRoom('http', ['model', 'store']),
  hostRoom('triggers', ['model', 'clock', 'store']),
  hostRoom('durable-api', ['model', 'clock', 'store', 'engine', 'task-hub', 'http']),
  hostRoom('host.ts', hostRooms),
  hostRoom('replay', hostRooms),
  hostRoom('testing', [...hostRooms, 'replay']),
  hostRoom('test-support', [...hostRooms, 'replay', 'testing']),
];

/** The dependency rules. The first rule that covers a file applies, so narrower rules come first. */
export const boundaries: readonly Boundary[] = [
  { folder: 'src/test-support', own: ['src', testKit] },
  ...rooms,
  { folder: 'src', own: [] },
  ...localHostRooms,
  { folder: 'packages/local-host', own: [] },
  ...simulatorRooms,
  { folder: 'packages/azure-simulator', own: [] },
  { folder: 'packages/processes', own: [] },
  { folder: 'lint', own: [] },
  { folder: 'commands', own: ['src', 'packages'] },
  { folder: 'test', own: ['*'] },
  { folder: 'bench', own: ['*'] },
];

/** Unit tests may import any folder of their package. Those of the app may also import the test kit. */
const unitTests: readonly Boundary[] = [
  { folder: 'src', own: [testKit] },
  { folder: 'packages/local-host', own: ['packages/processes'] },
  { folder: 'packages/azure-simulator', own: ['packages/processes'] },
];

const within = (path: string, folder: string): boolean =>
  folder === '*' || path === folder || path.startsWith(`${folder}/`);

/** An imported module: a path from the root for this repository, otherwise the name of a package. */
interface Target {
  name: string;
  isOurs: boolean;
}

function resolveTarget(specifier: string, file: string, root: string): Target {
  if (specifier.startsWith('.')) {
    const path = relative(root, resolve(dirname(file), specifier));
    return { name: path.split(sep).join(posix.sep), isOurs: true };
  }
  const isNode = builtinModules.includes(specifier.replace(/^node:/, ''));
  if (isNode) return { name: `node:${specifier.replace(/^node:/, '')}`, isOurs: false };
  const [first = '', second = ''] = specifier.split('/');
  const name = first.startsWith('@') ? `${first}/${second}` : first;
  const folder = ourPackages.get(name);
  if (folder === undefined) return { name, isOurs: false };
  return { name: `${folder}${specifier.slice(name.length)}`, isOurs: true };
}

function isAllowed(boundary: Boundary, target: Target, typesOnly: boolean): boolean {
  const types = typesOnly ? (boundary.types ?? []) : [];
  if (!target.isOurs) {
    return (
      boundary.packages === undefined || [...boundary.packages, ...types].includes(target.name)
    );
  }
  return [boundary.folder, ...boundary.own, ...types].some((folder) => within(target.name, folder));
}

function boundaryOf(file: string): Boundary | undefined {
  const holds = ({ folder }: Boundary) => within(file, folder);
  return (file.endsWith('.test.ts') && unitTests.find(holds)) || boundaries.find(holds);
}

/** Reports imports that break the dependency rules. */
export const boundariesRule: Rule.RuleModule = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const boundary = boundaryOf(relative(context.cwd, context.filename).split(sep).join(posix.sep));
    if (boundary === undefined) return {};

    const check = (node: ESTree.Node & { source?: ESTree.Node | null }): void => {
      const { source } = node;
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
      const target = resolveTarget(source.value, context.filename, context.cwd);
      // The TypeScript parser sets the kind for `import type` and `export type`.
      const { importKind, exportKind } = node as { importKind?: string; exportKind?: string };
      if (isAllowed(boundary, target, (importKind ?? exportKind) === 'type')) return;
      const allowed = [boundary.folder, ...boundary.own, ...(boundary.packages ?? [])].join(', ');
      const message = `${boundary.folder} may not import ${source.value}; it may import ${allowed}.`;
      context.report({ node: source, message });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};
