/**
 * Python's `threading.RLock` between threads; its steps are in workers/sync/r-lock.ts.
 *
 * Invariants:
 * - It has an owner exactly while its depth is above 0; only the owner may release it.
 * - The owner is a thread of the platform's. All that runs on it is that thread: its async functions, and the
 *   Threads of one thread, do not keep each other out.
 */

import { DONE, KIND, registerShared, rLock, type Site, siteOf } from "../../workers/index.ts";
import { RuntimeError } from "../errors.ts";
import { SharedLockable } from "./shared-lockable.ts";

const plan = { kind: KIND.rLock, words: rLock.R_LOCK_WORDS };
const steps = {
  acquire: rLock.acquireRLock,
  release: rLock.releaseRLock,
  depth: 1,
  reason: "RLock.acquire",
} as const;

/** A lock that the thread which has it can acquire again, and must release as often as it acquired it. */
export class SharedRLock extends SharedLockable {
  /**
   * @param at for this package: where it stands, if it has been made.
   * @throws {SharedMemoryError} where the shared memory of the process has no room for it.
   */
  constructor(at?: Site) {
    super(at, plan, steps);
  }

  /**
   * Undoes one acquire. The last one hands the lock to who has waited longest.
   *
   * @throws {RuntimeError} where the calling thread does not have it.
   */
  override release(): void {
    this.#release(1);
  }

  #release(depth: number): void {
    if (this.releasing.take(this.thread, depth) !== DONE) {
      throw new RuntimeError("cannot release un-acquired lock");
    }
  }

  /** Whether a thread has it. */
  override locked(): boolean {
    return this.word(rLock.OWNER) !== 0;
  }

  /** As SharedLock's. */
  override get ownerDied(): boolean {
    return this.word(rLock.DIED) === 1;
  }

  override toString(): string {
    const owner = this.word(rLock.OWNER);
    const state = owner === 0 ? "unlocked" : "locked";
    return `<${state} SharedRLock owner=${owner === 0 ? "none" : owner} count=${this.word(rLock.DEPTH)}>`;
  }

  override describe(): string {
    return `shared rlock ${siteOf(this).address}`;
  }

  protected override isOwned(): boolean {
    return this.word(rLock.OWNER) === this.thread;
  }

  protected override releaseSave(): number {
    const depth = this.word(rLock.DEPTH);
    this.#release(depth);
    return depth;
  }

  protected override async acquireRestore(depth: number): Promise<void> {
    await this.acquiring.enter(this.thread, depth);
  }

  protected override acquireRestoreSync(depth: number): void {
    this.acquiring.block("waitSync", this.thread, depth);
  }
}

registerShared(plan, (at) => new SharedRLock(at));
