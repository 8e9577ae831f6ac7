/**
 * What stands in the log of a replicated key-value store, and how: these bytes outlive every version of
 * this package, so kinds and operations are only added to, never reordered.
 *
 *   command    kind u8 | the rest
 *   open       kind 0
 *   change     kind 1 | session f64 | serial f64 | first unacknowledged f64 | operation
 *   change     kind 2 | operation                                      without a session
 *   member     kind 3 | node f64 | address as UTF-8, none to forget it
 *   operation  0 set, 1 delete u8 | condition u8 | key length u16 | key | condition's | value
 *   condition  0 none | 1 version f64 | 2 value length u32, value | 3 absent
 *
 * Numbers are little-endian; whole numbers that may pass 2^32 are doubles, which hold each safe one.
 *
 * Invariant: whatever the bytes are, `decodeCommand` gives a command or throws CommandError.
 */

import type { NodeId, SessionCommand } from "../rules/index.ts";
import { CommandError } from "./errors.ts";

/** What must hold for a change to be made: the key is at that version, has that value, or is absent. */
export type Condition =
  | { readonly kind: "version"; readonly version: number }
  | { readonly kind: "value"; readonly value: Uint8Array }
  | { readonly kind: "absent" };

/** What a client asks the store to do. */
export type Operation =
  | {
      readonly kind: "set";
      readonly key: string;
      readonly value: Uint8Array;
      readonly condition: Condition | null;
    }
  | { readonly kind: "delete"; readonly key: string; readonly condition: Condition | null };

export type KvCommand =
  | { readonly kind: "open" }
  | {
      readonly kind: "change";
      readonly session: SessionCommand | null;
      readonly operation: Operation;
    }
  | { readonly kind: "member"; readonly node: NodeId; readonly address: string | null };

const OPEN = 0;
const CHANGE_IN_SESSION = 1;
const CHANGE = 2;
const MEMBER = 3;
const sessionBytes = 24;
const operationHeadBytes = 4;

const conditionKinds = [null, "version", "value", "absent"] as const;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

export function encodeCommand(command: KvCommand): Uint8Array {
  switch (command.kind) {
    case "open":
      return new Uint8Array([OPEN]);
    case "change":
      return encodeChange(command.session, command.operation);
    case "member": {
      const address = encoder.encode(command.address ?? "");
      const bytes = new Uint8Array(9 + address.length);
      bytes[0] = MEMBER;
      viewOf(bytes).setFloat64(1, command.node, true);
      bytes.set(address, 9);
      return bytes;
    }
  }
}

function encodeChange(session: SessionCommand | null, operation: Operation): Uint8Array {
  const { condition } = operation;
  const key = encoder.encode(operation.key);
  const value = operation.kind === "set" ? operation.value : new Uint8Array(0);
  const start = 1 + (session === null ? 0 : sessionBytes);
  const head = start + operationHeadBytes + key.length;
  const bytes = new Uint8Array(head + conditionBytes(condition) + value.length);
  const view = viewOf(bytes);
  bytes[0] = session === null ? CHANGE : CHANGE_IN_SESSION;
  if (session !== null) {
    view.setFloat64(1, session.session, true);
    view.setFloat64(9, session.serial, true);
    view.setFloat64(17, session.firstUnacknowledged, true);
  }
  bytes[start] = operation.kind === "set" ? 0 : 1;
  bytes[start + 1] = conditionKinds.indexOf(condition?.kind ?? null);
  view.setUint16(start + 2, key.length, true);
  bytes.set(key, start + operationHeadBytes);
  if (condition?.kind === "version") view.setFloat64(head, condition.version, true);
  if (condition?.kind === "value") {
    view.setUint32(head, condition.value.length, true);
    bytes.set(condition.value, head + 4);
  }
  bytes.set(value, head + conditionBytes(condition));
  return bytes;
}

function conditionBytes(condition: Condition | null): number {
  if (condition === null || condition.kind === "absent") return 0;
  return condition.kind === "version" ? 8 : 4 + condition.value.length;
}

/** Values are views on the bytes. Throws CommandError. */
export function decodeCommand(bytes: Uint8Array): KvCommand {
  try {
    return decode(bytes, viewOf(bytes));
  } catch (error) {
    // What a view and a decoder of UTF-8 throw where bytes end too early, or are no text.
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    throw new CommandError(`${bytes.length} bytes that are no command: ${error.message}`);
  }
}

function decode(bytes: Uint8Array, view: DataView): KvCommand {
  switch (view.getUint8(0)) {
    case OPEN:
      return { kind: "open" };
    case CHANGE_IN_SESSION: {
      const session = {
        session: wholeAt(view, 1),
        serial: wholeAt(view, 9),
        firstUnacknowledged: wholeAt(view, 17),
      };
      return { kind: "change", session, operation: decodeOperation(bytes, view, 1 + sessionBytes) };
    }
    case CHANGE:
      return { kind: "change", session: null, operation: decodeOperation(bytes, view, 1) };
    case MEMBER: {
      const address = decoder.decode(bytes.subarray(9));
      return { kind: "member", node: wholeAt(view, 1), address: address === "" ? null : address };
    }
    default:
      throw new CommandError(`no kind of command has the number ${view.getUint8(0)}`);
  }
}

function decodeOperation(bytes: Uint8Array, view: DataView, start: number): Operation {
  const number = view.getUint8(start);
  if (number > 1) throw new CommandError(`no operation has the number ${number}`);
  const head = start + operationHeadBytes;
  const end = head + view.getUint16(start + 2, true);
  if (end > bytes.length) throw new CommandError("the key ends behind the command");
  const key = decoder.decode(bytes.subarray(head, end));
  const condition = decodeCondition(bytes, view, view.getUint8(start + 1), end);
  if (number === 1) return { kind: "delete", key, condition };
  return { kind: "set", key, value: bytes.subarray(end + conditionBytes(condition)), condition };
}

function decodeCondition(
  bytes: Uint8Array,
  view: DataView,
  number: number,
  at: number,
): Condition | null {
  const kind = conditionKinds[number];
  if (kind === undefined) throw new CommandError(`no condition has the number ${number}`);
  if (kind === null) return null;
  if (kind === "absent") return { kind };
  if (kind === "version") return { kind, version: wholeAt(view, at) };
  const end = at + 4 + view.getUint32(at, true);
  if (end > bytes.length) throw new CommandError("the condition ends behind the command");
  return { kind, value: bytes.subarray(at + 4, end) };
}

function wholeAt(view: DataView, at: number): number {
  const number = view.getFloat64(at, true);
  if (!Number.isSafeInteger(number) || number < 0)
    throw new CommandError(`${number} at byte ${at} is no whole number from 0 up`);
  return number;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
