/**
 * Batches: many values through a channel between threads for the price of a few. A batch is no message: it
 * is as many sends, or receives, in turn, and others' values may come between.
 *
 * Invariants:
 * - Values of one batch are sent in their order; what one batch receives is in the order of the channel.
 * - A value is refused, or is in its slot, before the channel is touched; of each part of a batch all are.
 */

import { type Cancel, rejected } from "../runtime/cancel.ts";
import { SendOnClosedError } from "../runtime/channel-errors.ts";
import { heldPromise, proceed, READY } from "../runtime/scheduler.ts";
import { MOST_AT_ONCE, tryRecvMany, trySendMany } from "./batches.ts";
import { recvBlocking, sendBlocking } from "./blocking.ts";
import { BatchSizeError, MustNotBlockError } from "./errors.ts";
import { mayBlock } from "./futex.ts";
import { CLOSED, TOOK_PLACE, WAITS } from "./operations.ts";
import type { SharedChannel } from "./shared-channel.ts";
import { newSlot, SLOT_WORDS } from "./slot.ts";
import { discardMany, isAnyLate, putMany, sentMany, takeMany, takeManyLater } from "./wire/many.ts";

// For the part of a batch that is under way on this thread, until it has to wait.
const part = new Int32Array(MOST_AT_ONCE * SLOT_WORDS);

/**
 * Sends the next part of `values` without waiting. Answers how many it consists of, and what of it found no
 * room, in slots of its own.
 *
 * @throws {SendOnClosedError} where the channel is closed.
 */
function sendPart<T>(
  { agent, address }: SharedChannel<T>,
  values: ArrayLike<T>,
  from: number,
): { readonly count: number; readonly left: Int32Array | null } {
  const { slots, thread } = agent;
  const count = Math.min(MOST_AT_ONCE, values.length - from);
  putMany(slots, values, from, from + count, part);
  const sent = trySendMany(thread, address, part, 0, count);
  if (sent === CLOSED) {
    discardMany(slots, part, 0, count);
    throw new SendOnClosedError();
  }
  sentMany(slots, part, 0, sent);
  return { count, left: sent === count ? null : part.slice(sent * SLOT_WORDS, count * SLOT_WORDS) };
}

/** Of `left`, whose slot `sent` a wait has sent, sends what there is room for; answers how many are sent then. */
function sendLeft<T>({ agent, address }: SharedChannel<T>, left: Int32Array, sent: number): number {
  const total = left.length / SLOT_WORDS;
  const more = trySendMany(agent.thread, address, left, sent, total);
  if (more === CLOSED) {
    discardMany(agent.slots, left, sent, total);
    throw new SendOnClosedError();
  }
  sentMany(agent.slots, left, sent, sent + more);
  return sent + more;
}

function slotIn(left: Int32Array, number: number): Int32Array {
  return left.subarray(number * SLOT_WORDS, (number + 1) * SLOT_WORDS);
}

/** See `SharedChan.sendBatch`. */
export function sendBatch<T>(
  channel: SharedChannel<T>,
  values: ArrayLike<T>,
  cancel: Cancel | undefined,
): Promise<void> {
  const refused = cancel && rejected(cancel);
  if (refused) return refused;
  try {
    for (let next = 0; next < values.length; ) {
      const { count, left } = sendPart(channel, values, next);
      next += count;
      if (left !== null) return sendOn(channel, values, next, left, cancel);
    }
  } catch (error) {
    return Promise.reject(error);
  }
  return proceed() ? READY : heldPromise(undefined);
}

// The rest of a batch that has to wait: `left`, and the values from `from` on.
async function sendOn<T>(
  channel: SharedChannel<T>,
  values: ArrayLike<T>,
  from: number,
  left: Int32Array | null,
  cancel: Cancel | undefined,
): Promise<void> {
  let next = from;
  let rest = left;
  for (;;) {
    if (rest !== null) await sendAll(channel, rest, cancel);
    if (next === values.length) return;
    const { count, left: more } = sendPart(channel, values, next);
    next += count;
    rest = more;
  }
}

async function sendAll<T>(
  channel: SharedChannel<T>,
  left: Int32Array,
  cancel: Cancel | undefined,
): Promise<void> {
  const total = left.length / SLOT_WORDS;
  for (let sent = 0; sent < total; ) {
    try {
      await channel.sendSlot(slotIn(left, sent), cancel);
    } catch (error) {
      discardMany(channel.agent.slots, left, sent + 1, total);
      throw error;
    }
    sent = sendLeft(channel, left, sent + 1);
  }
}

/** See `SharedChan.sendBatchSync`. */
export function sendBatchSync<T>(channel: SharedChannel<T>, values: ArrayLike<T>): void {
  if (!mayBlock) throw new MustNotBlockError("sendBatchSync");
  const { address, agent } = channel;
  for (let next = 0; next < values.length; ) {
    const { count, left } = sendPart(channel, values, next);
    next += count;
    const total = left === null ? 0 : left.length / SLOT_WORDS;
    for (let sent = 0; sent < total; ) {
      const slot = slotIn(left as Int32Array, sent);
      if (sendBlocking(agent.thread, address, slot) === CLOSED) {
        discardMany(agent.slots, left as Int32Array, sent, total);
        throw new SendOnClosedError();
      }
      agent.slots.sent(slot);
      sent = sendLeft(channel, left as Int32Array, sent + 1);
    }
  }
}

/** Receives at most `most` values into `part`, without waiting; how many, or WAITS or CLOSED. */
function recvPart<T>({ agent, address }: SharedChannel<T>, most: number): number {
  return tryRecvMany(agent.thread, address, part, 0, Math.min(most, MOST_AT_ONCE));
}

function checkMost(operation: string, most: number): void {
  if (!Number.isInteger(most) || most < 1) throw new BatchSizeError(operation, most);
}

/** See `SharedChan.recvBatch`. */
export async function recvBatch<T>(
  channel: SharedChannel<T>,
  most: number,
  cancel: Cancel | undefined,
): Promise<T[]> {
  checkMost("recvBatch", most);
  const refused = cancel && rejected(cancel);
  if (refused) return refused;
  const { slots } = channel.agent;
  const values: T[] = [];
  let received = recvPart(channel, most);
  if (received === WAITS) {
    const first = await channel.recvOk(cancel);
    if (!first.ok) return values;
    values.push(first.value);
    received = most === 1 ? WAITS : recvPart(channel, most - 1);
  }
  while (received > 0) {
    if (isAnyLate(slots, part, received)) await takeManyLater(slots, part, received, values);
    else takeMany(slots, part, received, values);
    if (received < MOST_AT_ONCE || values.length === most) break;
    received = recvPart(channel, most - values.length);
  }
  if (!proceed()) await heldPromise(undefined);
  return values;
}

/** See `SharedChan.recvBatchSync`. */
export function recvBatchSync<T>(channel: SharedChannel<T>, most: number): T[] {
  checkMost("recvBatchSync", most);
  if (!mayBlock) throw new MustNotBlockError("recvBatchSync");
  const { address, agent } = channel;
  const values: T[] = [];
  let received = recvPart(channel, most);
  if (received === WAITS) {
    const slot = newSlot();
    if (recvBlocking(agent.thread, address, slot) !== TOOK_PLACE) return values;
    values.push(agent.slots.take(slot) as T);
    received = most === 1 ? WAITS : recvPart(channel, most - 1);
  }
  while (received > 0) {
    takeMany(agent.slots, part, received, values);
    if (received < MOST_AT_ONCE || values.length === most) break;
    received = recvPart(channel, most - values.length);
  }
  return values;
}
