// Preloaded into the app: only local names resolve, so no request leaves the machine.
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';

const lookup = dns.lookup;
dns.lookup = Object.assign(
  (name: string, ...rest: unknown[]): void => {
    if (name === 'localhost' || /^[\d.]+$|:/.test(name)) {
      Reflect.apply(lookup, dns, [name, ...rest]);
      return;
    }
    const done = rest.at(-1) as (error: Error) => void;
    const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
    process.nextTick(done, error);
  },
  { __promisify__: lookup.__promisify__ },
);
syncBuiltinESMExports();
