// Log compaction (Raft paper section 7), restarts from snapshots, and both in a cluster.

import { describe, expect, it } from "vitest";
import {
  applied,
  configurationOf,
  configurationOfNow,
  describeConfiguration,
  describeSnapshot,
  encodeConfiguration,
  lastIndex,
  propose,
  type Raft,
  RangeOfStateError,
  receive,
  replicate,
  type SnapshotDescription,
  snapshotTaken,
  takeEffects,
} from "../../../src/raft/rules/index.ts";
import { Cluster } from "./cluster.ts";
import {
  accept,
  acceptAll,
  bytes,
  drain,
  heartbeatFrom,
  logOf,
  makeSettledLeader,
  startMs,
  startNode,
  termsOf,
} from "./one-node.ts";

const description: SnapshotDescription = {
  index: 8,
  term: 3,
  configuration: configurationOf([1, 2, 3], [4]),
  configurationIndex: 5,
};

function applyAll(raft: Raft): void {
  drain(raft);
  applied(raft, raft.deliveredIndex);
}

describe("section 7: compaction", () => {
  function leaderOfTen(keptEntries: number): Raft {
    const raft = makeSettledLeader(startNode({ options: { keptEntries } }));
    for (let i = 0; i < 9; i++) propose(raft, bytes("x"));
    drain(raft);
    acceptAll(raft);
    applyAll(raft);
    return raft;
  }

  it("purges what a snapshot holds, but for what slow followers may still want", () => {
    for (const [kept, purged] of [
      [0, 8],
      [3, 5],
      [100, 0],
    ] as const) {
      const raft = leaderOfTen(kept);
      const snapshot = describeSnapshot(raft, 8) as SnapshotDescription;
      expect(snapshotTaken(raft, snapshot)).toBe(purged);
      expect([raft.log.purgedIndex, lastIndex(raft.log)]).toEqual([purged, 10]);
    }
  });

  it("says with a snapshot where it ends and what configuration was in force there", () => {
    const raft = leaderOfTen(0);
    raft.history.push({ index: 9, configuration: configurationOf([1, 2]) });
    expect(describeSnapshot(raft, 8)).toEqual({
      index: 8,
      term: 1,
      configuration: configurationOf([1, 2, 3]),
      configurationIndex: 0,
    });
    expect(describeSnapshot(raft, 9)?.configuration).toEqual(configurationOf([1, 2]));
  });

  it("takes no snapshot of what is not applied", () => {
    const raft = leaderOfTen(0);
    propose(raft, bytes("x"));
    expect(() => describeSnapshot(raft, 11)).toThrow(
      "a snapshot cannot end at 11; 10 is what has been applied",
    );
    expect(() => snapshotTaken(raft, { ...description, index: 11 })).toThrow(RangeOfStateError);
    expect(raft.log.purgedIndex).toBe(0);
  });

  it("has no use for an older snapshot than it has", () => {
    const raft = leaderOfTen(0);
    const older = describeSnapshot(raft, 4) as SnapshotDescription;
    const newer = describeSnapshot(raft, 8) as SnapshotDescription;
    snapshotTaken(raft, newer);
    expect(describeSnapshot(raft, 4)).toBeNull();
    expect(describeSnapshot(raft, 8)).toBeNull();
    expect(snapshotTaken(raft, older)).toBe(8);
    expect(raft.snapshot).toEqual(newer);
  });

  it("purges nothing that the disk's log has yet to get", () => {
    const raft = makeSettledLeader(startNode({ options: { keptEntries: 0 } }));
    propose(raft, bytes("x"));
    propose(raft, bytes("y"));
    replicate(raft);
    takeEffects(raft);
    accept(raft, 2, 3);
    accept(raft, 3, 3);
    takeEffects(raft);
    applied(raft, 3);
    const snapshot = describeSnapshot(raft, 3) as SnapshotDescription;
    expect(snapshotTaken(raft, snapshot)).toBe(1);
  });

  it("keeps the configuration of what it purges, across a restart too", () => {
    const configuration = configurationOf([1, 2, 3, 4]);
    const data = encodeConfiguration(configuration);
    const entries = [
      ...logOf([1, 1]),
      { index: 3, term: 1, kind: "configuration", data } as const,
      ...logOf([1, 1], 4),
    ];
    const raft = startNode({ entries, options: { keptEntries: 0 } });
    receive(raft, heartbeatFrom(2, 1, 1, 5), startMs);
    applyAll(raft);
    const snapshot = describeSnapshot(raft, 4) as SnapshotDescription;
    snapshotTaken(raft, snapshot);
    expect(raft.history).toEqual([{ index: 3, configuration }]);
    const again = startNode({ snapshot, entries: entries.slice(4) });
    expect(describeConfiguration(configurationOfNow(again))).toBe("voters 1 2 3 4");
    expect([again.commitIndex, again.appliedIndex, termsOf(again)]).toEqual([4, 4, [1]]);
  });

  it("restarts from a snapshot with a log that reaches behind it, ends before it, or is not there", () => {
    const snapshot = { ...description, configurationIndex: 0 };
    const log = logOf([1, 1, 1, 2, 2, 3, 3, 3, 3, 3]);
    const behind = startNode({ snapshot, entries: log.slice(4) });
    expect([behind.log.purgedIndex, behind.log.purgedTerm, termsOf(behind)]).toEqual([
      5,
      2,
      [3, 3, 3, 3, 3],
    ]);
    const next = startNode({ snapshot, entries: log.slice(8) });
    expect([next.log.purgedIndex, termsOf(next)]).toEqual([8, [3, 3]]);
    for (const entries of [log.slice(0, 6), []]) {
      const raft = startNode({ snapshot, entries, term: 3 });
      expect([raft.log.purgedIndex, raft.log.purgedTerm, termsOf(raft)]).toEqual([8, 3, []]);
    }
  });

  it("refuses to restart from a snapshot that contradicts the log", () => {
    const entries = logOf([1, 1, 1, 2, 2, 2, 2, 2, 3]);
    expect(() => startNode({ snapshot: description, entries })).toThrow(
      "the recovered log has term 2 at 8 and ends with term 3; the snapshot has 3 there",
    );
  });
});

describe("a cluster with snapshots", () => {
  it("brings a node that has nothing up by a snapshot in many pieces and the log behind it", () => {
    const limits = { keptEntries: 0, maxChunkBytes: 10 };
    const cluster = new Cluster({ seed: 9, voters: [1, 2, 3], limits });
    const leader = cluster.elect(1);
    for (const other of [1, 2]) cluster.cutOff(3, other);
    const texts = Array.from({ length: 30 }, (_, i) => `c${i}`);
    for (const text of texts.slice(0, 20))
      cluster.act(leader, "proposes", (raft) => propose(raft, bytes(text)));
    cluster.quiesce();
    cluster.takeSnapshot(leader);
    for (const text of texts.slice(20))
      cluster.act(leader, "proposes", (raft) => propose(raft, bytes(text)));
    cluster.quiesce();
    cluster.cut.clear();
    const caughtUp = (): boolean => cluster.node(3).machine.commands.length === 30;
    expect(cluster.runCalmly(2000, caughtUp)).toBe(true);
    expect(cluster.node(3).machine.commands).toEqual(texts);
    expect(cluster.node(3).raft.snapshot?.index).toBe(leader.raft.snapshot?.index);
  });

  it("restarts whole from snapshots", () => {
    const cluster = new Cluster({ seed: 9, voters: [1, 2, 3], limits: { keptEntries: 0 } });
    const leader = cluster.elect(1);
    for (const text of ["a", "b"])
      cluster.act(leader, "proposes", (raft) => propose(raft, bytes(text)));
    cluster.quiesce();
    for (const node of cluster.nodes) cluster.takeSnapshot(node);
    for (const node of cluster.nodes) cluster.crash(node);
    for (const node of cluster.nodes) cluster.restart(node);
    expect(cluster.nodes.map(({ machine }) => machine.commands)).toEqual([
      ["a", "b"],
      ["a", "b"],
      ["a", "b"],
    ]);
    const again = cluster.elect(2);
    cluster.act(again, "proposes", (raft) => propose(raft, bytes("c")));
    cluster.quiesce();
    expect(cluster.node(3).machine.commands).toEqual(["a", "b", "c"]);
  });
});
