// One node by itself, for tests of single rules: started with a log of given terms, driven by messages
// that a test makes up, with a disk that is as fast as the test says.

import {
  type Configuration,
  configurationOf,
  type Decisions,
  type Effects,
  type Entry,
  electionTimeout,
  type Message,
  noData,
  nothingRecovered,
  persisted,
  type Raft,
  type RaftOptions,
  type ReadyRead,
  receive,
  replicate,
  type SnapshotDescription,
  startRaft,
  takeEffects,
  type Write,
} from "../../../src/raft/rules/index.ts";

export const electionTimeoutMs = 100;

export interface Beginning {
  readonly id?: number;
  readonly voters?: readonly number[];
  readonly learners?: readonly number[];
  readonly bootstrap?: Configuration;
  /** The term of each entry, from index 1 on. */
  readonly terms?: readonly number[];
  readonly entries?: readonly Entry[];
  readonly term?: number;
  readonly votedFor?: number | null;
  readonly snapshot?: SnapshotDescription;
  readonly options?: Partial<RaftOptions>;
  readonly decisions?: Decisions;
}

/** The time of every test's first input: long enough after the start that no leader is stood by. */
export const startMs = 1000;

export function startNode(beginning: Beginning = {}): Raft {
  const { id = 1, voters = [1, 2, 3], learners = [], options, decisions } = beginning;
  const entries = beginning.entries ?? logOf(beginning.terms ?? []);
  const term = beginning.term ?? entries.at(-1)?.term ?? 0;
  return startRaft(
    {
      id,
      bootstrap: beginning.bootstrap ?? configurationOf(voters, learners),
      electionTimeoutMs,
      reader: id * 1000,
      ...options,
    },
    {
      ...nothingRecovered,
      hardState: { term, votedFor: beginning.votedFor ?? null },
      snapshot: beginning.snapshot ?? null,
      entries,
    },
    startMs - electionTimeoutMs,
    decisions,
  );
}

/** Entries of the given terms, from index 1 on or from `first`. */
export function logOf(terms: readonly number[], first = 1): Entry[] {
  return terms.map((term, i) => command(first + i, term));
}

export function command(index: number, term: number, text = `${index} of term ${term}`): Entry {
  return { index, term, kind: "command", data: bytes(text) };
}

export function noop(index: number, term: number): Entry {
  return { index, term, kind: "noop", data: noData };
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** What a run of effects came to. */
export interface Drained {
  readonly messages: Message[];
  readonly writes: Write[];
  readonly committed: Entry[];
  readonly reads: ReadyRead[];
  readonly abandonedReads: number[];
  readonly effects: Effects[];
}

/** Takes all effects, with a disk that is done at once, until there are none. */
export function drain(raft: Raft, nowMs: number = raft.nowMs): Drained {
  const drained = nothingDrained();
  for (;;) {
    replicate(raft);
    const write = note(drained, takeEffects(raft));
    if (write === null) return drained;
    persisted(raft, write.number, nowMs);
  }
}

/** Takes the effects there are now; the disk has done nothing yet. */
export function drainUnwritten(raft: Raft): Drained {
  const drained = nothingDrained();
  replicate(raft);
  note(drained, takeEffects(raft));
  return drained;
}

function nothingDrained(): Drained {
  return { messages: [], writes: [], committed: [], reads: [], abandonedReads: [], effects: [] };
}

function note(drained: Drained, effects: Effects): Write | null {
  drained.effects.push(effects);
  drained.messages.push(...effects.messages);
  drained.committed.push(...effects.committed);
  drained.reads.push(...effects.reads);
  drained.abandonedReads.push(...effects.abandonedReads);
  if (effects.write !== null) drained.writes.push(effects.write);
  return effects.write;
}

/** The messages of one kind. */
export function ofKind<K extends Message["kind"]>(
  messages: readonly Message[],
  kind: K,
): Extract<Message, { kind: K }>[] {
  return messages.filter((message) => message.kind === kind) as Extract<Message, { kind: K }>[];
}

/** Makes the node a candidate: its timer runs out and everyone would vote for it. */
export function makeCandidate(raft: Raft, nowMs: number = startMs): Drained {
  electionTimeout(raft, nowMs);
  const asked = ofKind(drain(raft, nowMs).messages, "preVote");
  for (const { to, term } of asked)
    receive(
      raft,
      { kind: "preVoteReply", from: to, to: raft.options.id, term, granted: true },
      nowMs,
    );
  return drain(raft, nowMs);
}

/** Makes the node the leader of the next term, by everyone's vote. */
export function makeLeader(raft: Raft, nowMs: number = startMs): Drained {
  const { messages } = makeCandidate(raft, nowMs);
  for (const { to, term } of ofKind(messages, "vote"))
    receive(raft, { kind: "voteReply", from: to, to: raft.options.id, term, granted: true }, nowMs);
  return drain(raft, nowMs);
}

/** Makes the node leader and has everyone store its log, so that all of it is committed. */
export function makeSettledLeader(raft: Raft, nowMs: number = startMs): Raft {
  makeLeader(raft, nowMs);
  acceptAll(raft, nowMs);
  return raft;
}

/** Every follower acknowledges the whole log of the leader. */
export function acceptAll(raft: Raft, nowMs: number = raft.nowMs): Drained {
  const last = raft.log.offset + raft.log.entries.length - 1;
  for (const node of [...raft.progress.keys()]) accept(raft, node, last, nowMs);
  return drain(raft, nowMs);
}

export function accept(raft: Raft, from: number, matchIndex: number, nowMs = raft.nowMs): void {
  const { id: to } = raft.options;
  receive(raft, { kind: "appendAccepted", from, to, term: raft.term, matchIndex }, nowMs);
}

/** An append from a leader, with nothing in it but what is said. */
export function appendFrom(
  from: number,
  to: number,
  term: number,
  rest: { prevIndex?: number; prevTerm?: number; entries?: readonly Entry[]; commit?: number } = {},
): Message {
  const { prevIndex = 0, prevTerm = 0, entries = [], commit = 0 } = rest;
  return { kind: "append", from, to, term, prevIndex, prevTerm, entries, commit };
}

export function heartbeatFrom(from: number, to: number, term: number, commit = 0): Message {
  return { kind: "heartbeat", from, to, term, commit, round: 1, sentMs: 0 };
}

export function voteFrom(
  from: number,
  to: number,
  term: number,
  lastIndex = 0,
  lastTerm = 0,
  cause: "timeout" | "transfer" = "timeout",
): Message {
  return { kind: "vote", from, to, term, lastIndex, lastTerm, cause };
}

/** The terms of the entries in the log. */
export function termsOf(raft: Raft): number[] {
  return raft.log.entries
    .filter(({ index }) => index > raft.log.purgedIndex)
    .map(({ term }) => term);
}
