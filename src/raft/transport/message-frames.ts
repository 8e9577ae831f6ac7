/**
 * Messages of Raft as values of frames: lists, whose first element tells the kind and thereby what each
 * of the others is. Names of fields never cross.
 *
 * Invariant: what `messageOf` gives has passed `checkMessage`.
 */

import { checkMessage, type Message, type MessageLimits, type NodeId } from "../rules/index.ts";
import { frameOf } from "./frames.ts";

/** The kinds by their number on the wire; never reordered, only added to. */
const kinds: readonly Message["kind"][] = [
  "preVote",
  "preVoteReply",
  "vote",
  "voteReply",
  "append",
  "appendAccepted",
  "appendRejected",
  "heartbeat",
  "heartbeatReply",
  "snapshotChunk",
  "chunkAccepted",
  "timeoutNow",
  "readRequest",
  "readReply",
];

/** The fields of each kind after from, to and term. */
const fields: Readonly<Record<Message["kind"], readonly string[]>> = {
  preVote: ["lastIndex", "lastTerm"],
  preVoteReply: ["granted"],
  vote: ["lastIndex", "lastTerm", "cause"],
  voteReply: ["granted"],
  append: ["prevIndex", "prevTerm", "entries", "commit"],
  appendAccepted: ["matchIndex"],
  appendRejected: ["prevIndex", "hintIndex", "hintTerm"],
  heartbeat: ["commit", "round", "sentMs"],
  heartbeatReply: ["round", "sentMs"],
  snapshotChunk: ["snapshot", "offset", "data", "done"],
  chunkAccepted: ["snapshotIndex", "offset"],
  timeoutNow: [],
  readRequest: ["reader", "id"],
  readReply: ["reader", "id", "readIndex"],
};

const entryKinds = ["command", "noop", "configuration"] as const;
const fieldsOfEntry = 4;

/** How many bytes the message is on a stream. */
export function weightOf(message: Message): number {
  return frameOf(valueOfMessage(message)).length;
}

/** The message as a value for a frame. */
export function valueOfMessage(message: Message): unknown {
  const { kind } = message;
  const value: unknown[] = [kinds.indexOf(kind), message.from, message.to, message.term];
  if (kind === "append") {
    const { prevIndex, prevTerm, entries, commit } = message;
    const flat: unknown[] = [];
    for (const { index, term, kind: kindOfEntry, data } of entries)
      flat.push(index, term, entryKinds.indexOf(kindOfEntry), data);
    value.push(prevIndex, prevTerm, flat, commit);
  } else if (kind === "snapshotChunk") {
    const { index, term, configuration, configurationIndex } = message.snapshot;
    const { voters, outgoing, learners, learnersNext, autoLeave } = configuration;
    const members = [voters, outgoing, learners, learnersNext, autoLeave];
    const snapshot = [index, term, members, configurationIndex];
    value.push(snapshot, message.offset, message.data, message.done);
  } else for (const field of fields[kind]) value.push((message as unknown as Fields)[field]);
  return value;
}

type Fields = Record<string, unknown>;

/** The opposite, of what the node `from` sent. Throws MessageError, LimitError or ConfigurationError. */
export function messageOf(value: unknown, from: NodeId, limits: MessageLimits): Message {
  if (!Array.isArray(value)) return checkMessage(value, from, limits);
  const [number, sender, to, term, ...rest] = value as readonly unknown[];
  const kind = kinds[number as number];
  const message: Fields = { kind, from: sender, to, term };
  if (kind !== undefined)
    fields[kind].forEach((field, at) => {
      message[field] = rest[at];
    });
  if (kind === "append") message["entries"] = entriesOf(message["entries"]);
  if (kind === "snapshotChunk") message["snapshot"] = snapshotOf(message["snapshot"]);
  return checkMessage(message, from, limits);
}

function entriesOf(flat: unknown): unknown {
  if (!Array.isArray(flat)) return flat;
  const entries: unknown[] = [];
  for (let at = 0; at < flat.length; at += fieldsOfEntry) {
    const kind = entryKinds[flat[at + 2] as number];
    entries.push({ index: flat[at], term: flat[at + 1], kind, data: flat[at + 3] });
  }
  return entries;
}

function snapshotOf(value: unknown): unknown {
  if (!Array.isArray(value) || !Array.isArray(value[2])) return value;
  const [index, term, members, configurationIndex] = value as readonly unknown[];
  const [voters, outgoing, learners, learnersNext, autoLeave] = members as readonly unknown[];
  const configuration = { voters, outgoing, learners, learnersNext, autoLeave };
  return { index, term, configuration, configurationIndex };
}
