// Writes as a node makes them, for tests of storage.

import type {
  Entry,
  SnapshotChunk,
  SnapshotDescription,
  Write,
} from "../../../src/raft/rules/index.ts";

export function entry(index: number, term: number, text = `${term}:${index}`): Entry {
  return { index, term, kind: "command", data: new TextEncoder().encode(text) };
}

export function write(number: number, parts: Partial<Write>): Write {
  return { number, hardState: null, chunks: [], entries: [], ...parts };
}

export function description(index: number, term: number): SnapshotDescription {
  const configuration = {
    voters: [1, 2, 3],
    outgoing: [],
    learners: [],
    learnersNext: [],
    autoLeave: false,
  };
  return { index, term, configuration, configurationIndex: 0 };
}

/** A snapshot as it comes from a leader, in pieces of at most `pieceBytes`. */
export function chunksOf(
  snapshot: SnapshotDescription,
  state: Uint8Array,
  pieceBytes: number,
): SnapshotChunk[] {
  const chunks: SnapshotChunk[] = [];
  for (let offset = 0; offset === 0 || offset < state.length; offset += pieceBytes) {
    const data = state.subarray(offset, offset + pieceBytes);
    const done = offset + data.length === state.length;
    const { term } = snapshot;
    chunks.push({ kind: "snapshotChunk", from: 2, to: 1, term, snapshot, offset, data, done });
  }
  return chunks;
}
