/**
 * The face of this room to those above it: what they need to build goroutines, channels and locks that
 * many threads share.
 */

export * from "./blocking.ts";
export { LOCK_SPINS, lock, mayBlock, unlock } from "./futex.ts";
export * from "./operations.ts";
export { bufferWords, CHANNEL_WORDS, capacityOf, initChannel } from "./rendezvous.ts";
export { newSlot, SLOT_WORDS } from "./slot.ts";
export { type Allocate, Thread } from "./thread.ts";
