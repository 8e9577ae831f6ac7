/**
 * The part of a parked select that other threads can bring about: its cases on channels that threads share.
 * They wait with one ticket. Who of this thread would let another case take place must first end the wait
 * of that ticket by `claim`, which is the same compare-and-swap by which other threads end it: so in the
 * whole process one case takes place.
 *
 * Invariants:
 * - From `begin` on, the wait is ended once: by a thread that commits a case of the ticket, which is then
 *   delivered here; or by `claim`, and then no case of the ticket takes place.
 * - What its sends bring is in slots from when they are added; what was not sent is freed.
 */

import { SendOnClosedError } from "../runtime/channel-errors.ts";
import { fail, ready } from "../runtime/scheduler.ts";
import type { CaseWaiter, Elsewhere, SelectWait } from "../runtime/selecting.ts";
import {
  type Agent,
  beginSelect,
  CLOSED,
  claimSelect,
  endSelect,
  LOST,
  leaveSelect,
  lossError,
  newSlot,
  type Outcome,
  type Selected,
  type SharedCase,
} from "../workers/index.ts";
import { randomOrder } from "./random-order.ts";

/** A case: its waiter, and its name, since a select exchanges the names of waiters in one queue. */
interface Added {
  readonly waiter: CaseWaiter;
  readonly key: string;
}

export class SharedSelect implements Elsewhere {
  readonly #agent: Agent;
  readonly #cases: SharedCase[] = [];
  readonly #added: Added[] = [];
  // Why one of the cases could not be added.
  #failure: { readonly waiter: CaseWaiter; readonly error: unknown } | null = null;
  // What it waits with; 0 before, and once the wait has ended.
  #ticket = 0;
  // A case has taken place, and part of what it has received is on its way.
  #isDecided = false;

  constructor(agent: Agent) {
    this.#agent = agent;
  }

  /** That part of `select`, made by the first case that needs it. */
  static of(select: SelectWait, agent: Agent): SharedSelect {
    select.elsewhere ??= new SharedSelect(agent);
    return select.elsewhere as SharedSelect;
  }

  /** Adds a receive from the channel at `channel`. */
  receive(channel: number, waiter: CaseWaiter): void {
    this.#add({ channel, offer: null }, waiter);
  }

  /** Adds a send. What cannot be sent fails the select. */
  send(channel: number, value: unknown, waiter: CaseWaiter): void {
    const offer = newSlot();
    try {
      this.#agent.slots.put(value, offer);
    } catch (error) {
      this.#failure ??= { waiter, error };
      return;
    }
    this.#add({ channel, offer }, waiter);
  }

  #add(shared: SharedCase, waiter: CaseWaiter): void {
    this.#cases.push(shared);
    this.#added.push({ waiter, key: waiter.key });
  }

  begin(): void {
    const { thread, slot, loop } = this.#agent;
    if (this.#failure !== null) {
      this.#discardAllBut(-1);
      fail(this.#failure.waiter, this.#failure.error);
      return;
    }
    const selected = beginSelect(thread, this.#cases, randomOrder(this.#cases.length), slot);
    if (selected.ticket === 0) {
      this.#finish(selected);
      return;
    }
    this.#ticket = selected.ticket;
    loop.await(selected.ticket, () => this.#delivered());
  }

  claim(): boolean {
    if (this.#isDecided) return false;
    return this.#ticket === 0 || claimSelect(this.#agent.thread, this.#ticket);
  }

  leave(): void {
    if (this.#ticket === 0) return;
    leaveSelect(this.#agent.thread, this.#cases, this.#ticket);
    this.#agent.loop.forget(this.#ticket);
    this.#ticket = 0;
    this.#discardAllBut(-1);
  }

  #delivered(): void {
    const { thread, slot } = this.#agent;
    const ticket = this.#ticket;
    this.#ticket = 0;
    this.#finish(endSelect(thread, this.#cases, ticket, slot));
  }

  #finish({ winner, outcome }: Selected): void {
    const { waiter, key } = this.#added[Math.max(winner, 0)] as Added;
    waiter.key = key;
    this.#discardAllBut(outcome === CLOSED ? -1 : winner);
    if (outcome === LOST) {
      fail(waiter, lossError());
      return;
    }
    const { offer } = this.#cases[winner] as SharedCase;
    if (offer === null) this.#receive(waiter, outcome);
    else if (outcome === CLOSED) fail(waiter, new SendOnClosedError());
    else {
      this.#agent.slots.sent(offer);
      waiter.value = undefined;
      waiter.ok = true;
      ready(waiter);
    }
  }

  #receive(waiter: CaseWaiter, outcome: Outcome): void {
    const { slot, slots } = this.#agent;
    waiter.ok = outcome !== CLOSED;
    if (waiter.ok && slots.isLate(slot)) {
      this.#isDecided = true;
      slots.takeLater(slot).then(
        (value) => {
          waiter.value = value;
          ready(waiter);
        },
        (error) => fail(waiter, error),
      );
      return;
    }
    try {
      waiter.value = waiter.ok ? slots.take(slot) : undefined;
    } catch (error) {
      fail(waiter, error);
      return;
    }
    ready(waiter);
  }

  #discardAllBut(sent: number): void {
    for (let index = 0; index < this.#cases.length; index++) {
      const { offer } = this.#cases[index] as SharedCase;
      if (index !== sent && offer !== null) this.#agent.slots.discard(offer);
    }
  }
}
