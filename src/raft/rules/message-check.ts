/**
 * Whether something that came from outside is a message: each field there and of its kind, numbers
 * within their range, sizes within limits. A node that takes in only what passes here and is of its
 * cluster can be sent no nonsense that breaks it.
 */

import { checkConfiguration, type NodeId } from "./configuration.ts";
import { LimitError, MessageError } from "./errors.ts";
import type { Message } from "./messages.ts";

/** The most that one message may hold. */
export interface MessageLimits {
  readonly maxEntries: number;
  /** Bytes of entries, or of a piece of a snapshot. */
  readonly maxBytes: number;
}

type Check = (value: unknown, field: string, limits: MessageLimits) => void;

/** The fields of each kind beside kind, from, to and term. */
const shapes: Readonly<Record<Message["kind"], Readonly<Record<string, Check>>>> = {
  preVote: { lastIndex: whole, lastTerm: whole },
  preVoteReply: { granted: yesOrNo },
  vote: { lastIndex: whole, lastTerm: whole, cause },
  voteReply: { granted: yesOrNo },
  append: { prevIndex: whole, prevTerm: whole, entries, commit: whole },
  appendAccepted: { matchIndex: whole },
  appendRejected: { prevIndex: whole, hintIndex: whole, hintTerm: whole },
  heartbeat: { commit: whole, round: whole, sentMs: time },
  heartbeatReply: { round: whole, sentMs: time },
  snapshotChunk: { snapshot, offset: whole, data: bytes, done: yesOrNo },
  chunkAccepted: { snapshotIndex: whole, offset: whole },
  timeoutNow: {},
  readRequest: { reader: whole, id: integer },
  readReply: { reader: whole, id: integer, readIndex: whole },
};

const entryKinds: ReadonlySet<unknown> = new Set(["command", "noop", "configuration"]);

/**
 * Gives the message back, or throws MessageError, LimitError or ConfigurationError naming the field
 * and what it holds. `from` is who the transport knows to be at the other end.
 */
export function checkMessage(value: unknown, from: NodeId, limits: MessageLimits): Message {
  const message = record(value, "message");
  const kind = message["kind"];
  const shape = Object.hasOwn(shapes, String(kind)) ? shapes[kind as Message["kind"]] : undefined;
  if (shape === undefined) throw new MessageError(`${show(kind)} is no kind of message`);
  for (const field of ["from", "to", "term"]) {
    whole(message[field], field);
    if (message[field] === 0) throw new MessageError(`${field} of a message is 0`);
  }
  if (message["from"] !== from)
    throw new MessageError(`node ${from} sent a message in the name of ${show(message["from"])}`);
  for (const [field, check] of Object.entries(shape)) check(message[field], field, limits);
  return value as Message;
}

function whole(value: unknown, field: string): void {
  if (!Number.isSafeInteger(value) || (value as number) < 0)
    throw new MessageError(`${field} is ${show(value)}, not a whole number from 0 up`);
}

function integer(value: unknown, field: string): void {
  if (!Number.isSafeInteger(value))
    throw new MessageError(`${field} is ${show(value)}, not a whole number`);
}

function time(value: unknown, field: string): void {
  if (!Number.isFinite(value)) throw new MessageError(`${field} is ${show(value)}, not a time`);
}

function yesOrNo(value: unknown, field: string): void {
  if (typeof value !== "boolean")
    throw new MessageError(`${field} is ${show(value)}, not true or false`);
}

function cause(value: unknown, field: string): void {
  if (value !== "timeout" && value !== "transfer")
    throw new MessageError(`${field} is ${show(value)}, not "timeout" or "transfer"`);
}

function bytes(value: unknown, field: string, limits: MessageLimits): void {
  if (!(value instanceof Uint8Array))
    throw new MessageError(`${field} is ${show(value)}, no bytes`);
  if (value.length > limits.maxBytes)
    throw new LimitError(`bytes of ${field}`, value.length, limits.maxBytes);
}

function entries(value: unknown, field: string, limits: MessageLimits): void {
  if (!Array.isArray(value)) throw new MessageError(`${field} is ${show(value)}, not a list`);
  if (value.length > limits.maxEntries)
    throw new LimitError(field, value.length, limits.maxEntries);
  let total = 0;
  for (const each of value as unknown[]) {
    const entry = record(each, field);
    whole(entry["index"], "index of an entry");
    whole(entry["term"], "term of an entry");
    if (!entryKinds.has(entry["kind"]))
      throw new MessageError(`${show(entry["kind"])} is no kind of entry`);
    bytes(entry["data"], "data of an entry", limits);
    total += (entry["data"] as Uint8Array).length;
  }
  if (total > limits.maxBytes) throw new LimitError(`bytes of ${field}`, total, limits.maxBytes);
}

/** A snapshot ends at an entry, and its configuration is one that could work. */
function snapshot(value: unknown, field: string): void {
  const description = record(value, field);
  whole(description["index"], "index of a snapshot");
  whole(description["term"], "term of a snapshot");
  whole(description["configurationIndex"], "configurationIndex of a snapshot");
  if (description["index"] === 0) throw new MessageError("a snapshot of nothing");
  const { voters, outgoing, learners, learnersNext, autoLeave } = record(
    description["configuration"],
    "configuration of a snapshot",
  ) as unknown as Parameters<typeof checkConfiguration>[0];
  checkConfiguration({ voters, outgoing, learners, learnersNext, autoLeave });
}

function record(value: unknown, field: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null)
    throw new MessageError(`${field} is ${show(value)}, not a record`);
  return value as Record<string, unknown>;
}

function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
