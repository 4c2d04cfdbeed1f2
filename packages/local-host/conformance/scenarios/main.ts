import { raise, signal, start, startRaw, until, type Scenario } from '../suite/scenario.ts';
import { isList } from './lists.ts';

const input = { x: 1 };

/** The management API and the HTTP triggers, with the steps that each transcript needs. */
export const main: Scenario = {
  name: 'main',
  app: 'app',
  folder: 'main',
  includes: (number) => !isList(number),
  before: {
    19: [
      start('hello', '69335c2740a444e5b0e89546009dc26a', { name: 'p', wait: 1000 }),
      start('throws', '3c6c7056f31d4f82b706171abe8b7d80', input),
    ],
    22: [start('throwsAfter', '14c839170c4f4169b5bec604cbdd58a8', input)],
    24: [start('actThrows', 'b46d4cdde78a4346a46734619528723c', input)],
    27: [start('actThrowsString', '03076864d693499e8087d6120f4c7d63', input)],
    29: [start('actRetryFail', '116b9702a2a341968386fca543a13772', input)],
    31: [start('parentFail', '9f75796880884b878b9384468e2ce191', input)],
    34: [start('nondet', '3150eb615027490c8961dc51ca67e68a', input)],
    35: [start('nondetName', 'a63584df12ea484584e7ed1499bb091b', input)],
    37: [start('actThrowsCaught', '5747c64306ec41ff8ccc56591e8041e7')],
    39: [start('actRetry', '24a8a2c4f0ac40c6b398da1efda90797')],
    41: [start('can', '21d7598780964f86acf432d28283c878')],
    44: [start('parent', 'c2c0c3f1251442c5aacf6611e3cbd969')],
    45: [start('fan', '7e43f396cceb42caac544c581b1385a7')],
    47: [start('any', '6b5979016546492b95f4618493e90d2e')],
    49: [start('misc', '27e0a45578fc44459da4795d1d92b7dc')],
    51: [start('entityCaller', '3f5a864a1d6c47998a6c828d32ba1c51')],
    54: [
      (hub) =>
        hub.start('http', '2659b466192647aaac0921901ddc3426', `${hub.target.url}/api/getOnly`),
    ],
    57: [start('waitEvent', '26de3e51c7da4095881c422f6dc2e2a6', { k: 'v' })],
    65: [start('waitEvent', '5e1362ec344742a19c85dba0514bfd56')],
    69: [
      start('waitEvent', '1a4fba85e3ca40bd98640439ba5c7e1c'),
      raise('1a4fba85e3ca40bd98640439ba5c7e1c', 'Go', 'early'),
    ],
    70: [start('waitEvent', '57b85c41cf64433990516b554fc0a5db')],
    77: [start('waitEvent', '065c9766d0b14bcb8b19e9bcb5759b23')],
    79: [start('waitEvent', 'c2f7fabf4a9a4387aace1012cf6d4ce5')],
    91: [start('waitEvent', 'e13a7aa45d1543fb996cd037e1383f3b')],
    126: [until('fixed-id-1', 'Running')],
    144: [start('waitEvent', 'dup1', { n: 1 })],
    146: [until('dup1', 'Completed')],
    164: [until('dup1', 'Completed')],
    174: [startRaw('waitEvent', 'rpc1', '{"n":1}'), until('rpc1', 'Running')],
    184: [signal('counter', 'e1', 'fail')],
    195: [start('unknownAct', 'ab7e5ccc15e64fc9b71d6db8c6dd43a8', input)],
    199: [start('unknownSub', 'f90e4a2addfa404c9ba8a321b3b8990f', input)],
    201: [start('doesNotExistOrch', '3dd41e71f93444ceba179b14e39760f9', input)],
  },
};
