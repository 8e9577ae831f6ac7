/**
 * What becomes of locks and all else that threads wait at when one of these threads has died: nobody waits for
 * it for ever.
 *
 * Invariants:
 * - The dead thread waits nowhere any more, so nothing is handed to it.
 * - What it held goes on to whoever has waited longest, in one step with that.
 */

import { KIND } from "../crossing.ts";
import type { Thread } from "../thread.ts";
import { recordOf } from "../threads.ts";
import { forget } from "../wait-list.ts";
import * as barrier from "./barrier.ts";
import * as condition from "./condition.ts";
import * as counter from "./counter.ts";
import { attempt, nobodyElse, type Step } from "./gate.ts";
import * as mutex from "./mutex.ts";
import * as once from "./once.ts";
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
const ofCondition: Rule = { queues: [condition.WAITING], step: nobodyElse };

const rules: Readonly<Record<number, Rule>> = {
  [KIND.mutex]: ofMutex,
  [KIND.lock]: ofMutex,
  [KIND.rwMutex]: {
    queues: [rw.WAITING_READERS, rw.WAITING_WRITERS],
    step: rw.bereaveRWMutex,
  },
  [KIND.waitGroup]: ofCounter,
  [KIND.event]: ofCounter,
  [KIND.once]: { queues: [once.WAITING], step: once.bereaveOnce },
  [KIND.cond]: ofCondition,
  [KIND.condition]: ofCondition,
  [KIND.semaphore]: {
    queues: [semaphore.WAITING, semaphore.HOPELESS],
    step: semaphore.bereaveSemaphore,
  },
  [KIND.barrier]: { queues: [barrier.WAITING], step: barrier.bereaveBarrier },
};

/**
 * Has the object of `kind` at `address` go on without the thread numbered `dead`, which has died. Objects of
 * other kinds are left as they are.
 */
export function bereave(t: Thread, kind: number, address: number, dead: number): void {
  const rule = rules[kind];
  if (rule === undefined) return;
  const record = recordOf(t.words, dead);
  attempt(
    t,
    address,
    (words, gate, by) => {
      let waits = 0;
      for (const queue of rule.queues) waits += forget(words, gate + queue, record);
      return rule.step(words, gate, by, waits);
    },
    dead,
    0,
  );
}
