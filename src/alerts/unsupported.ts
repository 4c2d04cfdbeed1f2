import type { ResourceId } from './resource-id.ts';

/** A machine that Network Watcher cannot capture. */
export interface Unsupported {
  /** Resource id or computer name. */
  id: string;
  name: string;
  /** Description with article, such as `an Azure Arc-enabled server`. */
  kind: string;
  /** What the user can do. */
  advice: string;
}

type Kind = Pick<Unsupported, 'kind' | 'advice'>;

const onTheMachine = 'Capture on the machine itself, with tcpdump on Linux or pktmon on Windows.';

const aksNode: Kind = {
  kind: 'a node of Azure Kubernetes Service, which the Network Watcher agent does not support',
  advice: 'Capture on the node, for example with "kubectl debug node" and tcpdump, or with Retina.',
};

/**
 * Resource types of machines other than virtual machines and scale sets.
 * Source: "Packet capture overview" and "Manage the Network Watcher Agent",
 * learn.microsoft.com/azure/network-watcher.
 */
const kinds: Readonly<Record<string, Kind>> = {
  'microsoft.hybridcompute/machines': {
    kind: 'an Azure Arc-enabled server',
    advice: onTheMachine,
  },
  'microsoft.kubernetes/connectedclusters': {
    kind: 'an Azure Arc-enabled Kubernetes cluster',
    advice: onTheMachine,
  },
  'microsoft.connectedvmwarevsphere/virtualmachines': {
    kind: 'a VMware virtual machine behind Azure Arc',
    advice: onTheMachine,
  },
  'microsoft.scvmm/virtualmachines': {
    kind: 'a virtual machine of System Center behind Azure Arc',
    advice: onTheMachine,
  },
  'microsoft.azurestackhci/virtualmachines': {
    kind: 'a virtual machine of Azure Local',
    advice: onTheMachine,
  },
  'microsoft.avs/privateclouds': {
    kind: 'an Azure VMware Solution private cloud',
    advice: onTheMachine,
  },
  'microsoft.containerservice/managedclusters': {
    kind: 'a cluster of Azure Kubernetes Service, whose nodes the Network Watcher agent does not support',
    advice: aksNode.advice,
  },
  'microsoft.classiccompute/virtualmachines': {
    kind: 'a classic virtual machine, which Azure has retired',
    advice: 'Migrate it to Azure Resource Manager.',
  },
  'microsoft.classiccompute/domainnames': {
    kind: 'a classic cloud service, which Azure has retired',
    advice: 'Move its roles to virtual machines or a scale set.',
  },
  'microsoft.compute/cloudservices': {
    kind: 'a cloud service (extended support)',
    advice: 'Move its roles to virtual machines or a scale set.',
  },
  'microsoft.containerinstance/containergroups': {
    kind: 'a group of containers',
    advice: 'Capture in the container, or run it on a virtual machine.',
  },
  'microsoft.batch/batchaccounts': {
    kind: 'a Batch account',
    advice: 'Capture on the node of the pool, with tcpdump or pktmon.',
  },
  'microsoft.devtestlab/labs': {
    kind: 'a machine of a lab',
    advice: 'Let the alert rule watch the virtual machine behind it.',
  },
};

const scaleSet = 'microsoft.compute/virtualmachinescalesets';

/** Describes a machine that cannot be captured; undefined for other resources. */
export function asUnsupported({
  id,
  type = '',
  resourceGroup = '',
}: ResourceId): Unsupported | undefined {
  const base = type.split('/').slice(0, 2).join('/');
  const name = id.split('/')[8] ?? '';
  const isNode = base === scaleSet && isAksScaleSet(name, resourceGroup);
  const kind = isNode ? aksNode : kinds[base];
  return kind && { id: id.split('/').slice(0, 9).join('/'), name, ...kind };
}

/**
 * Describes an AKS node by its computer name, such as `aks-nodepool1-32548962-vmss000002`, or `akswin000002`
 * on Windows.
 */
export const asAksNode = (computer: string): Unsupported | undefined =>
  /^aks(?:-.+-vmss[0-9a-z]{3}|[0-9a-z]{1,6}000)[0-9a-z]{3}$/i.test(computer)
    ? { id: computer, name: computer, ...aksNode }
    : undefined;

/**
 * True for a scale set of AKS, which is named `aks-{pool}-{number}-vmss`, or `aks{pool}` for Windows, in
 * a resource group that is named `MC_…` by default.
 */
const isAksScaleSet = (name: string, resourceGroup: string): boolean =>
  /^aks-.+-\d+-vmss$/i.test(name) || (/^mc_/i.test(resourceGroup) && /^aks/i.test(name));
