/**
 * What clients and nodes say to each other, over the frames that nodes use among themselves: lists, whose
 * first element is the number of the request and whose second tells the kind.
 *
 * Invariants:
 * - Each request is answered once, in any order; a watch is answered by `watching`, then by changes until
 *   it is refused or given up.
 * - What comes from outside is checked here, field by field.
 */

import type { ReadConsistency } from "../node/node.ts";
import { FrameError } from "../transport/errors.ts";
import type { KvAnswer, KvEntry } from "./answers.ts";
import type { Change, Keys } from "./changes.ts";
import { type Refusal, refusalReasons } from "./refusals.ts";

/** As the reads of a node, or what the node that is asked has, however old. */
export type KvConsistency = ReadConsistency | "local";

export const consistencies: readonly KvConsistency[] = ["quorum", "lease", "local"];

export type Request = { readonly id: number } & (
  | { readonly kind: "command"; readonly command: Uint8Array }
  | { readonly kind: "get"; readonly key: string; readonly consistency: KvConsistency }
  | {
      readonly kind: "list";
      readonly prefix: string;
      readonly from: string;
      readonly limit: number;
      readonly consistency: KvConsistency;
    }
  | { readonly kind: "watch"; readonly keys: Keys; readonly after: number | null }
  | { readonly kind: "unwatch" }
);

export type Response = { readonly id: number } & (
  | { readonly kind: "answer"; readonly answer: KvAnswer }
  | { readonly kind: "entries"; readonly entries: readonly KvEntry[] }
  | { readonly kind: "watching"; readonly version: number }
  | { readonly kind: "change"; readonly change: Change }
  | {
      readonly kind: "refused";
      readonly reason: Refusal["reason"];
      readonly message: string;
      /** Where the leader serves clients of this protocol, if that is known. */
      readonly leader: string | null;
    }
);

const requestKinds = ["command", "get", "list", "watch", "unwatch"] as const;
const responseKinds = ["answer", "entries", "watching", "change", "refused"] as const;
const answerKinds = [
  "done",
  "unmet",
  "opened",
  "expired",
  "acknowledged",
  "crowded",
  "malformed",
] as const;

export function valueOfRequest(request: Request): unknown {
  const head = [request.id, requestKinds.indexOf(request.kind)];
  switch (request.kind) {
    case "command":
      return [...head, request.command];
    case "get":
      return [...head, request.key, consistencies.indexOf(request.consistency)];
    case "list": {
      const { prefix, from, limit, consistency } = request;
      return [...head, prefix, from, limit, consistencies.indexOf(consistency)];
    }
    case "watch": {
      const { keys, after } = request;
      return "key" in keys
        ? [...head, keys.key, false, after]
        : [...head, keys.prefix, true, after];
    }
    case "unwatch":
      return head;
  }
}

/** Throws FrameError unless the value is a request. */
export function requestOf(value: unknown): Request {
  const [id, number, first, second, third, fourth] = listOf(value, "request");
  const kind = requestKinds[wholeOf(number, "kind")];
  if (kind === undefined) throw new FrameError(`${String(number)} is no kind of request`);
  const head = { id: wholeOf(id, "id") };
  switch (kind) {
    case "command":
      return { ...head, kind, command: bytesOf(first) };
    case "get":
      return { ...head, kind, key: textOf(first), consistency: consistencyOf(second) };
    case "list": {
      const [prefix, from] = [textOf(first), textOf(second)];
      const limit = wholeOf(third, "limit");
      return { ...head, kind, prefix, from, limit, consistency: consistencyOf(fourth) };
    }
    case "watch": {
      const keys = second === true ? { prefix: textOf(first) } : { key: textOf(first) };
      return { ...head, kind, keys, after: third === null ? null : wholeOf(third, "version") };
    }
    case "unwatch":
      return { ...head, kind };
  }
}

export function valueOfResponse(response: Response): unknown {
  const head = [response.id, responseKinds.indexOf(response.kind)];
  switch (response.kind) {
    case "answer":
      return [...head, ...valueOfAnswer(response.answer)];
    case "entries":
      return [
        ...head,
        response.entries.flatMap(({ key, value, version }) => [key, value, version]),
      ];
    case "watching":
      return [...head, response.version];
    case "change": {
      const { key, version, value } = response.change;
      return [...head, key, version, value];
    }
    case "refused": {
      const { reason, message, leader } = response;
      return [...head, refusalReasons.indexOf(reason), message, leader];
    }
  }
}

function valueOfAnswer(answer: KvAnswer): readonly unknown[] {
  const kind = answerKinds.indexOf(answer.kind);
  switch (answer.kind) {
    case "done":
      return [kind, answer.version, answer.former];
    case "unmet":
      return [kind, answer.version];
    case "opened":
      return [kind, answer.session];
    case "malformed":
      return [kind, answer.reason];
    default:
      return [kind];
  }
}

/** Throws FrameError unless the value is a response. */
export function responseOf(value: unknown): Response {
  const [id, number, first, second, third] = listOf(value, "response");
  const kind = responseKinds[wholeOf(number, "kind")];
  if (kind === undefined) throw new FrameError(`${String(number)} is no kind of response`);
  const head = { id: wholeOf(id, "id") };
  switch (kind) {
    case "answer":
      return { ...head, kind, answer: answerOf(first, second, third) };
    case "entries":
      return { ...head, kind, entries: entriesOf(first) };
    case "watching":
      return { ...head, kind, version: wholeOf(first, "version") };
    case "change": {
      const change = {
        key: textOf(first),
        version: wholeOf(second, "version"),
        value: third === null ? null : bytesOf(third),
      };
      return { ...head, kind, change };
    }
    case "refused": {
      const reason = refusalReasons[wholeOf(first, "reason")];
      if (reason === undefined) throw new FrameError(`no reason has the number ${String(first)}`);
      return {
        ...head,
        kind,
        reason,
        message: textOf(second),
        leader: third === null ? null : textOf(third),
      };
    }
  }
}

function answerOf(number: unknown, first: unknown, second: unknown): KvAnswer {
  const kind = answerKinds[wholeOf(number, "answer")];
  if (kind === undefined) throw new FrameError(`${String(number)} is no kind of answer`);
  switch (kind) {
    case "done":
      return { kind, version: wholeOf(first, "version"), former: wholeOf(second, "version") };
    case "unmet":
      return { kind, version: wholeOf(first, "version") };
    case "opened":
      return { kind, session: wholeOf(first, "session") };
    case "malformed":
      return { kind, reason: textOf(first) };
    default:
      return { kind };
  }
}

function entriesOf(value: unknown): readonly KvEntry[] {
  const flat = listOf(value, "list of entries");
  const entries: KvEntry[] = [];
  for (let at = 0; at < flat.length; at += 3)
    entries.push({
      key: textOf(flat[at]),
      value: bytesOf(flat[at + 1]),
      version: wholeOf(flat[at + 2], "version"),
    });
  return entries;
}

function listOf(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new FrameError(`a ${what} is no list`);
  return value;
}

function wholeOf(value: unknown, what: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0)
    throw new FrameError(`${what} is ${String(value)}, not a whole number from 0 up`);
  return value as number;
}

function textOf(value: unknown): string {
  if (typeof value !== "string") throw new FrameError(`${typeof value} in the place of a text`);
  return value;
}

function bytesOf(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new FrameError(`${typeof value} in the place of bytes`);
  return value;
}

function consistencyOf(value: unknown): KvConsistency {
  const consistency = consistencies[wholeOf(value, "consistency")];
  if (consistency === undefined)
    throw new FrameError(`no consistency has the number ${String(value)}`);
  return consistency;
}
