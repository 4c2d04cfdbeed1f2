import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A custom role of the app, as it stands in roles/. */
export interface Role {
  name: string;
  /** Where the deployment assigns it. */
  assignedTo: 'machines' | 'subscriptions' | 'captureStorage';
  actions: readonly string[];
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
 * something in a resource group is covered by what is assigned to the machines' scopes, any other
 * by what is assigned to subscriptions: so a deployment limited to some groups works too.
 *
 * The role on the storage account is left out: the app makes no such call, Network Watcher does.
 */
export function compareRoles(roles: readonly Role[], calls: readonly ArmCall[]): string[] {
  const check = (assignedTo: Role['assignedTo'], covered: readonly ArmCall[]): string[] => {
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
  return [
    ...check('machines', calls.filter(isAboutMachines)),
    ...check(
      'subscriptions',
      calls.filter((call) => !isAboutMachines(call) && !needsNoRole(call)),
    ),
  ];
}

/** Machines are listed in the whole subscription only where that is what captures are allowed in. */
const isAboutMachines = ({ path }: ArmCall): boolean =>
  /\/resourceGroups\//i.test(path) || /\/Microsoft\.Compute\/\w+$/i.test(path);

/** Everybody may list the subscriptions; the answer holds those where they have a role. */
const needsNoRole = ({ path }: ArmCall): boolean => /^\/subscriptions\/?$/i.test(path);

/** Azure ignores case in actions. */
const normalize = (action: string): string => action.toLowerCase();
