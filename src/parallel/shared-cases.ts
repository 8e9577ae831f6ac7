/**
 * `recv(ch)` and `send(ch, v)` where `ch` is shared between threads: as cases of select, and as operations of
 * generator goroutines.
 *
 * Invariant: whether such a case is ready cannot be asked: between the answer and what is done about it,
 * another thread may act. So it is attempted, and waits with the ticket of its select.
 */

import { Case, type CaseResult } from "../csp/case.ts";
import type { Received } from "../csp/directions.ts";
import { type Cancel, type CancelSignal, signalOf } from "../runtime/cancel.ts";
import { SendOnClosedError } from "../runtime/channel-errors.ts";
import type { Goroutine } from "../runtime/goroutine.ts";
import { type Operation, operation } from "../runtime/operation.ts";
import { park } from "../runtime/scheduler.ts";
import type { CaseWaiter } from "../runtime/selecting.ts";
import { GOROUTINE_OK } from "../runtime/waiter.ts";
import {
  type SharedCase as CaseInMemory,
  CLOSED,
  newSlot,
  notLost,
  type SharedChannel,
  TOOK_PLACE,
  trySelect,
} from "../workers/index.ts";
import { randomOrder } from "./random-order.ts";
import { SharedSelect } from "./shared-select.ts";

/** A case on a channel that threads share. */
abstract class SharedCase<T, V> extends Case<V> {
  readonly channel: SharedChannel<T>;
  protected readonly signal: CancelSignal | undefined;

  constructor(channel: SharedChannel<T>, cancel?: Cancel) {
    super();
    this.channel = channel;
    this.signal = cancel && signalOf(cancel);
  }

  override get abroad(): string {
    return "a channel that threads share";
  }

  isReady(): boolean {
    return false;
  }

  complete(): boolean {
    return false;
  }

  abstract override attempt(into: CaseResult): boolean;

  override attemptTogether(
    cases: readonly SharedCase<unknown, unknown>[],
    into: CaseResult,
  ): number {
    const { slot, slots, thread } = this.channel.agent;
    const inMemory: CaseInMemory[] = [];
    try {
      for (const c of cases) inMemory.push({ channel: c.channel.address, offer: c.offer() });
    } catch (error) {
      for (const { offer } of inMemory) if (offer !== null) slots.discard(offer);
      throw error;
    }
    const { winner, outcome } = trySelect(thread, inMemory, randomOrder(cases.length), slot);
    inMemory.forEach(({ offer }, index) => {
      if (offer === null) return;
      if (index === winner && outcome === TOOK_PLACE) slots.sent(offer);
      else slots.discard(offer);
    });
    notLost(outcome);
    if (winner < 0) return winner;
    if (inMemory[winner]?.offer !== null) {
      if (outcome === CLOSED) throw new SendOnClosedError();
    } else {
      into.ok = outcome !== CLOSED;
      into.value = into.ok ? slots.take(slot) : undefined;
    }
    return winner;
  }

  /** What it would send, in a slot; null for a receive. */
  abstract offer(): Int32Array | null;
}

/** A receive. */
export class SharedReceive<T> extends SharedCase<T, T | undefined> {
  override readonly value = undefined;

  perform(g: Goroutine): boolean {
    if (this.signal?.aborted) throw this.signal.reason;
    return this.channel.receiveFor(g, this.signal);
  }

  override cancellableBy(cancel: Cancel): SharedReceive<T> {
    return new SharedReceive<T>(this.channel, cancel);
  }

  attempt(into: CaseResult): boolean {
    return this.channel.receiveNow(into);
  }

  offer(): null {
    return null;
  }

  enqueue(w: CaseWaiter): void {
    const { address, agent, recvq } = this.channel;
    park(w, recvq);
    SharedSelect.of(w.select, agent).receive(address, w);
  }
}

/** A send. */
export class SharedSend<T> extends SharedCase<T, void> {
  readonly value: T;

  constructor(channel: SharedChannel<T>, value: T, cancel?: Cancel) {
    super(channel, cancel);
    this.value = value;
  }

  perform(g: Goroutine): boolean {
    if (this.signal?.aborted) throw this.signal.reason;
    return this.channel.sendFor(g, this.value, this.signal);
  }

  override cancellableBy(cancel: Cancel): SharedSend<T> {
    return new SharedSend<T>(this.channel, this.value, cancel);
  }

  attempt(into: CaseResult): boolean {
    into.value = undefined;
    into.ok = true;
    return this.channel.trySend(this.value);
  }

  offer(): Int32Array {
    const slot = newSlot();
    this.channel.agent.slots.put(this.value, slot);
    return slot;
  }

  enqueue(w: CaseWaiter): void {
    const { address, agent, sendq } = this.channel;
    park(w, sendq);
    SharedSelect.of(w.select, agent).send(address, this.value, w);
  }
}

/** `v, ok := <-ch` for generators. */
export function receiveOk<T>(
  channel: SharedChannel<T>,
  cancel: Cancel | undefined,
): Operation<Received<T>> {
  const signal = cancel && signalOf(cancel);
  return operation<Received<T>>((g) => {
    if (signal?.aborted) throw signal.reason;
    if (!channel.receiveFor(g, signal)) {
      g.form = GOROUTINE_OK;
      return false;
    }
    g.value = { value: g.value, ok: g.ok };
    return true;
  });
}
