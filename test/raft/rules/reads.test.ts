// Linearizable reads without the log: Raft paper section 8, ReadIndex (thesis 6.4), leases (6.4.1).

import { describe, expect, it } from "vitest";
import {
  checkQuorum,
  electionTimeout,
  forgetRead,
  heartbeatTimeout,
  holdsLease,
  LimitError,
  NotLeaderError,
  propose,
  type Raft,
  type ReadyRead,
  receive,
  requestLeaseRead,
  requestRead,
  transferLeadership,
} from "../../../src/raft/rules/index.ts";
import { Cluster } from "./cluster.ts";
import {
  accept,
  acceptAll,
  appendFrom,
  bytes,
  drain,
  electionTimeoutMs,
  heartbeatFrom,
  makeLeader,
  makeSettledLeader,
  ofKind,
  startMs,
  startNode,
} from "./one-node.ts";

function answer(raft: Raft, from: number, round: number, nowMs = startMs, sentMs = nowMs): void {
  const { term } = raft;
  receive(raft, { kind: "heartbeatReply", from, to: 1, term, round, sentMs }, nowMs);
}

function ready(raft: Raft): ReadyRead[] {
  return drain(raft).reads;
}

describe("thesis 6.4: ReadIndex", () => {
  it("step 1: waits until the leader has committed an entry of its own term", () => {
    const raft = startNode({ terms: [1, 1] });
    makeLeader(raft);
    requestRead(raft, 7, startMs);
    expect(ofKind(drain(raft).messages, "heartbeat")).toEqual([]);
    acceptAll(raft);
    const beats = ofKind(drain(raft).messages, "heartbeat");
    expect(beats).toEqual([]);
    answer(raft, 2, raft.round);
    expect(ready(raft)).toEqual([{ id: 7, readIndex: 3 }]);
  });

  it("step 2: takes the commit index of when the read came, or a later one", () => {
    const raft = makeSettledLeader(startNode());
    propose(raft, bytes("x"));
    requestRead(raft, 7, startMs);
    drain(raft);
    acceptAll(raft);
    answer(raft, 2, raft.round);
    expect(ready(raft)).toEqual([{ id: 7, readIndex: 1 }]);
  });

  it("step 3: makes sure by a round of heartbeats that it still leads", () => {
    const raft = makeSettledLeader(startNode({ voters: [1, 2, 3, 4, 5] }));
    requestRead(raft, 7, startMs);
    const beats = ofKind(drain(raft).messages, "heartbeat");
    expect(beats.map(({ to, round }) => [to, round])).toEqual([2, 3, 4, 5].map((to) => [to, 1]));
    answer(raft, 2, 1);
    expect(ready(raft)).toEqual([]);
    answer(raft, 2, 1);
    expect(ready(raft)).toEqual([]);
    answer(raft, 3, 1);
    expect(ready(raft)).toEqual([{ id: 7, readIndex: 1 }]);
    answer(raft, 4, 1);
    expect(ready(raft)).toEqual([]);
  });

  it("step 3: a round that was sent before the read came confirms nothing", () => {
    const raft = makeSettledLeader(startNode());
    heartbeatTimeout(raft, startMs);
    drain(raft);
    requestRead(raft, 7, startMs);
    drain(raft);
    answer(raft, 2, 1);
    expect(ready(raft)).toEqual([]);
    answer(raft, 2, 2);
    expect(ready(raft)).toHaveLength(1);
  });

  it("step 3: does not take learners' answers, nor rounds that were never sent", () => {
    const raft = makeSettledLeader(startNode({ voters: [1, 2, 3], learners: [4, 5] }));
    requestRead(raft, 7, startMs);
    drain(raft);
    answer(raft, 4, 1);
    answer(raft, 5, 1);
    expect(ready(raft)).toEqual([]);
    answer(raft, 2, 99);
    expect(ready(raft)).toHaveLength(1);
    requestRead(raft, 8, startMs);
    drain(raft);
    expect(ready(raft)).toEqual([]);
  });

  it("one round serves all reads that wait, and those that come meanwhile share the next", () => {
    const raft = makeSettledLeader(startNode());
    for (const id of [1, 2, 3]) requestRead(raft, id, startMs);
    expect(ofKind(drain(raft).messages, "heartbeat")).toHaveLength(2);
    for (const id of [4, 5]) requestRead(raft, id, startMs);
    expect(ofKind(drain(raft).messages, "heartbeat")).toEqual([]);
    answer(raft, 2, 1);
    const { reads, messages } = drain(raft);
    expect(reads.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(ofKind(messages, "heartbeat").map(({ round }) => round)).toEqual([2, 2]);
    answer(raft, 3, 2);
    expect(ready(raft).map(({ id }) => id)).toEqual([4, 5]);
  });

  it("a round that was lost is made good by the next heartbeats", () => {
    const raft = makeSettledLeader(startNode());
    requestRead(raft, 7, startMs);
    drain(raft);
    heartbeatTimeout(raft, startMs + 20);
    drain(raft);
    answer(raft, 2, 2, startMs + 20);
    expect(ready(raft).map(({ id }) => id)).toEqual([7]);
  });

  it("a leader without others is confirmed by itself", () => {
    const raft = startNode({ voters: [1] });
    electionTimeout(raft, startMs);
    drain(raft);
    requestRead(raft, 7, startMs);
    expect(ready(raft)).toEqual([{ id: 7, readIndex: 1 }]);
  });

  it("a leader that is deposed gives up the reads that wait", () => {
    const raft = makeSettledLeader(startNode());
    requestRead(raft, 7, startMs);
    drain(raft);
    requestRead(raft, 8, startMs);
    checkQuorum(raft, startMs + 10 * electionTimeoutMs);
    expect(raft.role).toBe("follower");
    expect(drain(raft).abandonedReads).toEqual([7, 8]);
  });

  it("a partitioned leader answers nothing while another leads", () => {
    const cluster = new Cluster({ seed: 11, voters: [1, 2, 3] });
    const old = cluster.elect(1);
    for (const other of [2, 3]) cluster.cutOff(1, other);
    const next = cluster.elect(2);
    cluster.act(next, "proposes", (raft) => propose(raft, bytes("new")));
    cluster.quiesce();
    expect(old.raft.role).toBe("leader");
    cluster.act(old, "reads", (raft) => requestRead(raft, 1, cluster.nowMs));
    cluster.act(old, "reads", (raft) => requestLeaseRead(raft, 2, cluster.nowMs));
    cluster.quiesce();
    expect(cluster.readsReady).toBe(0);
  });
});

describe("thesis 6.4: reads on followers", () => {
  function follower(): Raft {
    const raft = startNode({ terms: [1] });
    receive(raft, heartbeatFrom(2, 1, 1, 1), startMs);
    drain(raft);
    return raft;
  }

  it("ask the leader for its read index", () => {
    const raft = follower();
    requestRead(raft, 7, startMs);
    expect(drain(raft).messages).toEqual([
      { kind: "readRequest", from: 1, to: 2, term: 1, reader: 1000, id: 7 },
    ]);
    const reply = { kind: "readReply", from: 2, to: 1, term: 1, reader: 1000, id: 7 } as const;
    receive(raft, { ...reply, readIndex: 4 }, startMs);
    receive(raft, { ...reply, readIndex: 4 }, startMs);
    expect(ready(raft)).toEqual([{ id: 7, readIndex: 4 }]);
  });

  it("are answered by the leader as its own are", () => {
    const raft = makeSettledLeader(startNode());
    receive(raft, { kind: "readRequest", from: 3, to: 1, term: 1, reader: 5, id: 7 }, startMs);
    drain(raft);
    answer(raft, 2, 1);
    const { messages, reads } = drain(raft);
    expect(reads).toEqual([]);
    expect(ofKind(messages, "readReply")).toEqual([
      { kind: "readReply", from: 1, to: 3, term: 1, reader: 5, id: 7, readIndex: 1 },
    ]);
  });

  it("take no answer to a read of a life before, or from another than the leader", () => {
    const raft = follower();
    requestRead(raft, 7, startMs);
    const reply = { kind: "readReply", from: 2, to: 1, term: 1, id: 7, readIndex: 1 } as const;
    receive(raft, { ...reply, reader: 999 }, startMs);
    receive(raft, { ...reply, reader: 1000, from: 3 }, startMs);
    expect(ready(raft)).toEqual([]);
    receive(raft, { ...reply, reader: 1000 }, startMs);
    expect(ready(raft)).toHaveLength(1);
  });

  it("are given up with the leader they were passed on to", () => {
    const raft = follower();
    requestRead(raft, 7, startMs);
    receive(raft, appendFrom(3, 1, 2), startMs);
    expect(drain(raft).abandonedReads).toEqual([7]);
  });

  it("are forgotten when their owner asks for that", () => {
    const raft = follower();
    requestRead(raft, 7, startMs);
    forgetRead(raft, 7);
    const reply = { kind: "readReply", from: 2, to: 1, term: 1, reader: 1000, id: 7 } as const;
    receive(raft, { ...reply, readIndex: 1 }, startMs);
    expect(ready(raft)).toEqual([]);
    requestRead(raft, 7, startMs);
    expect(() => requestRead(raft, 7, startMs)).toThrow("read 7 waits already");
  });

  it("are not asked of one that does not lead", () => {
    const raft = follower();
    receive(raft, { kind: "readRequest", from: 3, to: 1, term: 1, reader: 5, id: 7 }, startMs);
    expect(drain(raft).messages).toEqual([]);
  });
});

describe("limits of reads", () => {
  it("a node that knows of no leader refuses them", () => {
    expect(() => requestRead(startNode(), 1, startMs)).toThrow(NotLeaderError);
    expect(() => requestLeaseRead(startNode(), 1, startMs)).toThrow(NotLeaderError);
  });

  it("too many that wait are refused; too many of others are dropped", () => {
    const raft = makeSettledLeader(startNode({ options: { maxWaitingReads: 2 } }));
    for (const id of [1, 2]) requestRead(raft, id, startMs);
    expect(() => requestRead(raft, 3, startMs)).toThrow(new LimitError("reads that wait", 3, 2));
    receive(raft, { kind: "readRequest", from: 3, to: 1, term: 1, reader: 5, id: 7 }, startMs);
    drain(raft);
    answer(raft, 2, 1);
    const { reads, messages } = drain(raft);
    expect([reads.length, ofKind(messages, "readReply").length]).toEqual([2, 0]);
  });

  it("an id is a whole number", () => {
    expect(() => requestRead(makeSettledLeader(startNode()), 0.5, startMs)).toThrow(
      "0.5 is no id of a read",
    );
  });
});

describe("thesis 6.4.1: leases", () => {
  /** A leader whose heartbeat of startMs a majority has answered. */
  function leaseholder(options = {}): Raft {
    const raft = makeSettledLeader(startNode({ options }));
    heartbeatTimeout(raft, startMs);
    drain(raft);
    answer(raft, 2, 1, startMs + 5, startMs);
    return raft;
  }

  it("a read is ready at once, without a message, while the lease holds", () => {
    const raft = leaseholder();
    requestLeaseRead(raft, 7, startMs + 10);
    const { reads, messages } = drain(raft);
    expect([reads, ofKind(messages, "heartbeat")]).toEqual([[{ id: 7, readIndex: 1 }], []]);
  });

  it("a lease holds from when the heartbeat was sent, for the election timeout by the bound on clock drift", () => {
    for (const clockDriftBound of [1, 1.25, 2]) {
      const raft = leaseholder({ clockDriftBound });
      const endMs = startMs + electionTimeoutMs / clockDriftBound;
      requestLeaseRead(raft, 7, endMs - 1);
      expect(holdsLease(raft)).toBe(true);
      requestLeaseRead(raft, 8, endMs);
      expect(holdsLease(raft)).toBe(false);
      expect(ready(raft).map(({ id }) => id)).toEqual([7]);
    }
  });

  it("after it, the read takes a round as any other does", () => {
    const raft = leaseholder();
    requestLeaseRead(raft, 7, startMs + electionTimeoutMs);
    expect(ofKind(drain(raft).messages, "heartbeat")).toHaveLength(2);
    answer(raft, 3, 2, startMs + electionTimeoutMs);
    expect(ready(raft).map(({ id }) => id)).toEqual([7]);
  });

  it("a majority has to have answered, learners not counted", () => {
    const raft = makeSettledLeader(startNode({ voters: [1, 2, 3, 4, 5], learners: [6, 7] }));
    heartbeatTimeout(raft, startMs);
    drain(raft);
    for (const from of [6, 7, 2]) answer(raft, from, 1, startMs);
    expect(holdsLease(raft)).toBe(false);
    answer(raft, 3, 1, startMs);
    expect(holdsLease(raft)).toBe(true);
  });

  it("an answer from the future is taken for one of now", () => {
    const raft = makeSettledLeader(startNode());
    answer(raft, 2, 0, startMs, startMs + 1_000_000);
    requestLeaseRead(raft, 7, startMs + electionTimeoutMs);
    expect(ready(raft)).toEqual([]);
  });

  it("a lease does not hold before the leader has committed in its term", () => {
    const raft = startNode({ terms: [1] });
    makeLeader(raft);
    answer(raft, 2, 0, startMs, startMs);
    expect(holdsLease(raft)).toBe(false);
    accept(raft, 2, 2);
    expect(holdsLease(raft)).toBe(true);
  });

  it("a lease is given up with the first TimeoutNow, for the rest of the term (3.10)", () => {
    const raft = leaseholder();
    transferLeadership(raft, 2, startMs + 5);
    expect(holdsLease(raft)).toBe(false);
    heartbeatTimeout(raft, startMs + 5 + electionTimeoutMs);
    drain(raft);
    expect(raft.transfer).toBeNull();
    answer(raft, 2, 2, startMs + 5 + electionTimeoutMs);
    expect(holdsLease(raft)).toBe(false);
  });

  it("a clock that stepped back makes no lease longer", () => {
    const raft = leaseholder();
    requestLeaseRead(raft, 7, startMs + electionTimeoutMs);
    requestLeaseRead(raft, 8, startMs + 10);
    expect(ready(raft)).toEqual([]);
  });

  it("a follower has none", () => {
    const raft = startNode({ terms: [1] });
    receive(raft, heartbeatFrom(2, 1, 1, 1), startMs);
    requestLeaseRead(raft, 7, startMs);
    expect(holdsLease(raft)).toBe(false);
    expect(ofKind(drain(raft).messages, "readRequest")).toHaveLength(1);
  });
});
