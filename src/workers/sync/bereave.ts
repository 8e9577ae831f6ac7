/**
 * What becomes of locks and all else that threads wait at when one of these threads has died: nobody waits for
 * it for ever.
 *
 * Invariants:
 * - The dead thread waits nowhere any more, so nothing is handed to it.
 * - What it held goes on to whoever has waited longest, in one step with that.
 */

import type { Agent } from "../agent.ts";
import { KIND } from "../crossing.ts";
import { recordOf } from "../records.ts";
import type { Thread } from "../thread.ts";
import { forget } from "../wait-list.ts";
import { WorkerDiedError } from "../worker-died-error.ts";
import * as barrier from "./barrier.ts";
import * as condition from "./condition.ts";
import * as counter from "./counter.ts";
import { attempt, nobodyElse, type Step } from "./gate.ts";
import * as mutex from "./mutex.ts";
import * as once from "./once.ts";
import * as queue from "./queue.ts";
import * as rLock from "./r-lock.ts";
import * as rw from "./rw-mutex.ts";
import * as semaphore from "./semaphore.ts";

/** The queues of a kind of gate, and what its bereavement is beyond leaving them. */
interface Rule {
  readonly queues: readonly number[];
  /** Is given the number of the dead thread, and how many waits it had here. */
  readonly step: Step;
}

const ofMutex: Rule = { queues: [mutex.WAITING], step: mutex.bereaveMutex };
const ofCounter: Rule = { queues: [counter.WAITING], step: nobodyElse };
const ofSemaphore: Rule = {
  queues: [semaphore.WAITING, semaphore.HOPELESS],
  step: semaphore.bereaveSemaphore,
};
const ofCondition: Rule = { queues: [condition.WAITING], step: nobodyElse };

const rules: Readonly<Record<number, Rule>> = {
  [KIND.mutex]: ofMutex,
  [KIND.lock]: ofMutex,
  [KIND.rLock]: { queues: [rLock.WAITING], step: rLock.bereaveRLock },
  [KIND.rwMutex]: {
    queues: [rw.WAITING_READERS, rw.WAITING_WRITERS],
    step: rw.bereaveRWMutex,
  },
  [KIND.waitGroup]: ofCounter,
  [KIND.event]: ofCounter,
  [KIND.once]: { queues: [once.WAITING], step: once.bereaveOnce },
  [KIND.cond]: ofCondition,
  [KIND.condition]: ofCondition,
  [KIND.semaphore]: ofSemaphore,
  [KIND.countingSemaphore]: ofSemaphore,
  [KIND.boundedSemaphore]: ofSemaphore,
  [KIND.queue]: { queues: [queue.GETTERS, queue.PUTTERS, queue.JOINERS], step: nobodyElse },
  [KIND.barrier]: { queues: [barrier.WAITING], step: barrier.bereaveBarrier },
};

/**
 * Has all that the thread numbered `dead`, which has died, could wait at or hold go on without it. A thread can
 * wait at and hold only what it has a handle of.
 */
export function bereave({ handles, thread }: Agent, dead: number): void {
  const record = recordOf(thread.words, dead);
  for (const { address, kind } of handles.heldBy(record)) {
    const rule = rules[kind];
    if (rule !== undefined) takeOut(thread, address, rule, dead, record);
  }
}

function takeOut(t: Thread, gate: number, rule: Rule, dead: number, record: number): void {
  const step: Step = (words, at) => {
    let waits = 0;
    for (const queue of rule.queues) waits += forget(words, at + queue, record);
    return rule.step(words, at, dead, waits);
  };
  try {
    attempt(t, gate, step, 0, 0);
  } catch (error) {
    // The dead held its lock: then nobody ever takes a step at it again.
    if (!(error instanceof WorkerDiedError)) throw error;
  }
}
