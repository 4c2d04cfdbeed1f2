import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A custom role of the app, as it stands in roles/. */
export interface Role {
  name: string;
  /** Where the deployment assigns it. */
  assignedTo: 'machines' | 'subscriptions' | 'captureStorage';
  /** Needed for what the app calls of Azure Resource Manager. */
  actions: readonly string[];
  /** Needed too, though no such call shows it: checked by Network Watcher, or by the storage itself. */
  unseenActions?: readonly string[];
}

/** A call that the app made to Azure Resource Manager, and the action that it needs. */
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
 * Compares the roles with the calls, one sentence for each action too few or too many. A call about
 * a storage account is covered by what is assigned there; one about anything else in a resource
 * group, by what is assigned to the machines' scopes; any other, by what is assigned to
 * subscriptions: so a deployment limited to some groups works too.
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

/** Where a role must be assigned to cover a call; undefined when none need be. */
function scopeOf({ path }: ArmCall): Role['assignedTo'] | undefined {
  // Everybody may list the subscriptions; the answer holds those where they have a role.
  if (/^\/subscriptions\/?$/i.test(path)) return undefined;
  if (/\/Microsoft\.Storage\/storageAccounts\//i.test(path)) return 'captureStorage';
  // Machines are listed in a whole subscription only where that is what captures are allowed in.
  const listsMachines = /\/Microsoft\.Compute\/\w+$/i.test(path);
  return listsMachines || /\/resourceGroups\//i.test(path) ? 'machines' : 'subscriptions';
}

/** Azure ignores case in actions. */
const normalize = (action: string): string => action.toLowerCase();
