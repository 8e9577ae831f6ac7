/**
 * Texts that every thread can read, for good: each stands in a block of shared memory that is never freed,
 * and is known by the block's address. For what is few and small.
 */

import type { SharedHeap } from "./heap.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Publishes `text`; answers its address.
 *
 * @throws {SharedMemoryError} where there is no room for it.
 */
export function publish(heap: SharedHeap, text: string): number {
  const bytes = encoder.encode(text);
  const address = heap.allocate(1 + ((bytes.length + 3) >> 2));
  heap.words[address] = bytes.length;
  heap.bytes.set(bytes, (address + 1) * 4);
  return address;
}

/** The text at `address`. */
export function published(heap: SharedHeap, address: number): string {
  const start = (address + 1) * 4;
  // A copy: what is shared cannot be decoded.
  return decoder.decode(heap.bytes.slice(start, start + (heap.words[address] as number)));
}
