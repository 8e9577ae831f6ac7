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
  CLOSED,
  claimSelect,
  endSelect,
  leaveSelect,
  type Outcome,
  type Selected,
  type SharedCase,
  TOOK_PLACE,
  trySelect,
  withdrawSelect,
} from "./operations.ts";
export { cores, endThread, type HostEnd } from "./platform.ts";
export {
  declare,
  find,
  foundAlready,
  type Place,
  type PortableFunction,
  placeOf,
} from "./portable.ts";
export { role, type Start, type StartedThread } from "./role.ts";
export {
  disposeChannel,
  MAX_SHARED_CAPACITY,
  makeChannel,
  SharedChannel,
  type SharedReceived,
} from "./shared-channel.ts";
export { newSlot } from "./slot.ts";
