// What the app may do, and no more; npm run test:e2e compares it with what the app calls.
targetScope = 'subscription'

import { roleNames } from '../types.bicep'

@description('The GUIDs that name the definitions.')
param names roleNames

@description('End of the names that people see, which are unique in a tenant.')
param nameSuffix string

@description('Subscriptions and resource groups that the roles may be assigned in, as resource ids.')
param assignableScopes string[]

@description('Actions to add to the role that runs the sessions.')
param additionalActions string[]

var permissions = {
  agent: loadJsonContent('../roles/agent.json')
  files: loadJsonContent('../roles/files.json')
  links: loadJsonContent('../roles/links.json')
  lookup: loadJsonContent('../roles/lookup.json')
  sessions: loadJsonContent('../roles/sessions.json')
}

resource definitions 'Microsoft.Authorization/roleDefinitions@2022-04-01' = [
  for item in items(permissions): {
    name: names[item.key]
    properties: {
      roleName: 'alert-capture ${item.key} ${nameSuffix}'
      description: item.value.description
      type: 'CustomRole'
      assignableScopes: assignableScopes
      permissions: [
        {
          actions: union(
            item.value.actions,
            item.value.?unseenActions ?? [],
            item.key == 'sessions' ? additionalActions : []
          )
          dataActions: item.value.?dataActions ?? []
        }
      ]
    }
  }
]
