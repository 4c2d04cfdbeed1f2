/**
 * The chain on DBOS, behind HTTP. DBOS is a library: the server that starts a workflow also runs it.
 * The first argument is the URL of an empty database, or of one that DBOS has used before.
 */
import { createServer } from 'node:http';
import { DBOS } from '@dbos-inc/dbos-sdk';

const [systemDatabaseUrl] = process.argv.slice(2);
DBOS.setConfig({ name: 'bench', systemDatabaseUrl, logLevel: 'error', runAdminServer: false });

const chain = DBOS.registerWorkflow(
  async (/** @type {number} */ first) => {
    let value = first;
    for (let step = 0; step < 5; step++) {
      const before = value;
      value = await DBOS.runStep(async () => before + 1, { name: `addOne${step}` });
    }
    return value;
  },
  { name: 'chain' },
);
await DBOS.launch();

/** @type {Map<string, Promise<number>>} */
const results = new Map();

const start = async () => {
  const handle = await DBOS.startWorkflow(chain)(0);
  results.set(handle.workflowID, handle.getResult());
  return handle.workflowID;
};

const server = createServer(async (request, response) => {
  const [, verb, id = ''] = (request.url ?? '').split('/');
  request.resume();
  const answer =
    verb === 'start'
      ? await start()
      : verb === 'run'
        ? await results.get(await start())
        : await results.get(id);
  response.end(JSON.stringify(answer));
});
server.listen(0, '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  console.log(JSON.stringify({ url: `http://127.0.0.1:${port}` }));
});
