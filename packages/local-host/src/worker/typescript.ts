import { getTsconfig } from 'get-tsconfig';

let registered: Promise<void> | undefined;

/**
 * Lets Node load TypeScript files as people write them for the compiler: with enums, decorators, imports
 * without extension, of types, and by the path aliases of tsconfig.json. In a process, the aliases of the
 * first app count.
 *
 * Node itself only strips types. Where the tsconfig.json of the files ensures that this is enough, nothing
 * is transpiled (https://nodejs.org/api/typescript.html#type-stripping).
 */
export async function transpile(files: readonly string[]): Promise<void> {
  const source = files.find((file) => /\.[cm]?tsx?$/.test(file) && !canBeStripped(file));
  if (source !== undefined) await (registered ??= register(getTsconfig(source)?.path));
}

function canBeStripped(file: string): boolean {
  const { erasableSyntaxOnly, verbatimModuleSyntax } =
    getTsconfig(file)?.config.compilerOptions ?? {};
  return erasableSyntaxOnly === true && verbatimModuleSyntax === true;
}

/** Sets up tsx, which takes a tsconfig.json outside the working directory from the environment only. */
async function register(tsconfig: string | undefined): Promise<void> {
  if (tsconfig !== undefined) process.env['TSX_TSCONFIG_PATH'] ??= tsconfig;
  const [esm, cjs] = await Promise.all([import('tsx/esm/api'), import('tsx/cjs/api')]);
  esm.register();
  cjs.register();
}
