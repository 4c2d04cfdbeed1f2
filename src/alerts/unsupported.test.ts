import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  common,
  commonLog,
  dimension,
  inGroup,
  logV1,
  result,
  vm,
} from '../test-support/alert-payloads.ts';
import { parseAlert } from './parse-alert.ts';
import { reasonToIgnore } from './reason-to-ignore.ts';

describe('what is not an Azure virtual machine is named as what it is', () => {
  const arc = inGroup('Microsoft.HybridCompute/machines', 'hyb-10', 'onprem');
  const cases: [what: string, body: object, says: RegExp][] = [
    [
      'an Arc machine as the target',
      commonLog({ alertTargetIDs: [arc], configurationItems: ['hyb-10.contoso.example'] }, [
        dimension('Computer', 'hyb-10.contoso.example'),
      ]),
      /hyb-10 is an Azure Arc-enabled server\. Capture on the machine itself/,
    ],
    [
      'an Arc machine in the dimensions',
      commonLog({}, [dimension('_ResourceId', arc), dimension('Computer', 'hyb-10')]),
      /hyb-10 is an Azure Arc-enabled server/,
    ],
    [
      'an Arc machine among the configuration items',
      commonLog({ configurationItems: [arc, 'hyb-10'] }, [dimension('Computer', 'hyb-10')]),
      /hyb-10 is an Azure Arc-enabled server/,
    ],
    [
      'an Arc machine in the result, beside another machine',
      logV1({
        Dimensions: [dimension('Computer', 'hyb-10')],
        AffectedConfigurationItems: ['hyb-10'],
        SearchResult: result(
          ['Computer', '_ResourceId'],
          ['hyb-10.contoso.example', arc],
          ['web-01', vm('web-01')],
        ),
      }),
      /hyb-10 is an Azure Arc-enabled server/,
    ],
    [
      'an Arc machine that fired, not the virtual machine beside it',
      commonLog({ alertTargetIDs: [vm('web-01'), arc] }, [dimension('Computer', 'hyb-10')]),
      /hyb-10 is an Azure Arc-enabled server/,
    ],
    [
      'an extension of an Arc machine',
      common({ alertTargetIDs: [`${arc}/extensions/ama`] }),
      /hyb-10 is an Azure Arc-enabled server/,
    ],
    [
      'a virtual machine of Azure Local',
      common({
        alertTargetIDs: [
          `${arc}/providers/Microsoft.AzureStackHCI/virtualMachineInstances/default`,
        ],
      }),
      /hyb-10 is an Azure Arc-enabled server/,
    ],
    [
      'a cluster of AKS',
      commonLog(
        { alertTargetIDs: [inGroup('Microsoft.ContainerService/managedClusters', 'aks')] },
        [dimension('Computer', 'aks-pool1-32548962-vmss000002')],
      ),
      /vmss000002 is a node of Azure Kubernetes Service.*agent does not support/,
    ],
    [
      'a node of AKS by its scale set',
      common({
        alertTargetIDs: [
          inGroup(
            'Microsoft.Compute/virtualMachineScaleSets',
            'aks-pool1-32548962-vmss/virtualMachines/2',
            'MC_shop_aks_westeurope',
          ),
        ],
      }),
      /aks-pool1-32548962-vmss is a node of Azure Kubernetes Service/,
    ],
    [
      'a node of AKS by its name',
      commonLog({}, [dimension('Computer', 'aks-pool1-32548962-vmss00000A')]),
      /aks-pool1-32548962-vmss00000A is a node/,
    ],
    [
      'a Windows node of AKS by its name',
      commonLog({}, [dimension('Computer', 'akswin00000A')]),
      /akswin00000A is a node of Azure Kubernetes Service/,
    ],
    [
      'a classic virtual machine',
      common({ alertTargetIDs: [inGroup('Microsoft.ClassicCompute/virtualMachines', 'old')] }),
      /old is a classic virtual machine.*Migrate it/,
    ],
  ];
  for (const [what, body, says] of cases) {
    test(what, () => {
      assert.match(reasonToIgnore(parseAlert(body)) ?? '', says);
      assert.match(reasonToIgnore(parseAlert(body)) ?? '', /^No virtual machine/);
    });
  }

  const types: [id: string, kind: RegExp, advice: RegExp][] = [
    ['Microsoft.Kubernetes/connectedClusters/x', /Arc-enabled Kubernetes/, /tcpdump/],
    ['Microsoft.ConnectedVMwarevSphere/virtualMachines/x', /VMware .*behind Azure Arc/, /tcpdump/],
    ['Microsoft.ScVmm/virtualMachines/x', /System Center/, /tcpdump/],
    ['Microsoft.AzureStackHCI/virtualMachines/x', /Azure Local/, /tcpdump/],
    ['Microsoft.AVS/privateClouds/x/clusters/1', /Azure VMware Solution/, /tcpdump/],
    [
      'Microsoft.ContainerService/managedClusters/x',
      /cluster of Azure Kubernetes/,
      /kubectl debug/,
    ],
    ['Microsoft.ClassicCompute/domainNames/x/slots/1', /classic cloud service/, /Move its roles/],
    ['Microsoft.Compute/cloudServices/x/roles/1', /\(extended support\)/, /Move its roles/],
    ['Microsoft.ContainerInstance/containerGroups/x', /group of containers/, /in the container/],
    ['Microsoft.Batch/batchAccounts/x/pools/1', /Batch account/, /node of the pool/],
    ['Microsoft.DevTestLab/labs/x/virtualMachines/1', /machine of a lab/, /machine behind it/],
  ];
  for (const [id, kind, advice] of types) {
    test(id, () => {
      const [provider = '', ...rest] = id.split('/');
      const target = inGroup(provider, rest.join('/'));
      const [found] = parseAlert(common({ alertTargetIDs: [target] })).unsupported;
      assert.match(found?.kind ?? '', kind);
      assert.match(found?.advice ?? '', advice);
      assert.equal(found?.name, 'x');
      assert.ok(found.id.endsWith('/x'));
    });
  }

  test('a node of AKS by its scale set, on Windows, in the resource group of its cluster only', () => {
    const set = (group: string): object =>
      common({
        alertTargetIDs: [inGroup('Microsoft.Compute/virtualMachineScaleSets', 'akswin', group)],
      });
    assert.equal(parseAlert(set('MC_shop_aks_westeurope')).unsupported.length, 1);
    assert.equal(parseAlert(set('shop')).targets.length, 1);
  });

  test('and not for a name that only begins like a node of AKS', () => {
    for (const name of [
      'aksjump01',
      'aks-jump-01',
      'aksadmin0001',
      'aks000001',
      'aks-pool1-32548962-vmss0000021',
      'xaks-pool1-32548962-vmss000002',
    ]) {
      const alert = parseAlert(commonLog({}, [dimension('Computer', name)]));
      assert.deepEqual(alert.unsupported, [], name);
    }
  });

  test('beside a virtual machine, which is captured', () => {
    const alert = parseAlert(common({ alertTargetIDs: [arc, vm('web-01')] }));
    assert.equal(reasonToIgnore(alert), undefined);
    assert.equal(alert.targets.length, 1);
    assert.equal(alert.unsupported.length, 1);
  });
});
