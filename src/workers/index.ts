/**
 * The face of this room to those above it: what they need to build goroutines, channels and locks that
 * many threads share.
 */

export { Agent } from "./agent.ts";
export { selectBlocking } from "./blocking.ts";
export {
  CROSSING,
  type Crossing,
  KIND,
  type Kind,
  type Rules,
  registerCrossing,
  registerDeparture,
} from "./crossing.ts";
export * from "./errors.ts";
export { LOCK_SPINS, lock, mayBlock, unlock } from "./futex.ts";
export { DEFAULT_HEAP_BYTES, makeHeap } from "./heap.ts";
export { home } from "./home.ts";
export {
  beginSelect,
  endSelect,
  type Selected,
  type SharedCase,
  trySelect,
  withdrawSelect,
} from "./operations.ts";
export { MAX_SHARED_CAPACITY, SharedChannel, type SharedReceived } from "./shared-channel.ts";
export { newSlot } from "./slot.ts";
