/**
 * Messages and nodes as one line of text each, for transcripts and dumps. Two that differ in anything
 * that matters read differently; bytes of commands are counted, not shown.
 */

import { describeConfiguration } from "./configuration.ts";
import { lastIndex } from "./log.ts";
import type { Message } from "./messages.ts";
import { configurationOfNow, type Raft } from "./raft.ts";

/** For instance `1 -> 2 append term 3: after 7 of term 2, entries 8 to 9, commit 7`. */
export function describeMessage(message: Message): string {
  const { from, to, kind, term } = message;
  const rest = details(message);
  return `${from} -> ${to} ${kind} term ${term}${rest === "" ? "" : `: ${rest}`}`;
}

function details(message: Message): string {
  switch (message.kind) {
    case "preVote":
      return `log ends at ${message.lastIndex} of term ${message.lastTerm}`;
    case "vote":
      return `log ends at ${message.lastIndex} of term ${message.lastTerm}, by ${message.cause}`;
    case "preVoteReply":
    case "voteReply":
      return message.granted ? "granted" : "denied";
    case "append": {
      const { prevIndex, prevTerm, entries, commit } = message;
      const what =
        entries.length === 0
          ? "no entries"
          : `entries ${prevIndex + 1} to ${prevIndex + entries.length}`;
      return `after ${prevIndex} of term ${prevTerm}, ${what}, commit ${commit}`;
    }
    case "appendAccepted":
      return `up to ${message.matchIndex}`;
    case "appendRejected":
      return `at ${message.prevIndex}, try ${message.hintIndex} of term ${message.hintTerm}`;
    case "heartbeat":
      return `round ${message.round}, commit ${message.commit}, sent at ${message.sentMs} ms`;
    case "heartbeatReply":
      return `round ${message.round}, sent at ${message.sentMs} ms`;
    case "snapshotChunk": {
      const { snapshot, offset, data, done } = message;
      const end = done ? ", the last" : "";
      return `snapshot ${snapshot.index} of term ${snapshot.term}, ${data.length} bytes at ${offset}${end}`;
    }
    case "chunkAccepted":
      return `snapshot ${message.snapshotIndex} up to byte ${message.offset}`;
    case "timeoutNow":
      return "";
    case "readRequest":
      return `read ${message.id} of ${message.reader}`;
    case "readReply":
      return `read ${message.id} of ${message.reader} at ${message.readIndex}`;
  }
}

/** For instance `node 1 leader term 2, leader 1, vote 1, log 1 to 9, durable 9, committed 8, ...`. */
export function describeNode(raft: Raft): string {
  const { options, role, term, leader, votedFor, log, commitIndex, appliedIndex } = raft;
  return (
    `node ${options.id} ${role} term ${term}, leader ${leader ?? "unknown"}, ` +
    `vote ${votedFor ?? "none"}, log ${log.purgedIndex + 1} to ${lastIndex(log)}, ` +
    `durable ${raft.durability.stableIndex}, committed ${commitIndex}, applied ${appliedIndex}, ` +
    describeConfiguration(configurationOfNow(raft))
  );
}
