// The leader's half of log replication: Raft paper 5.3, and how a leader that pipelines keeps within its
// limits (thesis 10.2.1).

import { describe, expect, it } from "vitest";
import {
  type Append,
  heartbeatTimeout,
  LimitError,
  MessageError,
  NotLeaderError,
  nextAppend,
  propose,
  type Raft,
  receive,
  replicate,
  takeEffects,
  unreachable,
} from "../../../src/raft/rules/index.ts";
import { Cluster } from "./cluster.ts";
import {
  accept,
  acceptAll,
  appendFrom,
  bytes,
  drain,
  heartbeatFrom,
  logOf,
  makeLeader,
  makeSettledLeader,
  ofKind,
  startMs,
  startNode,
} from "./one-node.ts";

function reject(
  raft: Raft,
  from: number,
  prevIndex: number,
  hintIndex: number,
  hintTerm: number,
): void {
  const { term } = raft;
  const message = {
    kind: "appendRejected",
    from,
    to: 1,
    term,
    prevIndex,
    hintIndex,
    hintTerm,
  } as const;
  receive(raft, message, startMs);
}

/** The appends to one node among those that go out now. */
function appendsTo(raft: Raft, node: number): Append[] {
  return ofKind(drain(raft).messages, "append").filter(({ to }) => to === node);
}

function indexesOf({ entries }: Append): number[] {
  return entries.map(({ index }) => index);
}

describe("section 5.3: the leader", () => {
  it("appends what it is given to its log, in its term, and sends it to all", () => {
    const raft = makeSettledLeader(startNode({ terms: [1, 1], term: 4 }));
    expect(propose(raft, bytes("x"))).toBe(4);
    const entry = { index: 4, term: 5, kind: "command", data: bytes("x") };
    expect(drain(raft).messages).toEqual(
      [2, 3].map((to) => ({
        kind: "append",
        from: 1,
        to,
        term: 5,
        prevIndex: 3,
        prevTerm: 5,
        entries: [entry],
        commit: 3,
      })),
    );
  });

  it("alone takes commands; others name it", () => {
    const raft = startNode();
    expect(() => propose(raft, bytes("x"))).toThrow(
      "node 1 is a follower, not the leader; it knows of no leader yet",
    );
    receive(raft, heartbeatFrom(2, 1, 1), startMs);
    expect(() => propose(raft, bytes("x"))).toThrow(
      "node 1 is a follower, not the leader; the leader is node 2",
    );
    expect(() => propose(raft, bytes("x"))).toThrow(NotLeaderError);
    expect(raft.log.entries).toEqual([]);
  });

  it("never overwrites or deletes its own entries (leader append-only)", () => {
    const raft = startNode({ terms: [1, 2, 2] });
    makeLeader(raft);
    const before = [...raft.log.entries];
    receive(raft, appendFrom(2, 1, 2, { prevIndex: 0, entries: logOf([1]) }), startMs);
    reject(raft, 2, 3, 1, 1);
    propose(raft, bytes("x"));
    expect(raft.log.entries.slice(0, before.length)).toEqual(before);
  });

  it("goes back where a follower's log differs, and then sends all that follows", () => {
    const raft = startNode({ terms: [1, 1, 2, 2] });
    makeLeader(raft);
    reject(raft, 2, 4, 2, 1);
    const [probe] = appendsTo(raft, 2);
    expect([probe?.prevIndex, probe?.prevTerm, indexesOf(probe as Append)]).toEqual([
      2,
      1,
      [3, 4, 5],
    ]);
  });

  it("retries without end: a probe that is not answered goes out again with the next heartbeat", () => {
    const raft = startNode({ terms: [1] });
    makeLeader(raft);
    for (let beat = 1; beat <= 3; beat++) {
      heartbeatTimeout(raft, startMs + beat);
      expect(appendsTo(raft, 2)).toEqual([]);
      receive(
        raft,
        { kind: "heartbeatReply", from: 2, to: 1, term: raft.term, round: beat, sentMs: startMs },
        startMs + beat,
      );
      expect(appendsTo(raft, 2).map(indexesOf)).toEqual([[2]]);
    }
  });

  it("refuses an acknowledgement of what it does not have", () => {
    const raft = makeSettledLeader(startNode());
    expect(() => accept(raft, 2, 7)).toThrow(
      new MessageError("node 2 claims entry 7 of a log that ends at 1"),
    );
    expect(raft.commitIndex).toBe(1);
  });

  it("does not mind acknowledgements that are late, repeated or of a stranger", () => {
    const raft = makeSettledLeader(startNode());
    for (let i = 0; i < 3; i++) propose(raft, bytes("x"));
    drain(raft);
    for (const match of [3, 2, 3, 1]) accept(raft, 2, match);
    accept(raft, 9, 4);
    expect(raft.progress.get(2)?.matchIndex).toBe(3);
    expect(raft.commitIndex).toBe(3);
  });
});

describe("thesis 10.2.1: pipelining and its limits", () => {
  it("probes with one append at a time, and pipelines once one was accepted", () => {
    const raft = startNode({ options: { maxAppendEntries: 1 } });
    makeLeader(raft);
    for (let i = 0; i < 3; i++) propose(raft, bytes("x"));
    expect(appendsTo(raft, 2)).toEqual([]);
    accept(raft, 2, 1);
    expect(appendsTo(raft, 2).map(indexesOf)).toEqual([[2], [3], [4]]);
  });

  it("gathers in one append what was proposed before it goes out", () => {
    const raft = makeSettledLeader(startNode({ options: { maxAppendEntries: 3 } }));
    for (let i = 0; i < 5; i++) propose(raft, bytes("x"));
    expect(appendsTo(raft, 2).map(indexesOf)).toEqual([
      [2, 3, 4],
      [5, 6],
    ]);
  });

  it("keeps an append within its bytes", () => {
    const raft = makeSettledLeader(startNode({ options: { maxAppendBytes: 300 } }));
    for (const size of [100, 100, 100, 500, 10]) propose(raft, new Uint8Array(size));
    expect(appendsTo(raft, 2).map(indexesOf)).toEqual([[2, 3], [4], [5], [6]]);
  });

  it("keeps the appends under way within the window, and sends on as they are acknowledged", () => {
    const options = { maxAppendEntries: 1, maxInflightAppends: 2 };
    const raft = makeSettledLeader(startNode({ options }));
    for (let i = 0; i < 4; i++) propose(raft, bytes("x"));
    expect(appendsTo(raft, 2).map(indexesOf)).toEqual([[2], [3]]);
    accept(raft, 2, 2);
    expect(appendsTo(raft, 2).map(indexesOf)).toEqual([[4]]);
    accept(raft, 2, 4);
    expect(appendsTo(raft, 2).map(indexesOf)).toEqual([[5]]);
  });

  it("keeps the bytes under way within the window", () => {
    const options = { maxAppendEntries: 1, maxInflightBytes: 250, maxAppendBytes: 200 };
    const raft = makeSettledLeader(startNode({ options }));
    for (let i = 0; i < 4; i++) propose(raft, new Uint8Array(100));
    expect(appendsTo(raft, 2).map(indexesOf)).toEqual([[2], [3]]);
    accept(raft, 2, 3);
    expect(appendsTo(raft, 2).map(indexesOf)).toEqual([[4], [5]]);
  });

  it("finds out by an empty append when the whole window was lost", () => {
    const options = {
      maxAppendEntries: 1,
      maxInflightAppends: 2,
      commitNotice: "withNext",
    } as const;
    const raft = makeSettledLeader(startNode({ options }));
    for (let i = 0; i < 4; i++) propose(raft, bytes("x"));
    drain(raft);
    const beat = (round: number): void => {
      heartbeatTimeout(raft, startMs + round);
      drain(raft);
      const { term } = raft;
      const reply = { kind: "heartbeatReply", from: 2, to: 1, term, round, sentMs: 0 } as const;
      receive(raft, reply, startMs + round);
    };
    beat(1);
    expect(appendsTo(raft, 2)).toEqual([]);
    beat(2);
    expect(appendsTo(raft, 2).map(({ prevIndex, entries }) => [prevIndex, entries.length])).toEqual(
      [[3, 0]],
    );
    reject(raft, 2, 3, 1, 1);
    expect(appendsTo(raft, 2).map(indexesOf)).toEqual([[2]]);
    accept(raft, 2, 2);
    expect(appendsTo(raft, 2).map(indexesOf)).toEqual([[3], [4]]);
  });

  it("probes again a follower that the transport could not reach", () => {
    const raft = makeSettledLeader(startNode());
    propose(raft, bytes("x"));
    drain(raft);
    unreachable(raft, 2);
    unreachable(raft, 9);
    propose(raft, bytes("y"));
    expect(raft.progress.get(2)?.state).toBe("probe");
    expect(appendsTo(raft, 2)).toEqual([]);
    accept(raft, 2, 1);
    expect(appendsTo(raft, 2).map(indexesOf)).toEqual([[2, 3]]);
  });

  it("gives an owner the appends of one follower at a time, if it prefers that", () => {
    const raft = makeSettledLeader(startNode({ options: { maxAppendEntries: 1 } }));
    for (let i = 0; i < 2; i++) propose(raft, bytes("x"));
    expect(takeEffects(raft).messages).toEqual([]);
    expect(indexesOf(nextAppend(raft, 3) as Append)).toEqual([2]);
    expect(indexesOf(nextAppend(raft, 3) as Append)).toEqual([3]);
    expect(nextAppend(raft, 3)).toBeUndefined();
    expect(nextAppend(raft, 9)).toBeUndefined();
    replicate(raft);
    expect(takeEffects(raft).messages.map(({ to }) => to)).toEqual([2, 2]);
  });

  it("tells of a commit at once, or with what comes next", () => {
    for (const [commitNotice, told] of [
      ["prompt", [[2, 2]]],
      ["withNext", []],
    ] as const) {
      const raft = makeSettledLeader(startNode({ options: { commitNotice } }));
      propose(raft, bytes("x"));
      drain(raft);
      accept(raft, 2, 2);
      const notices = appendsTo(raft, 2).map(({ prevIndex, commit }) => [prevIndex, commit]);
      expect(notices).toEqual(told);
      propose(raft, bytes("y"));
      expect(appendsTo(raft, 2).map(({ commit }) => commit)).toEqual([2]);
    }
  });

  it("refuses a command that is too large, and more than may be uncommitted", () => {
    const options = { maxCommandBytes: 100, maxUncommittedBytes: 300 };
    const raft = makeSettledLeader(startNode({ options }));
    expect(() => propose(raft, new Uint8Array(101))).toThrow(
      new LimitError("bytes of a command", 101, 100),
    );
    for (let i = 0; i < 2; i++) propose(raft, new Uint8Array(100));
    expect(() => propose(raft, new Uint8Array(100))).toThrow(
      "bytes not committed yet: 364 is over the limit of 300",
    );
    drain(raft);
    acceptAll(raft);
    expect(raft.uncommittedBytes).toBe(0);
    expect(propose(raft, new Uint8Array(100))).toBe(4);
  });

  it("counts what an earlier leader left uncommitted, and lets one command pass in any case", () => {
    const options = { maxUncommittedBytes: 50, maxCommandBytes: 100 };
    const raft = startNode({ terms: [1, 1, 1], options });
    makeLeader(raft);
    expect(() => propose(raft, bytes("x"))).toThrow(LimitError);
    acceptAll(raft);
    expect(propose(raft, new Uint8Array(100))).toBe(5);
  });
});

describe("a cluster", () => {
  it("replicates, commits and applies on all nodes (figure 1)", () => {
    const cluster = new Cluster({ seed: 1, voters: [1, 2, 3, 4, 5] });
    const leader = cluster.elect(1);
    for (const text of ["a", "b", "c"])
      cluster.act(leader, "proposes", (raft) => propose(raft, bytes(text)));
    cluster.quiesce();
    expect(cluster.nodes.map(({ machine }) => machine.commands)).toEqual(
      new Array(5).fill(["a", "b", "c"]),
    );
  });

  it("brings a node that was away for long back in step", () => {
    const cluster = new Cluster({ seed: 1, voters: [1, 2, 3] });
    const leader = cluster.elect(1);
    for (const other of [1, 2]) cluster.cutOff(3, other);
    for (let i = 0; i < 50; i++)
      cluster.act(leader, "proposes", (raft) => propose(raft, bytes(`${i}`)));
    cluster.quiesce();
    expect(cluster.node(3).machine.commands).toEqual([]);
    cluster.cut.clear();
    expect(cluster.runCalmly(500, () => cluster.node(3).machine.commands.length === 50)).toBe(true);
  });
});
