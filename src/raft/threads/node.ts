/**
 * A Raft node in Threads, a Lock and Conditions: this is what callers hold. It starts the threads, lets
 * callers in between them, and joins them all.
 *
 * Invariants:
 * - `#ended` is set when every thread has been joined, transport and storage are closed, and whoever
 *   still waited for an answer was told so.
 * - The first thread to fail ends the others, and its error is what `stop` throws.
 */

import { type Cancel, signalOf } from "../../runtime/cancel.ts";
import { randomBelow } from "../../runtime/random.ts";
import { Event } from "../../threading/event.ts";
import { Thread } from "../../threading/thread.ts";
import { Application } from "../node/application.ts";
import { NotRunningError, OutcomeUnknownError, StartedTwiceError } from "../node/errors.ts";
import type { NodeStatus, RaftNode, ReadConsistency } from "../node/node.ts";
import { type CheckedNodeOptions, checkNodeOptions, type NodeOptions } from "../node/options.ts";
import type { Reply } from "../node/reply.ts";
import { statusOf } from "../node/status.ts";
import {
  type Configuration,
  type MembershipChange,
  type NodeId,
  startRaft,
} from "../rules/index.ts";
import { waitUntilApplied } from "./applied-waits.ts";
import { applyCommitted } from "./applier.ts";
import { ElectionTimer } from "./election.ts";
import { Heartbeat } from "./heartbeat.ts";
import { Inbox } from "./inbox.ts";
import { changeMembership } from "./membership.ts";
import { Monitor } from "./monitor.ts";
import { ProposalQueue } from "./proposals.ts";
import { FutureReply } from "./reply.ts";
import { readPieces, saveSnapshots } from "./snapshots.ts";
import { transferTo } from "./transfer.ts";
import { writeToDisk } from "./writer.ts";

/** Makes a node, which does nothing before `start`. Throws OptionError. */
export function newNode<Answer>(options: NodeOptions<Answer>): RaftNode<Answer> {
  return new Node(checkNodeOptions(options));
}

class Node<Answer> implements RaftNode<Answer> {
  readonly #options: CheckedNodeOptions<Answer>;
  readonly #inbox: Inbox;
  readonly #proposals: ProposalQueue<Answer> = new ProposalQueue();
  /** Who waits for a reply, and what to say if none comes. */
  readonly #waiting: Map<Reply<never>, () => Error> = new Map();
  readonly #ended: Event = new Event();
  #monitor: Monitor<Answer> | null = null;
  #state: "new" | "started" | "stopped" = "new";
  #failure: { readonly error: unknown } | null = null;

  constructor(options: CheckedNodeOptions<Answer>) {
    this.#options = options;
    this.#inbox = new Inbox(options.maxQueuedMessages);
  }

  get id(): NodeId {
    return this.#options.id;
  }

  async start(): Promise<void> {
    if (this.#state !== "new") throw new StartedTwiceError(this.id);
    this.#state = "started";
    const { storage, transport, stateMachine, snapshotEveryEntries } = this.#options;
    const application = new Application(stateMachine, storage, snapshotEveryEntries);
    try {
      const monitor = await this.#recover(application);
      await transport.open(this.#inbox);
      this.#monitor = monitor;
      this.#newThread(() => this.#run(monitor, application), "node").start();
      if (this.#isStopped) await monitor.stop();
    } catch (error) {
      this.#state = "stopped";
      await this.#end({ error });
      throw error;
    }
  }

  async #recover(application: Application<Answer>): Promise<Monitor<Answer>> {
    const { id, bootstrap, electionTimeoutMs, limits, storage, decisions, clock } = this.#options;
    const reader = randomBelow(0x8000_0000);
    const recovered = await storage.load();
    await application.restore();
    const raftOptions = { ...limits, id, bootstrap, electionTimeoutMs, reader };
    const raft = startRaft(raftOptions, recovered, clock.now(), decisions);
    return new Monitor(raft, this.#options);
  }

  /** Runs the threads of the node to their end. */
  async #run(monitor: Monitor<Answer>, application: Application<Answer>): Promise<void> {
    const { storage, electionTimeoutMs, heartbeatMs } = this.#options;
    const election = new ElectionTimer(electionTimeoutMs);
    const heartbeat = new Heartbeat(heartbeatMs);
    const threads = [
      this.#startThread("inbox", () => this.#inbox.run(monitor)),
      this.#startThread("proposals", () => this.#proposals.run(monitor)),
      this.#startThread("election", () => election.run(monitor)),
      this.#startThread("heartbeat", () => heartbeat.run(monitor)),
      this.#startThread("writer", () => writeToDisk(monitor, storage)),
      this.#startThread("applier", () => applyCommitted(monitor, application)),
      this.#startThread("snapshots", () => saveSnapshots(monitor, storage)),
      this.#startThread("pieces", () => readPieces(monitor, storage)),
    ];
    await monitor.untilStopped();
    this.#inbox.close();
    this.#proposals.close();
    for (const thread of threads) await thread.join();
    await this.#end(monitor.failure);
  }

  #startThread(what: string, body: () => Promise<void>): Thread {
    const thread = this.#newThread(async () => {
      try {
        await body();
      } catch (error) {
        await this.#monitor?.stop({ error });
      }
    }, what);
    thread.start();
    return thread;
  }

  #newThread(target: () => Promise<void>, what: string): Thread<readonly []> {
    return new Thread({ target, name: `node ${this.id}: ${what}` });
  }

  /** Whether `stop` was called, perhaps while `start` had not come to its end. */
  get #isStopped(): boolean {
    return this.#state === "stopped";
  }

  async #end(failure: { readonly error: unknown } | null): Promise<void> {
    this.#failure = failure;
    const { transport, storage } = this.#options;
    const closed = await Promise.allSettled([transport.close(), storage.close()]);
    for (const each of closed)
      if (each.status === "rejected") this.#failure ??= { error: each.reason };
    for (const [reply, orElse] of this.#waiting) reply.refuse(orElse());
    this.#ended.set();
  }

  async stop(): Promise<void> {
    const before = this.#state;
    this.#state = "stopped";
    await this.#monitor?.stop();
    if (before === "new") await this.#end(null);
    await this.#ended.wait();
    if (this.#failure !== null) throw this.#failure.error;
  }

  async propose(command: Uint8Array, cancel?: Cancel): Promise<Answer> {
    this.#running(cancel);
    const reply = this.#newReply<Answer>(() => new OutcomeUnknownError("stopped"));
    if (!this.#proposals.put({ command, reply })) reply.refuse(this.#notRunning());
    return this.#answerOf(reply, cancel);
  }

  async read<T>(
    query: () => T,
    consistency: ReadConsistency = "quorum",
    cancel?: Cancel,
  ): Promise<T> {
    const monitor = this.#running(cancel);
    const reply = this.#newReply<unknown>(() => this.#notRunning());
    const read = { query, consistency, reply };
    const { raft, agenda, clock } = monitor;
    const asked = await monitor.turn(() => agenda.reads.request(raft, read, clock.now()));
    if (!asked) reply.refuse(this.#notRunning());
    return this.#answerOf(reply, cancel) as Promise<T>;
  }

  async changeMembership(
    changes: readonly MembershipChange[],
    cancel?: Cancel,
  ): Promise<Configuration> {
    const monitor = this.#running(cancel);
    using _ = await monitor.acquire();
    if (monitor.stopping) throw this.#notRunning();
    return await changeMembership(monitor, changes, cancel);
  }

  async transferLeadership(target: NodeId, cancel?: Cancel): Promise<void> {
    const monitor = this.#running(cancel);
    using _ = await monitor.acquire();
    if (monitor.stopping) throw this.#notRunning();
    if (!(await transferTo(monitor, target, cancel))) throw this.#notRunning();
  }

  async status(cancel?: Cancel): Promise<NodeStatus> {
    const monitor = this.#running(cancel);
    using _ = await monitor.acquire();
    if (monitor.stopping) throw this.#notRunning();
    return statusOf(monitor.raft);
  }

  async applied(index: number, cancel?: Cancel): Promise<void> {
    const monitor = this.#running(cancel);
    using _ = await monitor.acquire();
    if (monitor.stopping) throw this.#notRunning();
    if (!(await waitUntilApplied(monitor, index, cancel))) throw this.#notRunning();
  }

  /** A reply that is refused with what `orElse` makes where the node ends without one. */
  #newReply<T>(orElse: () => Error): FutureReply<T> {
    const reply = new FutureReply<T>();
    this.#waiting.set(reply, orElse);
    return reply;
  }

  async #answerOf<T>(reply: FutureReply<T>, cancel: Cancel | undefined): Promise<T> {
    try {
      return await reply.result(cancel);
    } finally {
      this.#waiting.delete(reply);
    }
  }

  /** The monitor of a node that runs. Throws NotRunningError, or the reason why `cancel` was. */
  #running(cancel: Cancel | undefined): Monitor<Answer> {
    const signal = cancel === undefined ? undefined : signalOf(cancel);
    if (signal?.aborted) throw signal.reason;
    if (this.#state !== "started" || this.#monitor === null) throw this.#notRunning();
    return this.#monitor;
  }

  #notRunning(): NotRunningError {
    if (this.#state === "new") return new NotRunningError(this.id, "not started");
    const failure = this.#failure ?? this.#monitor?.failure;
    return new NotRunningError(this.id, "stopped", failure?.error);
  }
}
