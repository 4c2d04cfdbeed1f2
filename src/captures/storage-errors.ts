/** The service reports storage errors also as sentences, such as "The SAS token has expired". */
const aboutStorage =
  /storage|\bblob|\bSAS\b|shared access|signature|account key|\bcontainer\b|AuthorizationPermissionMismatch|KeyBasedAuthentication/i;

/** Whether an error text is about the storage account rather than the agent. */
export const isAboutStorage = (text: string): boolean => aboutStorage.test(text);

/** What to do when the file could not be written to storage. */
export const storageAdvice =
  'Check that the storage account is in the region of the machine, permits shared keys, and can be reached from the subnet of the machine.';
