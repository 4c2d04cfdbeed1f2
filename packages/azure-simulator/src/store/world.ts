import { formatResourceId, type ResourceId } from '../model/resource-id.ts';
import type { Description, DescriptionStore } from './description-store.ts';
import { ORDINARY_SCALE_SET, type ScaleSet } from '../descriptions/scale-set.ts';
import { ordinaryAccount, type StorageAccount } from '../descriptions/storage-account.ts';
import { ORDINARY_MACHINE, type VirtualMachine } from '../descriptions/virtual-machine.ts';
import {
  ORDINARY_WATCHER,
  watcherKey,
  watcherName,
  type Watcher,
} from '../descriptions/watcher.ts';

/** The resources that exist: the described ones, and defaults for all others. */
export class World {
  readonly descriptions: DescriptionStore;

  constructor(descriptions: DescriptionStore) {
    this.descriptions = descriptions;
  }

  /** The machine with that id, or undefined if it is described as missing. */
  virtualMachine(id: ResourceId): VirtualMachine | undefined {
    const machine = this.#described('virtual-machine', id) ?? ORDINARY_MACHINE;
    return machine.missing ? undefined : machine;
  }

  /** The scale set with that id, or undefined if it is described as missing. */
  scaleSet(id: ResourceId): ScaleSet | undefined {
    const set = this.#described('scale-set', id) ?? ORDINARY_SCALE_SET;
    return set.missing ? undefined : set;
  }

  /** The account with that name, or undefined if it is described as missing. */
  storageAccount(name: string): StorageAccount | undefined {
    const account = this.descriptions.get('storage-account', name) ?? ordinaryAccount(name);
    return account.missing ? undefined : account;
  }

  /** The watchers of a subscription. Its own descriptions override those for all subscriptions. */
  watchers(subscriptionId: string): Watcher[] {
    const byRegion = new Map<string, Watcher>([[ORDINARY_WATCHER.region, ORDINARY_WATCHER]]);
    const described = this.descriptions.list('watcher');
    for (const watcher of described.filter((one) => one.subscriptionId === undefined)) {
      byRegion.set(watcher.region, watcher);
    }
    for (const watcher of described) {
      if (watcher.subscriptionId?.toLowerCase() === subscriptionId.toLowerCase()) {
        byRegion.set(watcher.region, watcher);
      }
    }
    return [...byRegion.values()].filter((watcher) => watcher.state !== 'absent');
  }

  watcher(subscriptionId: string, resourceGroup: string, name: string): Watcher | undefined {
    return this.watchers(subscriptionId).find(
      (watcher) =>
        watcherName(watcher).toLowerCase() === name.toLowerCase() &&
        watcher.resourceGroup.toLowerCase() === resourceGroup.toLowerCase(),
    );
  }

  describeMachine(machine: VirtualMachine): void {
    this.descriptions.put('virtual-machine', machine.id ?? machine.name ?? '', machine);
  }

  describeScaleSet(set: ScaleSet): void {
    this.descriptions.put('scale-set', set.id ?? set.name ?? '', set);
  }

  describeWatcher(watcher: Watcher): void {
    this.descriptions.put('watcher', watcherKey(watcher.region, watcher.subscriptionId), watcher);
  }

  describeStorageAccount(account: StorageAccount): void {
    this.descriptions.put('storage-account', account.name, account);
  }

  #described<K extends 'virtual-machine' | 'scale-set'>(
    kind: K,
    id: ResourceId,
  ): Description[K] | undefined {
    return (
      this.descriptions.get(kind, formatResourceId(id)) ?? this.descriptions.get(kind, id.name)
    );
  }
}
