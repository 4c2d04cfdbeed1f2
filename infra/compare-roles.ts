import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A custom role of the app, as in roles/. */
export interface Role {
  name: string;
  /** The scope at which the deployment assigns the role. */
  assignedTo: 'machines' | 'subscriptions' | 'captureStorage';
  /** Actions required by the app's calls to Azure Resource Manager. */
  actions: readonly string[];
  /** Other required actions, which Network Watcher or the storage service checks. */
  unseenActions?: readonly string[];
}

/** A call of the app to Azure Resource Manager, and the action that it requires. */
export interface ArmCall {
  path: string;
  action: string;
}

/** The roles of the deployment. */
export function readRoles(): Role[] {
  const folder = join(import.meta.dirname, 'roles');
  return globSync('*.json', { cwd: folder })
    .sort()
    .map((file) => ({
      name: file.replace('.json', ''),
      ...(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Omit<Role, 'name'>),
    }));
}

/**
 * Compares the roles with the calls. Returns one sentence for each missing or unused action. Roles at
 * the storage account cover calls to a storage account. Roles at the machines' scopes cover all other
 * calls within a resource group. Roles at subscriptions cover the rest. A deployment that is limited to
 * some resource groups therefore works too.
 */
export function compareRoles(roles: readonly Role[], calls: readonly ArmCall[]): string[] {
  const check = (assignedTo: Role['assignedTo']): string[] => {
    const covered = calls.filter((call) => scopeOf(call) === assignedTo);
    const granted = roles.filter((role) => role.assignedTo === assignedTo);
    const held = new Set(granted.flatMap(({ actions }) => actions.map(normalize)));
    const used = new Map(covered.map((call) => [normalize(call.action), call]));
    const tooFew = [...used]
      .filter(([action]) => !held.has(action))
      .map(
        ([, { action, path }]) =>
          `Too few: no role assigned to the ${assignedTo} has ${action}, which ${path} needs.`,
      );
    const tooMany = granted.flatMap(({ name, actions }) =>
      actions
        .filter((action) => !used.has(normalize(action)))
        .map((action) => `Too many: roles/${name}.json has ${action}, which nothing needs.`),
    );
    return [...tooFew, ...tooMany];
  };
  return [...check('machines'), ...check('subscriptions'), ...check('captureStorage')];
}

/** The scope at which a role covers a call; undefined if the call needs no role. */
function scopeOf({ path }: ArmCall): Role['assignedTo'] | undefined {
  // Any identity may list subscriptions. The response contains those in which it has a role.
  if (/^\/subscriptions\/?$/i.test(path)) return undefined;
  if (/\/Microsoft\.Storage\/storageAccounts\//i.test(path)) return 'captureStorage';
  // The app lists the machines of a whole subscription only if captures are allowed in all of it.
  const listsMachines = /\/Microsoft\.Compute\/\w+$/i.test(path);
  return listsMachines || /\/resourceGroups\//i.test(path) ? 'machines' : 'subscriptions';
}

/** Azure ignores case in actions. */
const normalize = (action: string): string => action.toLowerCase();
