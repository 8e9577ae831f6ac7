/**
 * A client of a replicated key-value store. It finds the leader, asks again where an answer is lost, and
 * has each change made once however often it asks (thesis 6.3).
 *
 * Invariants:
 * - A request ends once: answered, refused for good, cancelled, or given up in time.
 * - Between the first change that is not answered and the next lie at most `maxOutstanding`: whoever asks
 *   for more waits, since the cluster keeps responses for no more.
 */

import type { Cancel } from "../../runtime/cancel.ts";
import { OptionError } from "../rules/index.ts";
import { parseAddress } from "../transport/address.ts";
import type { KvEntry, KvOutcome } from "./answers.ts";
import type { Change, ChangeFeed, Keys } from "./changes.ts";
import { ClientCalls } from "./client-calls.ts";
import { type AskedChange, ClientSession } from "./client-session.ts";
import { watchThrough } from "./client-watch.ts";
import type { Condition, Operation } from "./commands.ts";
import { ClientClosedError, KvInputError, KvTimeoutError } from "./errors.ts";
import { checkKey, checkOperation, defaultLimits } from "./limits.ts";
import { Pending, PendingRequests } from "./pending.ts";
import type { KvConsistency, Request } from "./protocol.ts";
import { sessionLimits } from "./store.ts";

/** How a client finds the cluster, and how long it asks. */
export interface KvClientOptions {
  /** Some of the cluster's nodes, `host:port`; the leader is found through any of them. */
  readonly nodes: readonly string[];
  /** The cluster's name, as its nodes have it; "goroutine-kit" unless told. */
  readonly cluster?: string;
  /** How long a request may take before it throws KvTimeoutError; 10,000 unless told. */
  readonly timeoutMs?: number;
  /** 256 unless told, 1,024 at most. */
  readonly maxOutstanding?: number;
}

/** A value as it is given: a text stands for its bytes in UTF-8. */
export type KvValue = Uint8Array | string;

/** Until `close`, a client that was used keeps its process alive. */
export class KvClient {
  readonly #calls: ClientCalls;
  readonly #session: ClientSession;
  readonly #pending: PendingRequests;
  readonly #feeds: Set<ChangeFeed> = new Set();
  #closed = false;

  /** Throws OptionError or AddressError. Calls nobody before it is asked for something. */
  constructor({
    nodes,
    cluster = "goroutine-kit",
    timeoutMs = 10_000,
    maxOutstanding = 256,
  }: KvClientOptions) {
    if (nodes.length === 0) throw new OptionError("nodes is empty; a client has to know one node");
    if (!(timeoutMs > 0))
      throw new OptionError(`timeoutMs is ${timeoutMs}; milliseconds above 0 are needed`);
    const most = sessionLimits.maxResponses;
    if (!Number.isSafeInteger(maxOutstanding) || maxOutstanding < 1 || maxOutstanding > most)
      throw new OptionError(`maxOutstanding is ${maxOutstanding}; from 1 to ${most} are possible`);
    this.#calls = new ClientCalls({
      cluster,
      nodes: nodes.map(parseAddress),
      minBackoffMs: 20,
      maxBackoffMs: 1_000,
      pingMs: 1_000,
      silenceMs: 3_000,
    });
    this.#session = new ClientSession(this.#calls, maxOutstanding);
    this.#pending = new PendingRequests(
      timeoutMs,
      (what) => new KvTimeoutError(what, timeoutMs, this.#calls.lastReason),
    );
  }

  /**
   * The key as every change answered before this call has left it, null if it is absent. `lease` trusts
   * the clocks of the nodes, `local` gives what any node has, however old.
   * Throws KvInputError, KvTimeoutError, ClientClosedError.
   */
  async get(
    key: string,
    consistency: KvConsistency = "quorum",
    cancel?: Cancel,
  ): Promise<KvEntry | null> {
    checkKey(key, defaultLimits);
    const request = (id: number): Request => ({ id, kind: "get", key, consistency });
    return (await this.#read(`get ${key}`, request, cancel))[0] ?? null;
  }

  /** As `get`, with the value as text in UTF-8. */
  async getText(key: string, consistency?: KvConsistency, cancel?: Cancel): Promise<string | null> {
    const entry = await this.get(key, consistency, cancel);
    return entry === null ? null : new TextDecoder().decode(entry.value);
  }

  /**
   * Keys that begin so, in their order, from the key `from` on; at most `limit`, 1,000 unless told.
   * Throws as `get`.
   */
  async list(
    prefix: string,
    options: {
      readonly from?: string;
      readonly limit?: number;
      readonly consistency?: KvConsistency;
    } = {},
    cancel?: Cancel,
  ): Promise<readonly KvEntry[]> {
    const { from = "", limit = 1_000, consistency = "quorum" } = options;
    const request = (id: number): Request => ({
      id,
      kind: "list",
      prefix,
      from,
      limit,
      consistency,
    });
    return this.#read(`list ${prefix}`, request, cancel);
  }

  /**
   * Sets the key, and gives its version. Throws KvInputError: nothing has changed; KvTimeoutError,
   * SessionExpiredError, ClientClosedError, or the reason of `cancel`: the key may come to be set or not.
   */
  async set(key: string, value: KvValue, cancel?: Cancel): Promise<number> {
    const operation = { kind: "set", key, value: bytesOf(value), condition: null } as const;
    return (await this.change(operation, cancel)).version;
  }

  /** Deletes the key; false if it was absent. Throws as `set`. */
  async delete(key: string, cancel?: Cancel): Promise<boolean> {
    const outcome = await this.change({ kind: "delete", key, condition: null }, cancel);
    return outcome.kind === "done" && outcome.former > 0;
  }

  /** Sets the key if it has that value, null for absent; false if it has not. Throws as `set`. */
  async compareAndSwap(
    key: string,
    expected: KvValue | null,
    value: KvValue,
    cancel?: Cancel,
  ): Promise<boolean> {
    const condition: Condition =
      expected === null ? { kind: "absent" } : { kind: "value", value: bytesOf(expected) };
    const operation: Operation = { kind: "set", key, value: bytesOf(value), condition };
    return (await this.change(operation, cancel)).kind === "done";
  }

  /** Makes one change, with whatever condition. Throws as `set`. */
  async change(operation: Operation, cancel?: Cancel): Promise<KvOutcome> {
    checkOperation(operation, defaultLimits);
    const what = `${operation.kind} ${operation.key}`;
    this.#requireOpen(what);
    const pending: Pending<KvOutcome> = new Pending(this.#pending, what, cancel, () =>
      this.#session.giveUp(asked),
    );
    const asked: AskedChange = { operation, pending };
    this.#session.ask(asked);
    return pending.promise;
  }

  /**
   * Changes of one key, or of all that begin so, after a version or from now on, each once and in order,
   * whichever node goes down meanwhile. Ends when the loop over it is left, or the client closed.
   * Throws WatchLaggedError or HistoryGoneError where changes would be missed.
   */
  watch(keys: Keys, after: number | null = null): AsyncIterableIterator<Change> {
    if ("key" in keys) checkKey(keys.key, defaultLimits);
    if (this.#closed) throw new ClientClosedError("watch");
    const feed = watchThrough(this.#calls, keys, after, () => this.#feeds.delete(feed));
    this.#feeds.add(feed);
    return feed;
  }

  /** Lets go of the cluster. What is on its way ends with ClientClosedError. Any number of times. */
  close(): void {
    this.#closed = true;
    for (const feed of this.#feeds) feed.end();
    this.#calls.close();
    this.#pending.refuseAll((what) => new ClientClosedError(what));
  }

  async #read(
    what: string,
    request: (id: number) => Request,
    cancel: Cancel | undefined,
  ): Promise<readonly KvEntry[]> {
    this.#requireOpen(what);
    const pending: Pending<readonly KvEntry[]> = new Pending(this.#pending, what, cancel, () =>
      this.#calls.end(id),
    );
    const id = this.#calls.begin({
      request,
      answered: (response) => {
        if (response.kind === "entries") pending.answer(response.entries);
        else if (response.kind === "refused") pending.refuse(new KvInputError(response.message));
        return true;
      },
    });
    return pending.promise;
  }

  #requireOpen(what: string): void {
    if (this.#closed) throw new ClientClosedError(what);
  }
}

const encoder = new TextEncoder();

function bytesOf(value: KvValue): Uint8Array {
  return typeof value === "string" ? encoder.encode(value) : value;
}
