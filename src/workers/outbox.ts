/**
 * Sends to a channel without ever waiting: what finds no room is kept here, in order, and sent when there is
 * some. And the other end: what comes out of a channel, handed to a function as it comes. By these two the
 * threads of a pool speak to each other.
 *
 * Invariants:
 * - A value is put into a slot when it is posted: what the sender changes afterwards does not change what
 *   was sent.
 * - Values arrive in the order in which they were posted.
 * - Neither keeps the process alive.
 */

import { afterMicrotasks, macrotask } from "../runtime/platform.ts";
import { spend } from "../runtime/turn.ts";
import type { Agent } from "./agent.ts";
import {
  beginRecv,
  beginSend,
  CLOSED,
  endRecv,
  endSend,
  LOST,
  TOOK_PLACE,
  tryRecv,
} from "./operations.ts";

export class Outbox {
  readonly #agent: Agent;
  readonly #channel: number;
  readonly #onRoom: () => void;
  #kept: Int32Array[] = [];
  #waits = false;
  // Whether the channel was broken by the death of its receiver.
  #isLost = false;

  /** @param onRoom is called when, after there was none, there is room and nothing is kept here. */
  constructor(agent: Agent, channel: number, onRoom: () => void = () => {}) {
    this.#agent = agent;
    this.#channel = channel;
    this.#onRoom = onRoom;
  }

  /** Whether a value that is posted now would have to wait here. */
  get isFull(): boolean {
    return this.#waits;
  }

  /**
   * Sends `value`, now or when there is room; where the channel is closed, never.
   *
   * @throws {CannotCrossError, SharedMemoryError} where it cannot travel.
   */
  post(value: unknown): void {
    const { slot, slots } = this.#agent;
    slots.put(value, slot);
    this.postSlot(slot);
  }

  /** As `post`, of what is in `slot`, which is copied. */
  postSlot(slot: Int32Array): void {
    if (this.#waits) this.#kept.push(slot.slice());
    else this.#send(slot);
  }

  #send(slot: Int32Array): void {
    const { loop, slots, thread } = this.#agent;
    if (this.#isLost) {
      slots.discard(slot);
      return;
    }
    const begun = beginSend(thread, this.#channel, slot);
    if (begun === TOOK_PLACE) return;
    if (begun === CLOSED) {
      slots.discard(slot);
      return;
    }
    this.#waits = true;
    loop.attend(begun, () => this.#sent(begun));
  }

  #sent(ticket: number): void {
    const { slot, slots, thread } = this.#agent;
    const outcome = endSend(thread, ticket, slot);
    if (outcome !== TOOK_PLACE) slots.discard(slot);
    if (outcome === LOST) this.#isLost = true;
    this.#waits = false;
    const kept = this.#kept;
    this.#kept = [];
    for (const slot of kept) this.postSlot(slot);
    if (!this.#waits) this.#onRoom();
  }
}

/**
 * Hands every slot that comes out of `channel` to `onSlot`, one at a time: what one has made ready to run runs
 * before the next is taken. `onSlot` owns what the slot holds, must copy the slot if it keeps it, and must
 * not throw. `onClosed` is called once the channel is closed and drained.
 */
export function attendTo(
  agent: Agent,
  channel: number,
  onSlot: (slot: Int32Array) => void,
  onClosed: () => void,
): void {
  const { loop, slot, thread } = agent;
  const handOn = (outcome: number): void => {
    if (outcome === CLOSED || outcome === LOST) {
      onClosed();
      return;
    }
    onSlot(slot);
    if (spend()) afterMicrotasks(receive);
    else macrotask(receive);
  };
  const receive = (): void => {
    const begun = beginRecv(thread, channel, slot);
    if (begun <= 0) handOn(begun);
    else loop.attend(begun, () => handOn(endRecv(thread, begun, slot)));
  };
  receive();
}

/** Takes out all that is in `channel`, and gives it to `onSlot`, which owns it. */
export function drain(agent: Agent, channel: number, onSlot: (slot: Int32Array) => void): void {
  const { slot, thread } = agent;
  while (tryRecv(thread, channel, slot) === TOOK_PLACE) onSlot(slot);
}
