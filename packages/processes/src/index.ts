/** Child processes for the commands and tests of this repository, among them Azurite. */
export { account, startAzurite, type Azurite, type AzuriteOptions } from './azurite.ts';
export { azuriteForTests, shareAzurite } from './azurite-for-tests.ts';
export { ChildDiedError, startChild, type Child, type ChildOptions } from './child-process.ts';
