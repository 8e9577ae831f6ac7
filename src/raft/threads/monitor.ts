/**
 * A node's state and the lock that guards it. Any thread may change the state: it acquires the lock,
 * takes in what has happened, carries out what follows, and releases the lock; Conditions announce to
 * the others what there is for them to do.
 *
 * Invariants:
 * - Whoever touches the Raft record, the agenda or the fields below has the lock.
 * - Nobody waits for disk, network or state machine while they have it.
 * - A turn that has changed the state ends with `conclude`, before the lock is released.
 * - Once `stopping` is true it stays so, all who wait on a Condition have been woken, and no turn begins.
 * - The first error to stop the node is the one that is kept.
 */

import { Condition } from "../../threading/condition.ts";
import type { Held } from "../../threading/held.ts";
import { Lock } from "../../threading/lock.ts";
import { Agenda } from "../node/agenda.ts";
import type { Applied } from "../node/application.ts";
import type { NodeClock } from "../node/clock.ts";
import type { CheckedNodeOptions } from "../node/options.ts";
import { hasRoom } from "../node/receiving.ts";
import type { Raft } from "../rules/index.ts";

/** What a node has failed with; in a box, since anything may be thrown. */
export interface Failure {
  readonly error: unknown;
}

export class Monitor<Answer> {
  readonly raft: Raft;
  readonly agenda: Agenda<Answer>;
  readonly clock: NodeClock;
  /** See NodeOptions. */
  readonly maxTurnInputs: number;
  readonly #lock: Lock = new Lock();
  /** There is something for the disk, for the state machine, a snapshot to save, a piece to read. */
  readonly toWrite: Condition = new Condition(this.#lock);
  readonly toApply: Condition = new Condition(this.#lock);
  readonly toSave: Condition = new Condition(this.#lock);
  readonly toRead: Condition = new Condition(this.#lock);
  /** The leader may take more. */
  readonly room: Condition = new Condition(this.#lock);
  /** The node begins to lead, or ceases to. */
  readonly roleChanged: Condition = new Condition(this.#lock);
  /** A turn has ended: leader, commit index or configuration may be others. */
  readonly progress: Condition = new Condition(this.#lock);
  /** The state machine has come further. */
  readonly applied: Condition = new Condition(this.#lock);
  /** The node is to stop. Who waits here with a time-out waits for time to pass. */
  readonly stopped: Condition = new Condition(this.#lock);
  stopping = false;
  failure: Failure | null = null;

  constructor(raft: Raft, options: CheckedNodeOptions<Answer>) {
    this.raft = raft;
    this.clock = options.clock;
    this.maxTurnInputs = options.maxTurnInputs;
    this.agenda = new Agenda(raft, options);
  }

  /** Acquires the lock; waits while another thread has it. */
  acquire(): Promise<Held> {
    return this.#lock.acquire();
  }

  /**
   * One turn: has `change` take in what has happened, and carries out what follows. Answers false where
   * the node stops, and there are no more turns. Throws what `change` throws.
   */
  async turn(change: () => void): Promise<boolean> {
    using _ = await this.#lock.acquire();
    if (this.stopping) return false;
    change();
    this.conclude();
    return true;
  }

  /**
   * Carries out what follows from all that the caller, who has the lock, has taken in. An error on the
   * way stops the node.
   */
  conclude(): void {
    try {
      const { roleChange } = this.agenda.conclude();
      if (roleChange !== null) this.roleChanged.notifyAll();
    } catch (error) {
      this.#stop({ error });
      return;
    }
    this.#announce();
  }

  /** The state machine has come further. The caller has the lock. */
  noteApplied(report: Applied): void {
    this.agenda.noteApplied(report);
    this.applied.notifyAll();
  }

  #announce(): void {
    const { batch, work, snapshot, requested } = this.agenda;
    if (batch !== null) this.toWrite.notify();
    if (work !== null) this.toApply.notify();
    if (snapshot !== null) this.toSave.notify();
    if (requested !== null) this.toRead.notify();
    if (hasRoom(this.raft)) this.room.notify();
    this.progress.notifyAll();
  }

  /** Waits until the node is to stop. */
  async untilStopped(): Promise<void> {
    using _ = await this.#lock.acquire();
    await this.stopped.waitFor(() => this.stopping);
  }

  /** Has all threads end; `failure` says why, if it is an error. */
  async stop(failure: Failure | null = null): Promise<void> {
    using _ = await this.#lock.acquire();
    this.#stop(failure);
  }

  #stop(failure: Failure | null): void {
    if (this.stopping) return;
    this.stopping = true;
    this.failure = failure;
    const { toWrite, toApply, toSave, toRead, room, roleChanged, progress, applied } = this;
    for (const waited of [toWrite, toApply, toSave, toRead, room, roleChanged, progress, applied])
      waited.notifyAll();
    this.stopped.notifyAll();
  }
}
