/**
 * The face of this room to those above it: what they need to build goroutines, channels and locks that
 * many threads share.
 */

export { Agent } from "./agent.ts";
export { recvBatch, recvBatchSync, sendBatch, sendBatchSync } from "./batching.ts";
export { selectBlocking } from "./blocking.ts";
export {
  type Carried,
  carriedHome,
  carry,
  describeThrown,
  sameEverywhere,
} from "./carried-error.ts";
export { disposeChannel, makeChannel } from "./channel-life.ts";
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
  close as closeChannel,
  endSelect,
  LOST,
  leaveSelect,
  lossError,
  notLost,
  type Outcome,
  type Selected,
  type SharedCase,
  TOOK_PLACE,
  trySelect,
  withdrawSelect,
} from "./operations.ts";
export { attendTo, drain, Outbox } from "./outbox.ts";
export { cores, endThread, type HostEnd, KeepAlive } from "./platform.ts";
export {
  declare,
  find,
  foundAlready,
  type Place,
  type PortableFunction,
  placeOf,
} from "./portable.ts";
export { publish, published } from "./published.ts";
export { role, type Start, type StartedThread } from "./role.ts";
export { SharedChannel, type SharedReceived } from "./shared-channel.ts";
export { newSlot, putSlot, SLOT_WORDS, takeSlot } from "./slot.ts";
export * as barrier from "./sync/barrier.ts";
export * as condition from "./sync/condition.ts";
export * as counter from "./sync/counter.ts";
export { checkMayBlock, Entrance } from "./sync/entrance.ts";
export { begin, DONE, finish, type Step } from "./sync/gate.ts";
export { freeHoldings, joinHoldings } from "./sync/holdings.ts";
export { Leaving } from "./sync/leaving.ts";
export * as mutex from "./sync/mutex.ts";
export * as once from "./sync/once.ts";
export * as queue from "./sync/queue.ts";
export * as rLock from "./sync/r-lock.ts";
export * as rwMutex from "./sync/rw-mutex.ts";
export * as semaphore from "./sync/semaphore.ts";
export { type Plan, registerShared, SharedObject, Site, siteOf } from "./sync/shared-object.ts";
export { watchClose } from "./watching.ts";
export { registerStaying } from "./wire/refusal.ts";
export { transfer } from "./wire/transfer.ts";
