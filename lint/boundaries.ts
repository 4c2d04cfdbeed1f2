import { builtinModules } from 'node:module';
import { dirname, posix, relative, resolve, sep } from 'node:path';
import type { Rule } from 'eslint';
import type * as ESTree from 'estree';

/** What the files of one folder may import, besides the folder's own. */
export interface Boundary {
  /** Path from the root of the repository. */
  folder: string;
  /** Folders of this repository; `*` stands for all. */
  own: readonly string[];
  /** The only packages allowed, Node's own as `node:x`; absent means any that is not ours. */
  packages?: readonly string[];
  /** What `import type` may name further: at run time it leaves nothing behind. */
  types?: readonly string[];
}

/** The packages of this repository, by the name that they are imported under. */
const ourPackages = new Map([
  ['local-host', 'packages/local-host'],
  ['azure-simulator', 'packages/azure-simulator'],
]);

/** The dependency arrows. The first that holds a file decides, so the narrower stand first. */
export const boundaries: readonly Boundary[] = [
  {
    folder: 'src/orchestrators',
    own: ['src/alerts', 'src/captures', 'src/notifications'],
    packages: ['durable-functions'],
    types: ['src', '@azure/functions'],
  },
  { folder: 'src/alerts', own: [], packages: ['valibot', 'node:crypto'], types: ['src'] },
  { folder: 'src/notifications', own: ['src/alerts'], packages: [], types: ['src'] },
  { folder: 'src', own: [] },
  { folder: 'packages/local-host', own: [] },
  { folder: 'packages/azure-simulator', own: [] },
  { folder: 'lint', own: [] },
  { folder: 'commands', own: ['src', 'packages'] },
  { folder: 'test', own: ['*'] },
  { folder: 'bench', own: ['*'] },
];

const within = (path: string, folder: string): boolean =>
  folder === '*' || path === folder || path.startsWith(`${folder}/`);

/** An imported module: a path from the root if it is ours, else the name of a package. */
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
  return { name: folder ?? name, isOurs: folder !== undefined };
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

/** A unit test is free of the limits that its folder has within `src`. */
function boundaryOf(file: string): Boundary | undefined {
  const isTest = file.endsWith('.test.ts');
  return boundaries.find(
    (boundary) => within(file, boundary.folder) && !(isTest && boundary.packages !== undefined),
  );
}

/** Reports an import that goes against the dependency arrows. */
export const boundariesRule: Rule.RuleModule = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const boundary = boundaryOf(relative(context.cwd, context.filename).split(sep).join(posix.sep));
    if (boundary === undefined) return {};

    const check = (node: ESTree.Node & { source?: ESTree.Node | null }): void => {
      const { source } = node;
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
      const target = resolveTarget(source.value, context.filename, context.cwd);
      // The TypeScript parser marks `import type` and `export type` so.
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
