/** A package.json. */
export type Manifest = Record<string, unknown>;

/**
 * The manifest of the package: that of the workspace, with the fields in its `publishConfig` in place of
 * its own, as pnpm and Yarn do it. What only the workspace needs is left out.
 */
export function publishedManifest(workspace: Manifest): Manifest {
  const published = { ...workspace, ...(workspace['publishConfig'] as Manifest) };
  const workspaceOnly = ['publishConfig', 'scripts', 'devDependencies'];
  return Object.fromEntries(
    Object.entries(published).filter(([field]) => !workspaceOnly.includes(field)),
  );
}
