// What the owner of a node's state has for others to do, and when.

import { describe, expect, it } from "vitest";
import { Agenda } from "../../../src/raft/node/agenda.ts";
import {
  configurationOf,
  type Message,
  nothingRecovered,
  persisted,
  receive,
  startRaft,
} from "../../../src/raft/rules/index.ts";

/** A follower of node 1 that was sent one committed entry, and has handed it to its disk. */
function follower() {
  const options = {
    id: 2,
    bootstrap: configurationOf([1, 2, 3]),
    electionTimeoutMs: 100,
    reader: 1,
  };
  const raft = startRaft(options, nothingRecovered, 0);
  const sent: Message[] = [];
  const transport = {
    open: async () => {},
    send: (message: Message) => void sent.push(message),
    close: async () => {},
  };
  const agenda = new Agenda<string>(raft, { transport });
  const entry = { index: 1, term: 1, kind: "command", data: new Uint8Array([1]) } as const;
  const append = { kind: "append", from: 1, to: 2, term: 1, prevIndex: 0, prevTerm: 0 } as const;
  receive(raft, { ...append, entries: [entry], commit: 1 }, 0);
  agenda.conclude();
  return { raft, agenda, sent };
}

describe("the agenda of a node", () => {
  it("has a write for the disk and an entry for the state machine, each until it is taken", () => {
    const { agenda } = follower();
    expect(agenda.batch?.writes).toHaveLength(1);
    expect(agenda.work?.entries).toHaveLength(1);
    agenda.batchTaken();
    agenda.workTaken();
    expect(agenda.batch).toBeNull();
    expect(agenda.work).toBeNull();
  });

  it("keeps a snapshot back until the disk's own log reaches as far", () => {
    const { raft, agenda } = follower();
    const write = agenda.batch?.writes[0]?.number as number;
    agenda.noteApplied({ index: 1, capture: { index: 1, encode: () => new Uint8Array() } });
    // Others have the entry on disk, so it is applied; this node has not.
    expect(agenda.snapshot).toBeNull();
    persisted(raft, write, 0);
    expect(agenda.snapshot?.description).toMatchObject({ index: 1, term: 1 });
    agenda.snapshotTaken();
    expect(agenda.snapshot).toBeNull();
  });
});
