/** How large keys and values may be, checked before a command goes into the log. */

import type { Operation } from "./commands.ts";
import { KvInputError } from "./errors.ts";

/** How large keys and values may be, and how many there may be of what. */
export interface KvLimits {
  /** In UTF-8. */
  readonly maxKeyBytes: number;
  /** Of one value. */
  readonly maxValueBytes: number;
}

/** A command holds a value, and perhaps one to compare with, in at most 1 MiB: see `maxCommandBytes`. */
export const defaultLimits: KvLimits = { maxKeyBytes: 1_024, maxValueBytes: 480 * 1_024 };

/** Throws KvInputError. */
export function checkKey(key: string, { maxKeyBytes }: KvLimits): void {
  const bytes = byteLength(key);
  if (bytes === 0 || bytes > maxKeyBytes)
    throw new KvInputError(`a key of ${bytes} bytes; from 1 to ${maxKeyBytes} are possible`);
}

/** Throws KvInputError. */
export function checkOperation(operation: Operation, limits: KvLimits): void {
  checkKey(operation.key, limits);
  if (operation.kind === "set") checkValue("a value", operation.value, limits);
  if (operation.condition?.kind === "value")
    checkValue("a value to compare with", operation.condition.value, limits);
}

function checkValue(what: string, value: Uint8Array, { maxValueBytes }: KvLimits): void {
  if (value.length > maxValueBytes)
    throw new KvInputError(
      `${what} of ${value.length} bytes is past the limit of ${maxValueBytes}`,
    );
}

const encoder = new TextEncoder();

// The usual key is ASCII and short: no need to encode it to know.
function byteLength(key: string): number {
  for (let at = 0; at < key.length; at++)
    if (key.charCodeAt(at) > 0x7f) return encoder.encode(key).length;
  return key.length;
}
