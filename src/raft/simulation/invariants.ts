/**
 * What must hold after every step of a cluster: Raft's five safety properties (Raft paper, figure 3)
 * and what the rules promise beside them. One Safety watches a whole cluster over all its restarts.
 *
 * Invariant: it only looks. Whatever does not hold is thrown as a SafetyViolation.
 */

import {
  decisions,
  type Entry,
  entryAt,
  type HardState,
  lastIndex,
  type Message,
  type Raft,
  type ReadyRead,
  termAt,
} from "../rules/index.ts";
import { holdsLease } from "../rules/reads.ts";

/** What is known of a node's disk. */
export interface WatchedDisk {
  readonly hardState: HardState;
  /** Up to where log or snapshot reach. */
  lastIndex(): number;
  /** The term of the entry at the index, undefined where the disk does not know it. */
  termAt(index: number): number | undefined;
}

/** A node as the watch sees it; `life` is another object after each restart. */
export interface Watched {
  readonly id: number;
  readonly raft: Raft;
  readonly disk: WatchedDisk;
}

/** Something does not hold that Raft promises. */
export class SafetyViolation extends Error {
  override readonly name = "SafetyViolation";
}

/** A committed entry, and the term of the node that first knew: it was committed then or before. */
interface Committed {
  readonly entry: Entry;
  readonly inTerm: number;
}

interface Life {
  term: number;
  commitIndex: number;
  appliedIndex: number;
  leaderLast: Entry | undefined;
  leaderTerm: number;
  checked: (Entry | undefined)[];
}

/** Watches the nodes of one cluster. */
export class Safety {
  private readonly leaders = new Map<number, number>();
  private readonly votes = new Map<string, number>();
  private readonly known = new Map<string, { data: Uint8Array; prevTerm: number | undefined }>();
  private readonly committed: (Committed | undefined)[] = [];
  private readonly leading = new Set<Raft>();
  private readonly lives = new WeakMap<Raft, Life>();
  /** The highest index that anyone knows to be committed. */
  committedIndex = 0;

  /** The node has just done something. */
  check(node: Watched): void {
    const life = this.lifeOf(node.raft);
    this.checkMonotony(node.raft, life);
    this.checkLogMatching(node, life);
    this.checkCommitted(node);
    this.checkElection(node, life);
    checkOrder(node);
  }

  /** The node lets a message out. */
  checkSent({ id, raft, disk }: Watched, message: Message): void {
    if (message.kind === "voteReply" && message.granted) {
      const key = `${id} in ${message.term}`;
      const before = this.votes.get(key);
      if (before !== undefined && before !== message.to)
        fail(`node ${key} voted for ${before} and for ${message.to}`);
      this.votes.set(key, message.to);
      const { term, votedFor } = disk.hardState;
      if (term < message.term || (term === message.term && votedFor !== message.to))
        fail(`node ${key} let its vote out before the disk had it`);
    }
    if (message.kind === "appendAccepted" && message.term === raft.term) {
      const { matchIndex } = message;
      if (disk.lastIndex() < matchIndex)
        fail(`node ${id} acknowledges ${matchIndex}, its disk ends at ${disk.lastIndex()}`);
      const onDisk = disk.termAt(matchIndex);
      if (onDisk !== undefined && onDisk !== (termAt(raft.log, matchIndex) ?? onDisk))
        fail(`node ${id} acknowledges ${matchIndex}, its disk has another entry there`);
    }
  }

  /** The node applies the entry: state machine safety. */
  checkApplied({ id }: Watched, entry: Entry, after: number): void {
    if (entry.index !== after + 1) fail(`node ${id} applies ${entry.index} after ${after}`);
    const other = this.committed[entry.index];
    if (other !== undefined && !isSame(other.entry, entry))
      fail(`node ${id} applies another entry ${entry.index} than has been committed`);
  }

  /** The node's state machine is about to apply the command; `known` holds what others applied. */
  checkCommand(
    id: number,
    index: number,
    command: Uint8Array,
    known: Map<number, Uint8Array>,
  ): void {
    const other = known.get(index);
    if (other === undefined) known.set(index, command);
    else if (!isEqual(other, command))
      fail(`state machine safety: node ${id} applies another command ${index} than another node`);
  }

  /** A read became ready that was asked for when `committedBefore` was known to be committed. */
  checkRead({ id }: Watched, read: ReadyRead, committedBefore: number): void {
    if (read.readIndex < committedBefore)
      fail(
        `node ${id} answers read ${read.id} as of ${read.readIndex}, ` +
          `and ${committedBefore} was committed before`,
      );
  }

  /** Who hears a leader, or is one, lets no election of a third party bring it to another term. */
  checkUndisturbed({ id, raft }: Watched, message: Message, before: Raft): void {
    if (message.kind !== "vote" || message.cause !== "timeout") return;
    const sinceMs = before.role === "leader" ? 0 : raft.nowMs - before.leaderHeardMs;
    if (sinceMs < raft.options.electionTimeoutMs && raft.term > before.term)
      fail(`node ${id} is disturbed by node ${message.from}`);
  }

  /**
   * The node has come to lead: no other that leads an earlier term may still trust its lease (thesis
   * 6.4.1). `nowOf` tells the time by that other's clock, null where it is down.
   */
  checkLeases(elected: Raft, nowOf: (leader: Raft) => number | null): void {
    for (const leader of this.leading) {
      if (leader.term >= elected.term) continue;
      const nowMs = nowOf(leader);
      if (nowMs !== null && holdsLease({ ...leader, decisions, nowMs }))
        fail(
          `node ${elected.options.id} is elected to term ${elected.term}, ` +
            `and node ${leader.options.id} holds a lease of term ${leader.term}`,
        );
    }
  }

  private lifeOf(raft: Raft): Life {
    const life = this.lives.get(raft);
    if (life !== undefined) return life;
    const fresh = {
      term: raft.term,
      commitIndex: 0,
      appliedIndex: 0,
      leaderLast: undefined,
      leaderTerm: 0,
      checked: [],
    };
    this.lives.set(raft, fresh);
    return fresh;
  }

  private checkMonotony(raft: Raft, life: Life): void {
    const { term, commitIndex, appliedIndex } = raft;
    if (term < life.term || commitIndex < life.commitIndex || appliedIndex < life.appliedIndex)
      fail(`node ${raft.options.id} went back in term, commit or applied index`);
    Object.assign(life, { term, commitIndex, appliedIndex });
  }

  /** Log matching, by induction: index and term name one entry and one term before it. */
  private checkLogMatching({ raft }: Watched, life: Life): void {
    for (let index = lastIndex(raft.log); index > raft.log.purgedIndex; index--) {
      const entry = entryAt(raft.log, index) as Entry;
      if (life.checked[index] === entry) break;
      life.checked[index] = entry;
      const key = `${index} of term ${entry.term}`;
      const prevTerm = termAt(raft.log, index - 1);
      const known = this.known.get(key);
      if (known === undefined) this.known.set(key, { data: entry.data, prevTerm });
      else if (!isEqual(known.data, entry.data) || known.prevTerm !== prevTerm)
        fail(`log matching: node ${raft.options.id} has another entry ${key}`);
    }
  }

  /** Committed entries stay, and are the same for everyone. */
  private checkCommitted({ raft }: Watched): void {
    const { log, commitIndex } = raft;
    for (let index = commitIndex; index > log.purgedIndex; index--) {
      const entry = entryAt(log, index);
      if (entry === undefined) fail(`node ${raft.options.id} lacks committed entry ${index}`);
      const other = this.committed[index]?.entry;
      if (other === entry) break;
      if (other === undefined) {
        this.committed[index] = { entry, inTerm: raft.term };
        for (const leader of this.leading) this.checkHas(leader, index);
      } else if (!isSame(other, entry))
        fail(`node ${raft.options.id} has committed another entry ${index} than was committed`);
    }
    this.committedIndex = Math.max(this.committedIndex, commitIndex);
  }

  /** Election safety, leader append-only and leader completeness. */
  private checkElection({ raft }: Watched, life: Life): void {
    if (raft.role !== "leader") {
      this.leading.delete(raft);
      return;
    }
    const { id } = raft.options;
    this.leading.add(raft);
    const other = this.leaders.get(raft.term);
    if (other !== undefined && other !== id)
      fail(`election safety: nodes ${other} and ${id} both lead term ${raft.term}`);
    this.leaders.set(raft.term, id);
    if (life.leaderTerm === raft.term && life.leaderLast !== undefined) {
      const { index } = life.leaderLast;
      if (index > raft.log.purgedIndex && entryAt(raft.log, index) !== life.leaderLast)
        fail(`leader append-only: node ${id} has replaced entry ${index}`);
    }
    if (life.leaderTerm !== raft.term) this.checkCompleteness(raft);
    life.leaderTerm = raft.term;
    life.leaderLast = entryAt(raft.log, lastIndex(raft.log));
  }

  /** What was committed in earlier terms is in the log of the leader. */
  private checkCompleteness(leader: Raft): void {
    for (let index = leader.log.purgedIndex + 1; index <= this.committedIndex; index++)
      this.checkHas(leader, index);
  }

  private checkHas({ options, log, term, role }: Raft, index: number): void {
    const known = this.committed[index];
    if (role !== "leader" || known === undefined) return;
    if (index <= log.purgedIndex || known.inTerm >= term) return;
    if (termAt(log, index) !== known.entry.term)
      fail(`leader completeness: node ${options.id} leads term ${term} without entry ${index}`);
  }
}

/** purged <= snapshot <= applied <= delivered <= committed <= last. */
function checkOrder({ raft }: Watched): void {
  const { log, snapshot, appliedIndex, deliveredIndex, commitIndex } = raft;
  const isRestoring = log.purgedIndex > deliveredIndex || deliveredIndex > appliedIndex;
  const order = [appliedIndex, deliveredIndex, commitIndex, lastIndex(log)];
  if (!isRestoring) order.unshift(log.purgedIndex, snapshot?.index ?? 0);
  order.forEach((value, i) => {
    if (i > 0 && value < (order[i - 1] as number))
      fail(`node ${raft.options.id}: indexes out of order: ${order.join(" ")}`);
  });
  const { stableIndex, handedIndex } = raft.durability;
  if (stableIndex > handedIndex || handedIndex > lastIndex(log))
    fail(`node ${raft.options.id}: durable ${stableIndex}, handed out ${handedIndex}`);
}

function isSame(one: Entry, other: Entry): boolean {
  return one.term === other.term && isEqual(one.data, other.data);
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return (
    one === other || (one.length === other.length && one.every((byte, i) => byte === other[i]))
  );
}

function fail(what: string): never {
  throw new SafetyViolation(what);
}
