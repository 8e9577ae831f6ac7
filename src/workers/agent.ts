/**
 * A thread that has joined the shared memory of its process, with all it needs there. (ECMA-262 calls a
 * thread that runs JavaScript an agent.)
 *
 * Invariants:
 * - One for each thread and memory: its tickets and its place to sleep are its own.
 */

import { Handles } from "./crossing.ts";
import { EventLoop } from "./event-loop.ts";
import { LOCK_SPINS } from "./futex.ts";
import { SharedHeap } from "./heap.ts";
import { recordOf } from "./records.ts";
import { newSlot } from "./slot.ts";
import { Thread } from "./thread.ts";
import { Slots } from "./wire/slots.ts";

/** How often a thread looks for what is delivered, at least, before it sleeps: about two microseconds. */
const READY_SPINS = 256;

export class Agent {
  readonly heap: SharedHeap;
  readonly thread: Thread;
  readonly loop: EventLoop;
  readonly slots: Slots;
  /** This thread's handles of the objects that threads share. */
  readonly handles: Handles;
  /** For the value of the operation under way. */
  readonly slot: Int32Array = newSlot();
  /** The same while the thread blocks: goroutines that are woken meanwhile use the other. */
  readonly blockingSlot: Int32Array = newSlot();

  /**
   * Joins this thread to `buffer`, which `makeHeap` has made.
   *
   * @param number what `enrol` has given out for this thread; without, it enrols itself.
   */
  constructor(buffer: SharedArrayBuffer, number?: number) {
    this.heap = new SharedHeap(buffer, number);
    const { heap } = this;
    const record = recordOf(heap.words, heap.owner);
    this.thread = new Thread(heap.words, record, heap.owner, (words) => heap.allocate(words), {
      lock: LOCK_SPINS,
      ready: READY_SPINS,
    });
    this.loop = new EventLoop(this.thread);
    this.handles = new Handles(this);
    this.slots = new Slots(heap, this.handles);
  }
}
