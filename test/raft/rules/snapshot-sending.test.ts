// The leader's half of InstallSnapshot: Raft paper section 7 and figure 13.

import { describe, expect, it } from "vitest";
import {
  type Chunk,
  chunkRead,
  chunkUnreadable,
  configurationOf,
  heartbeatTimeout,
  type Message,
  propose,
  type Raft,
  receive,
  replicate,
  type SnapshotDescription,
  takeEffects,
} from "../../../src/raft/rules/index.ts";
import {
  accept,
  bytes,
  drain,
  electionTimeoutMs,
  logOf,
  makeLeader,
  ofKind,
  startMs,
  startNode,
} from "./one-node.ts";

describe("figure 13: how a leader sends its snapshot", () => {
  const snapshot: SnapshotDescription = {
    index: 4,
    term: 1,
    configuration: configurationOf([1, 2, 3]),
    configurationIndex: 0,
  };

  /** A leader whose log begins at 5, and a follower that has nothing. */
  function leader(): Raft {
    const raft = startNode({ snapshot, entries: logOf([1, 1], 5), options: { maxChunkBytes: 3 } });
    makeLeader(raft);
    const { term } = raft;
    const rejected = { kind: "appendRejected", from: 2, to: 1, term, prevIndex: 6 } as const;
    receive(raft, { ...rejected, hintIndex: 0, hintTerm: 0 }, startMs);
    return raft;
  }

  function piece(offset: number, text: string, done = false, of = snapshot): Chunk {
    return { snapshot: of, offset, data: bytes(text), done };
  }

  function take(raft: Raft): { chunks: Message[]; wanted: unknown[] } {
    replicate(raft);
    const { messages, chunkRequests } = takeEffects(raft);
    return { chunks: ofKind(messages, "snapshotChunk"), wanted: [...chunkRequests] };
  }

  const accepted = (raft: Raft, offset: number): void => {
    const { term } = raft;
    const message = {
      kind: "chunkAccepted",
      from: 2,
      to: 1,
      term,
      snapshotIndex: 4,
      offset,
    } as const;
    receive(raft, message, startMs);
  };

  it("to a follower that needs what was purged, piece by piece, as the follower takes them", () => {
    const raft = leader();
    expect(take(raft)).toEqual({ chunks: [], wanted: [{ node: 2, offset: 0, maxBytes: 3 }] });
    chunkRead(raft, 2, piece(0, "sta"), startMs);
    expect(take(raft)).toEqual({
      chunks: [{ kind: "snapshotChunk", from: 1, to: 2, term: raft.term, ...piece(0, "sta") }],
      wanted: [],
    });
    accepted(raft, 3);
    expect(take(raft).wanted).toEqual([{ node: 2, offset: 3, maxBytes: 3 }]);
    chunkRead(raft, 2, piece(3, "te", true), startMs);
    expect(take(raft).chunks).toHaveLength(1);
  });

  it("and goes on with the log behind it", () => {
    const raft = leader();
    take(raft);
    chunkRead(raft, 2, piece(0, "sta", true), startMs);
    accept(raft, 2, 4);
    const appends = ofKind(drain(raft).messages, "append").filter(({ to }) => to === 2);
    expect(appends.map(({ prevIndex, entries }) => [prevIndex, entries.length])).toEqual([[4, 3]]);
  });

  it("and sends it no appends meanwhile", () => {
    const raft = leader();
    take(raft);
    propose(raft, bytes("x"));
    heartbeatTimeout(raft, startMs);
    receive(
      raft,
      { kind: "heartbeatReply", from: 2, to: 1, term: raft.term, round: 1, sentMs: startMs },
      startMs,
    );
    const kinds = drain(raft)
      .messages.filter(({ to }) => to === 2)
      .map(({ kind }) => kind);
    expect(kinds).toEqual(["heartbeat"]);
  });

  it("again, a piece that was not answered for an election timeout", () => {
    const raft = leader();
    take(raft);
    chunkRead(raft, 2, piece(0, "sta"), startMs);
    take(raft);
    const alive = (nowMs: number): void => {
      const { term } = raft;
      const reply = { kind: "heartbeatReply", from: 2, to: 1, term, round: 0, sentMs: 0 } as const;
      receive(raft, reply, nowMs);
    };
    alive(startMs + electionTimeoutMs - 1);
    expect(take(raft).wanted).toEqual([]);
    alive(startMs + electionTimeoutMs);
    expect(take(raft).wanted).toEqual([{ node: 2, offset: 0, maxBytes: 3 }]);
  });

  it("from the start, when storage has a newer one by now", () => {
    const raft = leader();
    take(raft);
    chunkRead(raft, 2, piece(0, "sta"), startMs);
    accepted(raft, 3);
    take(raft);
    const newer = { ...snapshot, index: 5 };
    chunkRead(raft, 2, piece(3, "new", false, newer), startMs);
    expect(take(raft)).toEqual({ chunks: [], wanted: [{ node: 2, offset: 0, maxBytes: 3 }] });
    chunkRead(raft, 2, piece(0, "new", false, newer), startMs);
    expect(take(raft).chunks).toEqual([expect.objectContaining({ snapshot: newer, offset: 0 })]);
  });

  it("and disregards pieces and answers that it does not wait for", () => {
    const raft = leader();
    take(raft);
    accepted(raft, 3);
    chunkRead(raft, 2, piece(3, "te"), startMs);
    chunkRead(raft, 3, piece(0, "sta"), startMs);
    chunkRead(raft, 9, piece(0, "sta"), startMs);
    expect(take(raft)).toEqual({ chunks: [], wanted: [] });
    expect(() => chunkRead(raft, 2, piece(0, "state"), startMs)).toThrow(
      "a piece of 5 bytes; 3 were asked for",
    );
  });

  it("and probes again where storage cannot read it", () => {
    const raft = leader();
    take(raft);
    chunkUnreadable(raft, 2);
    chunkUnreadable(raft, 9);
    expect([raft.progress.get(2)?.state, take(raft).wanted]).toEqual(["probe", []]);
    const { term } = raft;
    receive(raft, { kind: "heartbeatReply", from: 2, to: 1, term, round: 0, sentMs: 0 }, startMs);
    expect(take(raft).wanted).toEqual([{ node: 2, offset: 0, maxBytes: 3 }]);
  });

  it("and takes a follower back that has got on by itself", () => {
    const raft = leader();
    take(raft);
    accept(raft, 2, 3);
    expect(raft.progress.get(2)?.state).toBe("snapshot");
    accept(raft, 2, 6);
    expect([raft.progress.get(2)?.state, raft.progress.get(2)?.nextIndex]).toEqual([
      "replicate",
      7,
    ]);
  });
});
