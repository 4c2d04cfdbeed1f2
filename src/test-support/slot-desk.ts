import type { Claim } from '../limit/claim.ts';
import type { Outcome } from '../captures/outcome.ts';
import { sessionList } from '../captures/session-list.ts';
import type { ReleaseAnswer, SlotAnswer, SlotRequest, Slots } from '../limit/slots.ts';
import { noSlots, releaseSlot, requestSlot } from '../limit/slots.ts';

/** Time at a second of the test, in ISO 8601 UTC. */
export const at = (second: number): string =>
  new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();

/** Name of a holder's session. */
export const sessionOf = (holder: string): string => `alert-capture-${holder}`;

/** Builds the claim of a holder to the capture of a machine. */
export function claimOf(holder: string, machine = holder, arrived = 0): Claim {
  const vm = { id: `/vm/${machine}`, subscriptionId: 's', resourceGroup: 'g', name: machine };
  return {
    holder,
    vm,
    session: sessionOf(holder),
    plan: {
      storageAccountId: '/x',
      timeLimitSeconds: 60,
      bytesPerPacket: 0,
      totalBytes: 1,
      graceSeconds: 1,
    },
    alert: {
      id: `alert-${holder}`,
      identity: holder,
      rule: 'r',
      condition: 'fired',
      firedAt: at(0),
    },
    arrivedAt: at(arrived),
  };
}

/** Slots that calls change, at a time that the test sets. */
export class Desk {
  slots: Slots = noSlots;
  second = 0;
  listed: string[] = [];
  limit = 2;

  ask(claim: Claim, more: Partial<SlotRequest> = {}): SlotAnswer {
    const now = at(this.second);
    const { limit, listed } = this;
    const request = { claim, now, limit, listed: sessionList(listed), listedAt: now, ...more };
    const [slots, answer] = requestSlot(this.slots, request);
    this.slots = slots;
    return answer;
  }

  wait(claim: Claim, more: Partial<SlotRequest> = {}): SlotAnswer {
    return this.ask(claim, { waitSeconds: 180, ...more });
  }

  release(claim: Claim, outcome: Outcome = captured, cooldownSeconds = 0): ReleaseAnswer {
    const now = at(this.second);
    const [slots, answer] = releaseSlot(this.slots, { claim, now, outcome, cooldownSeconds });
    this.slots = slots;
    return answer;
  }
}

/** Outcome of a capture with a file. */
export const captured: Outcome = {
  vm: '/vm/a',
  warnings: [],
  end: 'timeLimit',
  endedAt: at(0),
  file: { url: 'u', bytes: 1, metadataUrl: 'm' },
};
