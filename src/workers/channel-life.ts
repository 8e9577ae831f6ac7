/**
 * How a channel between threads begins and ends.
 *
 * Invariant: what is left in the buffer of a channel that ends is freed with it.
 */

import { CapacityError } from "../runtime/channel-errors.ts";
import type { Agent } from "./agent.ts";
import { KIND } from "./crossing.ts";
import {
  bufferOf,
  bufferWords,
  CHANNEL_WORDS,
  capacityOf,
  initChannel,
  takeLeftOver,
} from "./rendezvous.ts";

/** The largest capacity of a shared channel. */
const MAX_SHARED_CAPACITY: number = 1 << 20;

/**
 * Makes a channel; answers its address, which the caller holds.
 *
 * @throws {CapacityError} where the capacity is no whole number from 0 to MAX_SHARED_CAPACITY.
 * @throws {SharedMemoryError} where there is no room for its buffer.
 */
export function makeChannel({ heap, handles }: Agent, capacity: number): number {
  if (!Number.isInteger(capacity) || capacity < 0 || capacity > MAX_SHARED_CAPACITY) {
    throw new CapacityError(capacity, MAX_SHARED_CAPACITY);
  }
  const address = handles.allocate(KIND.channel, CHANNEL_WORDS);
  let buffer = 0;
  try {
    if (capacity > 0) buffer = heap.allocate(bufferWords(capacity));
  } catch (error) {
    handles.free(address, CHANNEL_WORDS);
    throw error;
  }
  initChannel(heap.words, address, capacity, buffer);
  return address;
}

/** Frees the channel at `address` and what is in its buffer: nobody refers to it. */
export function disposeChannel({ heap, handles, slots, slot }: Agent, address: number): void {
  const capacity = capacityOf(heap.words, address);
  while (takeLeftOver(heap.words, address, slot)) slots.discard(slot);
  if (capacity > 0) heap.free(bufferOf(heap.words, address), bufferWords(capacity));
  handles.free(address, CHANNEL_WORDS);
}
