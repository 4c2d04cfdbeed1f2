import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ArmCall, Role } from './compare-roles.ts';
import { compareRoles, readRoles } from './compare-roles.ts';

const group = '/subscriptions/1/resourceGroups/g/providers';
const roles: Role[] = [
  {
    name: 'sessions',
    assignedTo: 'machines',
    actions: ['Microsoft.Compute/virtualMachines/read'],
  },
  {
    name: 'lookup',
    assignedTo: 'subscriptions',
    actions: ['Microsoft.Network/networkWatchers/read'],
  },
  {
    name: 'files',
    assignedTo: 'captureStorage',
    actions: [],
    unseenActions: ['Microsoft.Storage/storageAccounts/listKeys/action'],
  },
];
const readMachine: ArmCall = {
  path: `${group}/Microsoft.Compute/virtualMachines/web-01`,
  action: 'Microsoft.Compute/virtualMachines/Read',
};
const listWatchers: ArmCall = {
  path: '/subscriptions/1/providers/Microsoft.Network/networkWatchers',
  action: 'Microsoft.Network/networkWatchers/read',
};

test('roles that grant what is called are right', () => {
  assert.deepEqual(compareRoles(roles, [readMachine, listWatchers, readMachine]), []);
});

test('a missing action is reported with a call that needs it', () => {
  const path = `${group}/Microsoft.Network/networkWatchers/w/packetCaptures/c`;
  const action = 'Microsoft.Network/networkWatchers/packetCaptures/write';
  assert.deepEqual(compareRoles(roles, [readMachine, listWatchers, { path, action }]), [
    `Too few: no role assigned to the machines has ${action}, which ${path} needs.`,
  ]);
});

test('an unused action is reported with its role', () => {
  assert.deepEqual(compareRoles(roles, [listWatchers]), [
    'Too many: roles/sessions.json has Microsoft.Compute/virtualMachines/read, which nothing needs.',
  ]);
});

test('machines may be listed in a whole subscription, and subscriptions by everybody', () => {
  const lists = ['/subscriptions', '/subscriptions/1/providers/Microsoft.Compute/virtualMachines'];
  const calls = lists.map((path) => ({ path, action: readMachine.action }));
  assert.deepEqual(compareRoles(roles, [listWatchers, ...calls]), []);
});

test('an action on a whole subscription is not covered by one on a resource group', () => {
  const [problem] = compareRoles(roles, [
    readMachine,
    listWatchers,
    {
      path: '/subscriptions/1/providers/Microsoft.Network/locations/westeurope/operations/2',
      action: readMachine.action,
    },
  ]);
  assert.match(problem ?? '', /no role assigned to the subscriptions has Microsoft.Compute/);
});

test('the roles of the deployment are read', () => {
  assert.deepEqual(
    readRoles().map(({ name, assignedTo }) => [name, assignedTo]),
    [
      ['agent', 'machines'],
      ['files', 'captureStorage'],
      ['links', 'captureStorage'],
      ['lookup', 'subscriptions'],
      ['sessions', 'machines'],
    ],
  );
});
