import { raise, start, startRaw, terminate, type Scenario } from '../suite/scenario.ts';

/** Whether a transcript is a list of instances, whose order and pages depend on every id in the hub. */
export function isList(number: number): boolean {
  return (number >= 110 && number <= 122) || number === 172;
}

const input = { x: 1 };

/** The list transcripts, in a separate hub with the instances of the recorded hub, under the same ids. */
export const lists: Scenario = {
  name: 'lists',
  app: 'app',
  folder: 'main',
  includes: isList,
  before: {
    110: [
      start('hello', '4bf872952073410bbb6e48d5c9e29acb', { name: 'Oslo', wait: 4000 }),
      start('hello', '69335c2740a444e5b0e89546009dc26a', { name: 'p', wait: 1000 }),
      start('throws', '3c6c7056f31d4f82b706171abe8b7d80', input),
      start('throwsAfter', '14c839170c4f4169b5bec604cbdd58a8', input),
      start('actThrows', 'b46d4cdde78a4346a46734619528723c', input),
      start('actThrowsString', '03076864d693499e8087d6120f4c7d63', input),
      start('actRetryFail', '116b9702a2a341968386fca543a13772', input),
      start('nondet', '3150eb615027490c8961dc51ca67e68a', input),
      start('nondetName', 'a63584df12ea484584e7ed1499bb091b', input),
      start('actThrowsCaught', '5747c64306ec41ff8ccc56591e8041e7'),
      start('actRetry', '24a8a2c4f0ac40c6b398da1efda90797'),
      start('can', '21d7598780964f86acf432d28283c878'),
      start('fan', '7e43f396cceb42caac544c581b1385a7'),
      start('any', '6b5979016546492b95f4618493e90d2e'),
      start('misc', '27e0a45578fc44459da4795d1d92b7dc'),
      start('entityCaller', '3f5a864a1d6c47998a6c828d32ba1c51'),
      (hub) =>
        hub.start('http', '2659b466192647aaac0921901ddc3426', `${hub.target.url}/api/getOnly`),
      start('doesNotExistOrch', '57e6714d744e414f87d413ee617afd0f'),
      start('waitEvent', '26de3e51c7da4095881c422f6dc2e2a6', { k: 'v' }),
      raise('26de3e51c7da4095881c422f6dc2e2a6', 'Go', { a: 1 }),
      start('waitEvent', '5e1362ec344742a19c85dba0514bfd56'),
      start('waitEvent', '1a4fba85e3ca40bd98640439ba5c7e1c'),
      raise('1a4fba85e3ca40bd98640439ba5c7e1c', 'Go', 'early'),
      start('waitEvent', '57b85c41cf64433990516b554fc0a5db'),
      terminate('57b85c41cf64433990516b554fc0a5db', 'enough'),
      start('waitEvent', '065c9766d0b14bcb8b19e9bcb5759b23'),
      terminate('065c9766d0b14bcb8b19e9bcb5759b23'),
      start('waitEvent', 'c2f7fabf4a9a4387aace1012cf6d4ce5'),
      raise('c2f7fabf4a9a4387aace1012cf6d4ce5', 'Go', { a: 1 }),
      start('waitEvent', 'e13a7aa45d1543fb996cd037e1383f3b'),
      start('waitEvent', 'fcd67afa3fa942ce960a16a437a9180b'),
    ],
    // Sub-orchestrations have generated ids, so they must not exist while lists are paged.
    120: [
      start('parent', 'c2c0c3f1251442c5aacf6611e3cbd969'),
      start('parentFail', '9f75796880884b878b9384468e2ce191', input),
    ],
    172: [
      start('throws', '678341356acd4711a0cffc8589a366a1'),
      startRaw('doesNotExist', 'fixed-id-5', ''),
    ],
  },
};
