/**
 * The replicated key-value store: keys with bytes, each at the version of the command that set it last,
 * the sessions of its clients, and where the cluster's nodes can be called. All of it is what the log
 * says, the same on each node.
 *
 * Invariants:
 * - A version is the log index of the command that set the key, so versions ascend, and no two are alike.
 * - `apply` throws for no bytes whatever: a command that makes no sense changes nothing, on all nodes.
 * - Entries are never changed, so a snapshot holds them fast by a list of them.
 */

import type { StateMachine } from "../node/state-machine.ts";
import {
  admitCommand,
  imageOfSessions,
  type NodeId,
  newSessions,
  registerSession,
  respond,
  restoreSessions,
  type SessionCommand,
  type Sessions,
} from "../rules/index.ts";
import type { KvAnswer, KvEntry, KvOutcome } from "./answers.ts";
import { type ChangeFeed, Changes, type Keys } from "./changes.ts";
import { type Condition, decodeCommand, type KvCommand, type Operation } from "./commands.ts";
import { CommandError } from "./errors.ts";
import { decodeImage, encodeImage } from "./image.ts";

/** The same on all nodes of a cluster, for ever: they are part of what the log means. */
export const sessionLimits = { maxSessions: 65_536, maxResponses: 1_024 } as const;

/** What a store is made of. */
export interface KvStoreOptions {
  /** Changes kept for those who watch from a version that has passed; 16,384 unless told. */
  readonly maxKeptChanges?: number;
  /** Changes that wait for one who watches before it is given up; 4,096 unless told. */
  readonly maxQueuedChanges?: number;
  /** Is told where a node can be called, null once it is forgotten. */
  readonly onMember?: (node: NodeId, address: string | null) => void;
}

export class KvStore implements StateMachine<KvAnswer> {
  #entries: Map<string, KvEntry> = new Map();
  readonly #sessions: Sessions<KvOutcome>;
  readonly #members: Map<NodeId, string> = new Map();
  readonly #changes: Changes;
  readonly #onMember: (node: NodeId, address: string | null) => void;
  #version = 0;
  /** All keys in order, until one comes or goes. */
  #sorted: readonly string[] | null = null;

  constructor({
    maxKeptChanges = 16_384,
    maxQueuedChanges = 4_096,
    onMember = () => {},
  }: KvStoreOptions = {}) {
    this.#sessions = newSessions(sessionLimits.maxSessions, sessionLimits.maxResponses);
    this.#changes = new Changes(maxKeptChanges, maxQueuedChanges);
    this.#onMember = onMember;
  }

  /** The log index of the last command that was applied. */
  get version(): number {
    return this.#version;
  }

  /** How many keys there are. */
  get size(): number {
    return this.#entries.size;
  }

  /** How many sessions of clients there are. */
  get sessions(): number {
    return this.#sessions.byId.size;
  }

  /** How many watch. */
  get watchers(): number {
    return this.#changes.followers;
  }

  /** Where each node can be called, of those that were told by a command. */
  get members(): ReadonlyMap<NodeId, string> {
    return this.#members;
  }

  /** The entry of a key, as it is here. */
  get(key: string): KvEntry | null {
    return this.#entries.get(key) ?? null;
  }

  /** Those that begin so, in the order of their keys, at most `limit` from the key `from` on. */
  list(prefix: string, limit: number, from = ""): readonly KvEntry[] {
    this.#sorted ??= [...this.#entries.keys()].sort();
    const start = from > prefix ? from : prefix;
    const found: KvEntry[] = [];
    for (let at = firstFrom(this.#sorted, start); at < this.#sorted.length; at++) {
      const key = this.#sorted[at] as string;
      if (!key.startsWith(prefix) || found.length >= limit) break;
      found.push(this.#entries.get(key) as KvEntry);
    }
    return found;
  }

  /** Changes of those keys after a version, or from now on. Throws HistoryGoneError. */
  watch(keys: Keys, after: number | null = null): ChangeFeed {
    return this.#changes.follow(keys, after);
  }

  apply(bytes: Uint8Array, index: number): KvAnswer {
    this.#version = index;
    let command: KvCommand;
    try {
      command = decodeCommand(bytes);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      return { kind: "malformed", reason: error.message };
    }
    switch (command.kind) {
      case "open":
        return { kind: "opened", session: registerSession(this.#sessions, index) };
      case "change":
        if (command.session === null) return this.#perform(command.operation, index);
        return this.#performOnce(command.session, command.operation, index);
      case "member":
        this.#setMember(command.node, command.address);
        return { kind: "done", version: index, former: 0 };
    }
  }

  #performOnce(session: SessionCommand, operation: Operation, index: number): KvAnswer {
    const admission = admitCommand(this.#sessions, session);
    switch (admission.kind) {
      case "execute": {
        const outcome = this.#perform(operation, index);
        respond(this.#sessions, session, outcome);
        return outcome;
      }
      case "repeated":
        return admission.response;
      case "expired":
      case "acknowledged":
      case "crowded":
        return { kind: admission.kind };
    }
  }

  #perform(operation: Operation, version: number): KvOutcome {
    const { key, condition } = operation;
    const former = this.#entries.get(key);
    if (condition !== null && !holds(condition, former))
      return { kind: "unmet", version: former?.version ?? 0 };
    if (operation.kind === "set") {
      // A copy: what came over the network may be a view on much more.
      const value = new Uint8Array(operation.value);
      if (former === undefined) this.#sorted = null;
      this.#entries.set(key, { key, value, version });
      this.#changes.note({ key, version, value });
    } else if (former !== undefined) {
      this.#sorted = null;
      this.#entries.delete(key);
      this.#changes.note({ key, version, value: null });
    }
    return { kind: "done", version, former: former?.version ?? 0 };
  }

  #setMember(node: NodeId, address: string | null): void {
    if (address === null) this.#members.delete(node);
    else this.#members.set(node, address);
    this.#onMember(node, address);
  }

  capture(): () => Promise<Uint8Array> {
    const image = {
      version: this.#version,
      entries: [...this.#entries.values()],
      members: [...this.#members],
      sessions: imageOfSessions(this.#sessions),
    };
    return () => encodeImage(image);
  }

  /** Throws SnapshotFormatError. */
  restore(state: Uint8Array): void {
    const { version, entries, members, sessions } = decodeImage(state);
    this.#entries = new Map(entries.map((entry) => [entry.key, entry]));
    this.#sorted = null;
    this.#version = version;
    restoreSessions(this.#sessions, sessions);
    for (const node of [...this.#members.keys()])
      if (!members.some(([each]) => each === node)) this.#setMember(node, null);
    for (const [node, address] of members) this.#setMember(node, address);
    this.#changes.restart(version);
  }
}

function holds(condition: Condition, entry: KvEntry | undefined): boolean {
  switch (condition.kind) {
    case "absent":
      return entry === undefined;
    case "version":
      return (entry?.version ?? 0) === condition.version;
    case "value":
      return entry !== undefined && areSame(entry.value, condition.value);
  }
}

function areSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** Where the first key is that is not before `start`, by halves. */
function firstFrom(sorted: readonly string[], start: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as string) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
