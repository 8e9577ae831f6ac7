/**
 * A Raft node in goroutines and channels: this is what callers hold. It starts the goroutines, passes
 * requests on to the one that owns the state, and ends them all.
 *
 * Invariants:
 * - `#ended` is closed when every goroutine has ended and transport and storage are closed, and then every
 *   reply that somebody still waits for.
 * - The first goroutine to fail ends the others, and its error is what `stop` throws.
 */

import { background, type CancelFunc, type Context, withCancel } from "../../context/index.ts";
import { type Chan, chan, go, recv, type SendChan, select, send } from "../../csp/index.ts";
import type { Cancel } from "../../runtime/cancel.ts";
import { randomBelow } from "../../runtime/random.ts";
import { errgroup } from "../../sync/index.ts";
import { Application } from "../node/application.ts";
import { NotRunningError, OutcomeUnknownError, StartedTwiceError } from "../node/errors.ts";
import type { NodeStatus, RaftNode, ReadConsistency } from "../node/node.ts";
import { type CheckedNodeOptions, checkNodeOptions, type NodeOptions } from "../node/options.ts";
import {
  type Configuration,
  type MembershipChange,
  type NodeId,
  startRaft,
} from "../rules/index.ts";
import { applyCommitted } from "./applier.ts";
import { type Channels, newChannels } from "./channels.ts";
import { Owner } from "./owner.ts";
import { type Outcome, Replies, type ReplyChannel, unwrap } from "./reply.ts";
import type { Request } from "./requests.ts";
import { readPieces, saveSnapshots } from "./snapshots.ts";
import { writeToDisk } from "./writer.ts";

/** Makes a node, which does nothing before `start`. Throws OptionError. */
export function newNode<Answer>(options: NodeOptions<Answer>): RaftNode<Answer> {
  return new Node(checkNodeOptions(options));
}

class Node<Answer> implements RaftNode<Answer> {
  readonly #options: CheckedNodeOptions<Answer>;
  readonly #channels: Channels<Answer>;
  readonly #ctx: Context;
  readonly #cancel: CancelFunc;
  readonly #replies: Replies = new Replies();
  readonly #ended: Chan<never> = chan<never>();
  #state: "new" | "started" | "stopped" = "new";
  #failure: { readonly error: unknown } | null = null;

  constructor(options: CheckedNodeOptions<Answer>) {
    this.#options = options;
    this.#channels = newChannels(options.maxQueuedMessages, options.maxQueuedRequests);
    [this.#ctx, this.#cancel] = withCancel(background());
  }

  get id(): NodeId {
    return this.#options.id;
  }

  async start(): Promise<void> {
    if (this.#state !== "new") throw new StartedTwiceError(this.id);
    this.#state = "started";
    const { storage, transport, stateMachine, snapshotEveryEntries } = this.#options;
    const { inbox, unreachable } = this.#channels;
    const application = new Application(stateMachine, storage, snapshotEveryEntries);
    try {
      const owner = await this.#recover(application);
      await transport.open({
        deliver: (message) => void inbox.trySend(message),
        unreachable: (node) => void unreachable.trySend(node),
      });
      go(this.#run, owner, application);
    } catch (error) {
      this.#state = "stopped";
      await this.#end({ error });
      throw error;
    }
  }

  async #recover(application: Application<Answer>): Promise<Owner<Answer>> {
    const { id, bootstrap, electionTimeoutMs, limits, storage, decisions, clock } = this.#options;
    const reader = randomBelow(0x8000_0000);
    const recovered = await storage.load();
    await application.restore();
    const raftOptions = { ...limits, id, bootstrap, electionTimeoutMs, reader };
    const raft = startRaft(raftOptions, recovered, clock.now(), decisions);
    return new Owner(raft, this.#options, this.#channels);
  }

  /** Runs the goroutines of the node to their end. */
  readonly #run = async (owner: Owner<Answer>, application: Application<Answer>): Promise<void> => {
    const { storage } = this.#options;
    const { batches, persisted, works, applied, snapshots, requested, reports } = this.#channels;
    const [group, ctx] = errgroup.withContext(this.#ctx);
    group.tryGo(() => owner.run(ctx));
    group.tryGo(() => writeToDisk(ctx, storage, batches, persisted));
    group.tryGo(() => applyCommitted(ctx, application, works, applied));
    group.tryGo(() => saveSnapshots(ctx, storage, snapshots, reports));
    group.tryGo(() => readPieces(ctx, storage, requested, reports));
    try {
      await group.wait();
      await this.#end(null);
    } catch (error) {
      await this.#end({ error });
    }
  };

  async #end(failure: { readonly error: unknown } | null): Promise<void> {
    this.#failure = failure;
    this.#cancel();
    const { transport, storage } = this.#options;
    const closed = await Promise.allSettled([transport.close(), storage.close()]);
    for (const each of closed)
      if (each.status === "rejected") this.#failure ??= { error: each.reason };
    this.#ended.close();
    this.#replies.end();
  }

  async stop(): Promise<void> {
    const before = this.#state;
    this.#state = "stopped";
    this.#cancel();
    if (before === "new") await this.#end(null);
    await this.#ended.recv();
    if (this.#failure !== null) throw this.#failure.error;
  }

  propose(command: Uint8Array, cancel?: Cancel): Promise<Answer> {
    const reply = this.#replies.open<Answer>();
    const proposal = { command, reply };
    return this.#ask(this.#channels.proposals, proposal, reply, "the outcome is unknown", cancel);
  }

  read<T>(query: () => T, consistency: ReadConsistency = "quorum", cancel?: Cancel): Promise<T> {
    const reply = this.#replies.open<T>();
    const request: Request = { kind: "read", query, consistency, reply };
    return this.#ask(this.#channels.requests, request, reply, "nothing has changed", cancel);
  }

  changeMembership(changes: readonly MembershipChange[], cancel?: Cancel): Promise<Configuration> {
    const reply = this.#replies.open<Configuration>();
    const request: Request = { kind: "change", changes, reply };
    return this.#ask(this.#channels.requests, request, reply, "the outcome is unknown", cancel);
  }

  transferLeadership(target: NodeId, cancel?: Cancel): Promise<void> {
    const reply = this.#replies.open<void>();
    const request: Request = { kind: "transfer", target, reply };
    return this.#ask(this.#channels.requests, request, reply, "nothing has changed", cancel);
  }

  status(cancel?: Cancel): Promise<NodeStatus> {
    const reply = this.#replies.open<NodeStatus>();
    const request: Request = { kind: "status", reply };
    return this.#ask(this.#channels.requests, request, reply, "nothing has changed", cancel);
  }

  applied(index: number, cancel?: Cancel): Promise<void> {
    const reply = this.#replies.open<void>();
    const request: Request = { kind: "applied", index, reply };
    return this.#ask(this.#channels.requests, request, reply, "nothing has changed", cancel);
  }

  /** Passes a request on to the owner, waiting while there is no room for it, and waits for its answer. */
  async #ask<R, T>(
    channel: SendChan<R>,
    request: R,
    reply: ReplyChannel<T>,
    ifItEnds: "nothing has changed" | "the outcome is unknown",
    cancel: Cancel | undefined,
  ): Promise<T> {
    let outcome: Outcome<T> | undefined;
    try {
      if (this.#state !== "started") throw this.#notRunning();
      // Without waiting, most often; a signal that is aborted already, select looks for.
      if (cancel !== undefined || !channel.trySend(request)) {
        const cases = { asked: send(channel, request), ended: recv(this.#ended) };
        const event = await select(cases, cancel);
        if (event.case === "ended") throw this.#notRunning();
      }
      outcome = await reply.outcome.recv(cancel);
    } catch (error) {
      this.#replies.abandon(reply);
      throw error;
    }
    if (outcome !== undefined) {
      this.#replies.free(reply);
      return unwrap(outcome);
    }
    if (ifItEnds === "nothing has changed") throw this.#notRunning();
    throw new OutcomeUnknownError("stopped");
  }

  #notRunning(): NotRunningError {
    if (this.#state === "new") return new NotRunningError(this.id, "not started");
    return new NotRunningError(this.id, "stopped", this.#failure?.error);
  }
}
