/**
 * The goroutine that owns a node's state. It selects over all that can happen, takes it in, and carries
 * out what follows; others talk to it by channels, and nothing is locked.
 *
 * Invariants:
 * - Nobody else touches the Raft record, nor the requests that wait.
 * - A turn takes in one event, and with it the messages and proposals that are there already: they share
 *   appends and writes, which is all that batching needs.
 * - Who is ready for a batch or for work has it at once. Else it waits in the agenda until the case that
 *   sends it fires: a nil case where there is nothing, so the owner never waits for one goroutine alone.
 */

import type { Context } from "../../context/index.ts";
import { recv, select, send, trySelect } from "../../csp/index.ts";
import { Agenda } from "../node/agenda.ts";
import type { NodeClock } from "../node/clock.ts";
import type { CheckedNodeOptions } from "../node/options.ts";
import { hasRoom, receiveOrDrop } from "../node/receiving.ts";
import { statusOf } from "../node/status.ts";
import { persisted, type Raft, unreachable } from "../rules/index.ts";
import { AppliedWaits } from "./applied-waits.ts";
import type { Channels } from "./channels.ts";
import { ElectionTimer } from "./election.ts";
import { Heartbeat } from "./heartbeat.ts";
import { MembershipChanges } from "./membership.ts";
import type { Request } from "./requests.ts";
import { Transfers } from "./transfer.ts";

export class Owner<Answer> {
  readonly #raft: Raft;
  readonly #channels: Channels<Answer>;
  readonly #maxTurnInputs: number;
  readonly #clock: NodeClock;
  readonly #election: ElectionTimer;
  readonly #heartbeat: Heartbeat;
  readonly #agenda: Agenda<Answer>;
  readonly #membership: MembershipChanges = new MembershipChanges();
  readonly #transfers: Transfers = new Transfers();
  readonly #appliedWaits: AppliedWaits = new AppliedWaits();

  constructor(raft: Raft, options: CheckedNodeOptions<Answer>, channels: Channels<Answer>) {
    this.#raft = raft;
    this.#channels = channels;
    this.#maxTurnInputs = options.maxTurnInputs;
    this.#clock = options.clock;
    this.#agenda = new Agenda(raft, options);
    this.#election = new ElectionTimer(options.electionTimeoutMs, options.clock);
    this.#heartbeat = new Heartbeat(options.heartbeatMs, options.clock);
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
    const { batch, work, snapshot, requested } = this.#agenda;
    const cases = {
      stopped: recv(ctx.done()),
      message: recv(ch.inbox),
      unreachable: recv(ch.unreachable),
      proposal: hasRoom(raft) ? recv(ch.proposals) : null,
      request: recv(ch.requests),
      election: recv(this.#election.c),
      heartbeat: recv(this.#heartbeat.c),
      persisted: recv(ch.persisted),
      applied: recv(ch.applied),
      snapshot: recv(ch.reports),
      write: batch === null ? null : send(ch.batches, batch),
      apply: work === null ? null : send(ch.works, work),
      save: snapshot === null ? null : send(ch.snapshots, snapshot),
      read: requested === null ? null : send(ch.requested, requested),
    };
    // Most often something has happened already, and nothing need be waited for.
    const event = trySelect(cases) ?? (await select(cases));
    switch (event.case) {
      case "stopped":
        return false;
      case "message":
        if (event.ok) receiveOrDrop(raft, event.value, this.#clock.now());
        return true;
      case "unreachable":
        if (event.ok) unreachable(raft, event.value);
        return true;
      case "proposal":
        if (event.ok) this.#agenda.proposals.propose(raft, event.value);
        return true;
      case "request":
        if (event.ok) this.#begin(event.value);
        return true;
      case "election":
        this.#agenda.reads.expire(raft, this.#clock.now());
        this.#election.fired(raft);
        return true;
      case "heartbeat":
        this.#heartbeat.fired(raft);
        return true;
      case "persisted":
        if (event.ok) persisted(raft, event.value, this.#clock.now());
        return true;
      case "applied":
        if (event.ok) this.#agenda.noteApplied(event.value);
        return true;
      case "snapshot":
        if (event.ok) this.#agenda.noteSnapshot(event.value, this.#clock.now());
        return true;
      case "write":
        this.#agenda.batchTaken();
        return true;
      case "apply":
        this.#agenda.workTaken();
        return true;
      case "save":
        this.#agenda.snapshotTaken();
        return true;
      case "read":
        this.#agenda.requestTaken();
        return true;
    }
  }

  /** Takes in what has come meanwhile, so that it shares the effects of this turn. */
  #takeMore(): void {
    const raft = this.#raft;
    const ch = this.#channels;
    const nowMs = this.#clock.now();
    for (let n = 1; n < this.#maxTurnInputs; n++) {
      const message = ch.inbox.tryRecv();
      if (message === undefined) break;
      receiveOrDrop(raft, message, nowMs);
    }
    for (let n = 1; n < this.#maxTurnInputs && hasRoom(raft); n++) {
      const proposal = ch.proposals.tryRecv();
      if (proposal === undefined) break;
      this.#agenda.proposals.propose(raft, proposal);
    }
    const written = ch.persisted.tryRecv();
    if (written !== undefined) persisted(raft, written, nowMs);
    const applied = ch.applied.tryRecv();
    if (applied !== undefined) this.#agenda.noteApplied(applied);
  }

  #begin(request: Request): void {
    const raft = this.#raft;
    switch (request.kind) {
      case "read":
        this.#agenda.reads.request(raft, request, this.#clock.now());
        break;
      case "change":
        this.#membership.begin(raft, request, this.#clock.now());
        break;
      case "transfer":
        this.#transfers.begin(raft, request, this.#clock.now());
        break;
      case "applied":
        this.#appliedWaits.begin(request);
        break;
      case "status":
        request.reply.answer(statusOf(raft));
    }
  }

  #carryOut(): void {
    const raft = this.#raft;
    const { roleChange } = this.#agenda.conclude();
    if (roleChange !== null) this.#heartbeat.follow(roleChange);
    this.#membership.settle(raft);
    this.#transfers.settle(raft);
    this.#appliedWaits.settle(raft);
    this.#handOver();
  }

  #handOver(): void {
    const { batches, works } = this.#channels;
    const { batch, work } = this.#agenda;
    if (batch !== null && batches.trySend(batch)) this.#agenda.batchTaken();
    if (work !== null && works.trySend(work)) this.#agenda.workTaken();
  }

  #end(): void {
    const { batches, works, snapshots, requested } = this.#channels;
    this.#election.stop();
    this.#heartbeat.stop();
    for (const channel of [batches, works, snapshots, requested]) channel.close();
  }
}
