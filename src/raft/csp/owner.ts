/**
 * The goroutine that owns a node's state. It selects over all that can happen, takes it in, and carries
 * out what follows; others talk to it by channels, and nothing is locked.
 *
 * Invariants:
 * - Nobody else touches the Raft record, nor the requests that wait.
 * - A turn takes in one event, and with it the messages and proposals that are there already: they share
 *   appends and writes, which is all that batching needs.
 * - What is to be sent on a channel waits in a field until the case that sends it fires: a nil case
 *   where there is nothing, so the owner never waits for one goroutine alone.
 */

import type { Context } from "../../context/index.ts";
import { recv, select, send } from "../../csp/index.ts";
import { now } from "../../runtime/clock.ts";
import { OutcomeUnknownError } from "../node/errors.ts";
import type { CheckedNodeOptions } from "../node/options.ts";
import { statusOf } from "../node/status.ts";
import {
  applied,
  BadInputError,
  type ChunkRequest,
  chunkRead,
  chunkUnreadable,
  describeSnapshot,
  type Effects,
  type Message,
  persisted,
  type Raft,
  receive,
  replicate,
  type SnapshotDescription,
  snapshotTaken,
  takeEffects,
  unreachable,
} from "../rules/index.ts";
import { AppliedWaits } from "./applied-waits.ts";
import { type Applied, emptyWork, isEmptyWork, type Work } from "./applier.ts";
import type { Channels } from "./channels.ts";
import { ElectionTimer } from "./election.ts";
import { Heartbeat } from "./heartbeat.ts";
import { MembershipChanges } from "./membership.ts";
import { Proposals } from "./proposals.ts";
import { Reads } from "./reads.ts";
import type { Request } from "./requests.ts";
import type { SnapshotReport, SnapshotToSave } from "./snapshots.ts";
import { Transfers } from "./transfer.ts";
import { type DiskBatch, emptyBatch, isEmptyBatch } from "./writer.ts";

/** How many messages, and how many proposals, one turn takes in at most. */
const LARGEST_TURN = 256;

export class Owner<Answer> {
  readonly #raft: Raft;
  readonly #options: CheckedNodeOptions<Answer>;
  readonly #channels: Channels<Answer>;
  readonly #election: ElectionTimer;
  readonly #heartbeat: Heartbeat;
  readonly #proposals: Proposals<Answer> = new Proposals();
  readonly #reads: Reads = new Reads();
  readonly #membership: MembershipChanges = new MembershipChanges();
  readonly #transfers: Transfers = new Transfers();
  readonly #appliedWaits: AppliedWaits = new AppliedWaits();
  // To send, when the other side is ready for it.
  #batch: DiskBatch = emptyBatch();
  #work: Work<Answer> = emptyWork();
  #snapshot: SnapshotToSave | null = null;
  readonly #requested: ChunkRequest[] = [];

  constructor(raft: Raft, options: CheckedNodeOptions<Answer>, channels: Channels<Answer>) {
    this.#raft = raft;
    this.#options = options;
    this.#channels = channels;
    this.#election = new ElectionTimer(options.electionTimeoutMs);
    this.#heartbeat = new Heartbeat(options.heartbeatMs);
  }

  /** Ends with the context. Throws what must stop the node, BrokenSafetyError above all. */
  async run(ctx: Context): Promise<void> {
    try {
      this.#carryOut();
      while (await this.#turn(ctx)) {
        this.#takeMore();
        this.#carryOut();
      }
    } finally {
      this.#end();
    }
  }

  /** Waits for one event and takes it in; false when it is time to end. */
  async #turn(ctx: Context): Promise<boolean> {
    const raft = this.#raft;
    const ch = this.#channels;
    const request = this.#requested[0];
    const event = await select({
      stopped: recv(ctx.done()),
      message: recv(ch.inbox),
      unreachable: recv(ch.unreachable),
      proposal: this.#hasRoom() ? recv(ch.proposals) : null,
      request: recv(ch.requests),
      election: recv(this.#election.c),
      heartbeat: recv(this.#heartbeat.c),
      persisted: recv(ch.persisted),
      applied: recv(ch.applied),
      snapshot: recv(ch.reports),
      write: isEmptyBatch(this.#batch) ? null : send(ch.batches, this.#batch),
      apply: isEmptyWork(this.#work) ? null : send(ch.works, this.#work),
      save: this.#snapshot === null ? null : send(ch.snapshots, this.#snapshot),
      read: request === undefined ? null : send(ch.requested, request),
    });
    switch (event.case) {
      case "stopped":
        return false;
      case "message":
        if (event.ok) this.#receive(event.value);
        return true;
      case "unreachable":
        if (event.ok) unreachable(raft, event.value);
        return true;
      case "proposal":
        if (event.ok) this.#proposals.propose(raft, event.value);
        return true;
      case "request":
        if (event.ok) this.#begin(event.value);
        return true;
      case "election":
        this.#reads.expire(raft, now());
        this.#election.fired(raft, now());
        return true;
      case "heartbeat":
        this.#heartbeat.fired(raft, now());
        return true;
      case "persisted":
        if (event.ok) persisted(raft, event.value, now());
        return true;
      case "applied":
        if (event.ok) this.#noteApplied(event.value);
        return true;
      case "snapshot":
        if (event.ok) this.#noteSnapshot(event.value);
        return true;
      case "write":
        this.#batch = emptyBatch();
        return true;
      case "apply":
        this.#work = emptyWork();
        return true;
      case "save":
        this.#snapshot = null;
        return true;
      case "read":
        this.#requested.shift();
        return true;
    }
  }

  /** Takes in what has come meanwhile, so that it shares the effects of this turn. */
  #takeMore(): void {
    const { inbox, proposals } = this.#channels;
    for (let n = 0; n < LARGEST_TURN; n++) {
      const message = inbox.tryRecv();
      if (message === undefined) break;
      this.#receive(message);
    }
    for (let n = 0; n < LARGEST_TURN && this.#hasRoom(); n++) {
      const proposal = proposals.tryRecv();
      if (proposal === undefined) break;
      this.#proposals.propose(this.#raft, proposal);
    }
  }

  /** Whether a leader takes more before it has committed some: else callers wait. */
  #hasRoom(): boolean {
    return this.#raft.uncommittedBytes < this.#raft.options.maxUncommittedBytes;
  }

  // A message that makes no sense is dropped; the transport knows who sent it.
  #receive(message: Message): void {
    try {
      receive(this.#raft, message, now());
    } catch (error) {
      if (!(error instanceof BadInputError)) throw error;
    }
  }

  #begin(request: Request): void {
    const raft = this.#raft;
    switch (request.kind) {
      case "read":
        this.#reads.request(raft, request, now());
        break;
      case "change":
        this.#membership.begin(raft, request, now());
        break;
      case "transfer":
        this.#transfers.begin(raft, request, now());
        break;
      case "applied":
        this.#appliedWaits.begin(request);
        break;
      case "status":
        request.reply.answer(statusOf(raft));
    }
  }

  // A snapshot that was restored may reach past what the rules have handed out.
  #noteApplied({ index, capture }: Applied): void {
    const raft = this.#raft;
    applied(raft, Math.min(index, raft.deliveredIndex));
    if (capture === null || capture.index > raft.appliedIndex) return;
    const description = describeSnapshot(raft, capture.index);
    if (description !== null) this.#snapshot = { description, capture };
  }

  #noteSnapshot(report: SnapshotReport): void {
    if (report.kind === "saved") this.#noteSaved(report.description);
    else if (report.chunk === null) chunkUnreadable(this.#raft, report.node);
    else chunkRead(this.#raft, report.node, report.chunk, now());
  }

  // Never more than a durable snapshot holds: a later one may be on its way to the disk.
  #noteSaved(description: SnapshotDescription): void {
    const purged = snapshotTaken(this.#raft, description);
    this.#batch.purgeTo = Math.min(purged, this.#raft.snapshot?.index ?? 0);
  }

  #carryOut(): void {
    const raft = this.#raft;
    replicate(raft);
    const effects = takeEffects(raft);
    this.#options.observer?.turned(raft, effects);
    for (const message of effects.messages) this.#options.transport.send(message);
    if (effects.write !== null) this.#batch.writes.push(effects.write);
    this.#requested.push(...effects.chunkRequests);
    if (effects.roleChange !== null) {
      this.#heartbeat.follow(effects.roleChange);
      this.#proposals.giveUp(new OutcomeUnknownError("ceased to lead"));
    }
    this.#handToApplier(effects);
    this.#membership.settle(raft);
    this.#transfers.settle(raft);
    this.#appliedWaits.settle(raft);
  }

  // What was handed out and not applied before a restore, the snapshot holds.
  #handToApplier(effects: Effects): void {
    if (effects.restore !== null) this.#work.restore = true;
    this.#work.entries.push(...effects.committed);
    this.#proposals.handOver(effects.committed, this.#work.replies);
    this.#reads.settle(this.#raft, effects, this.#work.reads);
  }

  #end(): void {
    const { batches, works, snapshots, requested } = this.#channels;
    this.#election.stop();
    this.#heartbeat.stop();
    for (const channel of [batches, works, snapshots, requested]) channel.close();
  }
}
