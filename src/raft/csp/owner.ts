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
import {
  type RecvCase,
  recv,
  type SelectEvent,
  type SendCase,
  select,
  send,
  trySelect,
} from "../../csp/index.ts";
import { Agenda } from "../node/agenda.ts";
import type { Applied } from "../node/application.ts";
import type { NodeClock } from "../node/clock.ts";
import type { CheckedNodeOptions } from "../node/options.ts";
import type { Proposal } from "../node/proposals.ts";
import { hasRoom, receiveOrDrop } from "../node/receiving.ts";
import type { SnapshotReport } from "../node/snapshots.ts";
import { statusOf } from "../node/status.ts";
import { type Message, type NodeId, persisted, type Raft, unreachable } from "../rules/index.ts";
import { AppliedWaits } from "./applied-waits.ts";
import type { Channels } from "./channels.ts";
import { ElectionTimer } from "./election.ts";
import { Heartbeat } from "./heartbeat.ts";
import { MembershipChanges } from "./membership.ts";
import type { Request } from "./requests.ts";
import { Transfers } from "./transfer.ts";

/** What the owner selects over; null where there is nothing to send, or no room for more. */
type OwnerCases<Answer> = {
  readonly stopped: RecvCase<never>;
  readonly message: RecvCase<Message>;
  readonly unreachable: RecvCase<NodeId>;
  proposal: RecvCase<Proposal<Answer>> | null;
  readonly request: RecvCase<Request>;
  readonly election: RecvCase<number>;
  readonly heartbeat: RecvCase<number>;
  readonly persisted: RecvCase<number>;
  readonly applied: RecvCase<Applied>;
  readonly report: RecvCase<SnapshotReport>;
  write: SendCase | null;
  apply: SendCase | null;
  save: SendCase | null;
  read: SendCase | null;
};

/** What has happened. */
type Happening<Answer> = Exclude<SelectEvent<OwnerCases<Answer>>, { readonly case: "stopped" }>;

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
    const cases = this.#casesUntil(ctx);
    try {
      for (;;) {
        this.#carryOut();
        this.#arm(cases);
        // Most often something has happened already, and nothing need be waited for.
        const event = trySelect(cases) ?? (await select(cases));
        if (event.case === "stopped") return;
        const nowMs = this.#clock.now();
        this.#takeIn(event, nowMs);
        this.#takeMore(nowMs);
      }
    } finally {
      this.#end();
    }
  }

  /** All that can happen. What a node does thousands of times a second is made once. */
  #casesUntil(ctx: Context): OwnerCases<Answer> {
    const ch = this.#channels;
    return {
      stopped: recv(ctx.done()),
      message: recv(ch.inbox),
      unreachable: recv(ch.unreachable),
      proposal: null,
      request: recv(ch.requests),
      election: recv(this.#election.c),
      heartbeat: recv(this.#heartbeat.c),
      persisted: recv(ch.persisted),
      applied: recv(ch.applied),
      report: recv(ch.reports),
      write: null,
      apply: null,
      save: null,
      read: null,
    };
  }

  #arm(cases: OwnerCases<Answer>): void {
    const ch = this.#channels;
    const { batch, work, snapshot, requested } = this.#agenda;
    cases.proposal = hasRoom(this.#raft) ? recv(ch.proposals) : null;
    cases.write = batch === null ? null : send(ch.batches, batch);
    cases.apply = work === null ? null : send(ch.works, work);
    cases.save = snapshot === null ? null : send(ch.snapshots, snapshot);
    cases.read = requested === null ? null : send(ch.requested, requested);
  }

  #takeIn(event: Happening<Answer>, nowMs: number): void {
    const raft = this.#raft;
    const agenda = this.#agenda;
    switch (event.case) {
      case "message":
        if (event.ok) receiveOrDrop(raft, event.value, nowMs);
        return;
      case "unreachable":
        if (event.ok) unreachable(raft, event.value);
        return;
      case "proposal":
        if (event.ok) agenda.proposals.propose(raft, event.value);
        return;
      case "request":
        if (event.ok) this.#begin(event.value, nowMs);
        return;
      case "election":
        agenda.reads.expire(raft, nowMs);
        this.#election.fired(raft);
        return;
      case "heartbeat":
        this.#heartbeat.fired(raft);
        return;
      case "persisted":
        if (event.ok) persisted(raft, event.value, nowMs);
        return;
      case "applied":
        if (event.ok) agenda.noteApplied(event.value);
        return;
      case "report":
        if (event.ok) agenda.noteSnapshot(event.value, nowMs);
        return;
      case "write":
        agenda.batchTaken();
        return;
      case "apply":
        agenda.workTaken();
        return;
      case "save":
        agenda.snapshotTaken();
        return;
      case "read":
        agenda.requestTaken();
        return;
    }
  }

  /** Takes in what has come meanwhile, so that it shares the effects of this turn. */
  #takeMore(nowMs: number): void {
    const raft = this.#raft;
    const ch = this.#channels;
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

  #begin(request: Request, nowMs: number): void {
    const raft = this.#raft;
    switch (request.kind) {
      case "read":
        this.#agenda.reads.request(raft, request, nowMs);
        break;
      case "change":
        this.#membership.begin(raft, request, nowMs);
        break;
      case "transfer":
        this.#transfers.begin(raft, request, nowMs);
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
