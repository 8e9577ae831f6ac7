/**
 * What the owner of a node's state has for others to do: for the disk, for the state machine, for the
 * snapshots. It gathers here, turn by turn, until whoever does it is ready for more; so one write, one
 * sync and one round of applying serve all that came meanwhile (group commit, thesis 10.2.1).
 *
 * Invariants:
 * - It belongs to whoever owns the Raft record, and so do the proposals and reads that wait in it.
 * - What is taken is taken once, in the order in which it was gathered.
 */

import {
  applied,
  type ChunkRequest,
  chunkRead,
  chunkUnreadable,
  describeSnapshot,
  type Effects,
  maySaveSnapshot,
  type Raft,
  replicate,
  type SnapshotDescription,
  snapshotTaken,
  takeEffects,
  type Write,
} from "../rules/index.ts";
import { type Applied, type Capture, emptyWork, isEmptyWork, type Work } from "./application.ts";
import { OutcomeUnknownError } from "./errors.ts";
import type { CheckedNodeOptions } from "./options.ts";
import { Proposals } from "./proposals.ts";
import { Reads } from "./reads.ts";
import type { SnapshotReport } from "./snapshots.ts";

/** What the disk is to do next: writes, and up to where the log may be purged, 0 for no more than was. */
export interface DiskBatch {
  readonly writes: Write[];
  purgeTo: number;
}

/** A state that was held fast, and what its snapshot is to say. */
export interface SnapshotToSave {
  readonly description: SnapshotDescription;
  readonly capture: Capture;
}

export class Agenda<Answer> {
  readonly proposals: Proposals<Answer> = new Proposals();
  readonly reads: Reads = new Reads();
  readonly #raft: Raft;
  readonly #options: Pick<CheckedNodeOptions<Answer>, "transport" | "observer">;
  #batch: DiskBatch = emptyBatch();
  #work: Work<Answer> = emptyWork();
  #snapshot: SnapshotToSave | null = null;
  readonly #requested: ChunkRequest[] = [];

  constructor(raft: Raft, options: Pick<CheckedNodeOptions<Answer>, "transport" | "observer">) {
    this.#raft = raft;
    this.#options = options;
  }

  // ------------------------------------------------------------------ what there is, null for nothing

  get batch(): DiskBatch | null {
    return isEmptyBatch(this.#batch) ? null : this.#batch;
  }

  get work(): Work<Answer> | null {
    return isEmptyWork(this.#work) ? null : this.#work;
  }

  get snapshot(): SnapshotToSave | null {
    const snapshot = this.#snapshot;
    return snapshot !== null && maySaveSnapshot(this.#raft, snapshot.description) ? snapshot : null;
  }

  get requested(): ChunkRequest | null {
    return this.#requested[0] ?? null;
  }

  // ------------------------------------------------------------ somebody has it, and it is taken off

  batchTaken(): void {
    this.#batch = emptyBatch();
  }

  workTaken(): void {
    this.#work = emptyWork();
  }

  snapshotTaken(): void {
    this.#snapshot = null;
  }

  requestTaken(): void {
    this.#requested.shift();
  }

  // ------------------------------------------------------------------------------- what becomes of it

  /** The end of a turn: sends what is to be sent, and gathers what follows from all that was taken in. */
  conclude(): Effects {
    const raft = this.#raft;
    replicate(raft);
    const effects = takeEffects(raft);
    const { observer, transport } = this.#options;
    observer?.turned(raft, effects);
    for (const message of effects.messages) transport.send(message);
    if (effects.write !== null) this.#batch.writes.push(effects.write);
    this.#requested.push(...effects.chunkRequests);
    if (effects.roleChange !== null)
      this.proposals.giveUp(new OutcomeUnknownError("ceased to lead"));
    this.#gatherWork(effects);
    return effects;
  }

  // What was handed out and not applied before a restore, the snapshot holds.
  #gatherWork(effects: Effects): void {
    if (effects.restore !== null) this.#work.restore = true;
    this.#work.entries.push(...effects.committed);
    this.proposals.handOver(effects.committed, this.#work.replies);
    this.reads.settle(this.#raft, effects, this.#work.reads);
  }

  // A snapshot that was restored may reach past what the rules have handed out.
  noteApplied({ index, capture }: Applied): void {
    const raft = this.#raft;
    applied(raft, Math.min(index, raft.deliveredIndex));
    if (capture === null || capture.index > raft.appliedIndex) return;
    const description = describeSnapshot(raft, capture.index);
    if (description !== null) this.#snapshot = { description, capture };
  }

  noteSnapshot(report: SnapshotReport, nowMs: number): void {
    if (report.kind === "saved") this.#noteSaved(report.description);
    else if (report.chunk === null) chunkUnreadable(this.#raft, report.node);
    else chunkRead(this.#raft, report.node, report.chunk, nowMs);
  }

  // Never more than a durable snapshot holds: a later one may be on its way to the disk.
  #noteSaved(description: SnapshotDescription): void {
    const purged = snapshotTaken(this.#raft, description);
    this.#batch.purgeTo = Math.min(purged, this.#raft.snapshot?.index ?? 0);
  }
}

function emptyBatch(): DiskBatch {
  return { writes: [], purgeTo: 0 };
}

function isEmptyBatch({ writes, purgeTo }: DiskBatch): boolean {
  return writes.length === 0 && purgeTo === 0;
}
