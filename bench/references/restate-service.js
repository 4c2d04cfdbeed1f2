/** The chain as a Restate service. A Restate server calls it. The argument is the port. */
import { createServer } from 'node:http2';
import * as restate from '@restatedev/restate-sdk';

const chain = restate.service({
  name: 'chain',
  handlers: {
    run: async (/** @type {restate.Context} */ context, /** @type {number} */ first) => {
      let value = first;
      for (let step = 0; step < 5; step++) {
        const before = value;
        value = await context.run(`addOne${step}`, async () => before + 1);
      }
      return value;
    },
  },
});

const [port = '0'] = process.argv.slice(2);
const server = createServer(restate.createEndpointHandler({ services: [chain] }));
server.listen(Number(port), '127.0.0.1', () => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${port}` }));
});
