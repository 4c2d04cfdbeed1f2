import { TableServiceClient, TableClient } from '@azure/data-tables';
import { DefaultAzureCredential } from '@azure/identity';
import { BlobServiceClient } from '@azure/storage-blob';
import type { HistoryTables } from 'local-host/replay';

/**
 * Opens the tables in which the Durable extension stores a task hub.
 *
 * @param storage a connection string, the name of an environment variable that holds one (such as
 * `AzureWebJobsStorage`), or the name of a storage account, read with `DefaultAzureCredential`
 */
export function openHistoryTables(storage: string, hubName: string): HistoryTables {
  const names = {
    history: `${hubName}History`,
    instances: `${hubName}Instances`,
    largeMessages: `${hubName.toLowerCase()}-largemessages`,
  };
  const connection = storage.includes(';') ? storage : process.env[storage];
  if (connection !== undefined) {
    const options = { allowInsecureConnection: true };
    const table = (name: string) => TableClient.fromConnectionString(connection, name, options);
    const blobs = BlobServiceClient.fromConnectionString(connection);
    return {
      history: table(names.history),
      instances: table(names.instances),
      largeMessages: blobs.getContainerClient(names.largeMessages),
    };
  }
  const credential = new DefaultAzureCredential();
  const tables = new TableServiceClient(`https://${storage}.table.core.windows.net`, credential);
  const blobs = new BlobServiceClient(`https://${storage}.blob.core.windows.net`, credential);
  return {
    history: new TableClient(tables.url, names.history, credential),
    instances: new TableClient(tables.url, names.instances, credential),
    largeMessages: blobs.getContainerClient(names.largeMessages),
  };
}
