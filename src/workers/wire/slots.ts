/**
 * Values in slots: a number, a boolean, null and undefined stand in the slot itself, other plain data in a
 * block of shared memory of which the slot holds address and length.
 *
 * Invariants:
 * - A block belongs to the slot that names it. Who takes the value out frees it, in whichever thread.
 * - A value that cannot be put into a slot is refused before a block is allocated.
 */

import { NotInlineError } from "../errors.ts";
import type { SharedHeap } from "../heap.ts";
import { NEEDS_CLONE, Packer } from "./packer.ts";
import type { SharedObjects } from "./shared-objects.ts";
import { unpack } from "./unpacker.ts";

const INTEGER = 1;
const DOUBLE = 2;
/** In a block: the next two words are its address and how many bytes are packed in it. */
const PACKED = 3;
const UNDEFINED = 4;
const NULL = 5;
const FALSE = 6;
const TRUE = 7;
/** An object that threads share: the next word is its address. */
const SHARED = 8;

const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);

/** Puts values into slots and takes them out, for one thread. */
export class Slots {
  readonly #heap: SharedHeap;
  readonly #objects: SharedObjects;
  readonly #packer: Packer = new Packer();

  constructor(heap: SharedHeap, objects: SharedObjects) {
    this.#heap = heap;
    this.#objects = objects;
  }

  /**
   * Puts `value` into `slot`.
   *
   * @throws {NotInlineError} where only structured clone can carry it.
   * @throws {CannotCrossError} where nothing can.
   * @throws {SharedMemoryError} where there is no room for it.
   */
  put(value: unknown, slot: Int32Array): void {
    if (typeof value === "number") {
      if ((value | 0) === value && !Object.is(value, -0)) {
        slot[0] = INTEGER;
        slot[1] = value;
        return;
      }
      double[0] = value;
      slot[0] = DOUBLE;
      slot[1] = halves[0] as number;
      slot[2] = halves[1] as number;
      return;
    }
    if (value === undefined) slot[0] = UNDEFINED;
    else if (value === null) slot[0] = NULL;
    else if (typeof value === "boolean") slot[0] = value ? TRUE : FALSE;
    else this.#putBlock(value, slot);
  }

  /** Takes the value out of `slot`. */
  take(slot: Int32Array): unknown {
    switch (slot[0]) {
      case INTEGER:
        return slot[1];
      case DOUBLE:
        halves[0] = slot[1] as number;
        halves[1] = slot[2] as number;
        return double[0];
      case PACKED: {
        const value = unpack(this.#heap.bytes, (slot[1] as number) * 4);
        this.discard(slot);
        return value;
      }
      case SHARED:
        return this.#objects.arrive(slot[1] as number);
      case NULL:
        return null;
      case FALSE:
        return false;
      case TRUE:
        return true;
      default:
        return undefined;
    }
  }

  /** Frees what `slot` holds, which nobody will take. */
  discard(slot: Int32Array): void {
    if (slot[0] === SHARED) this.#objects.drop(slot[1] as number);
    if (slot[0] !== PACKED) return;
    this.#heap.free(slot[1] as number, blockWords(slot[2] as number));
  }

  #putBlock(value: unknown, slot: Int32Array): void {
    const shared = typeof value === "object" ? this.#objects.depart(value as object) : 0;
    if (shared !== 0) {
      slot[0] = SHARED;
      slot[1] = shared;
      return;
    }
    const packer = this.#packer;
    const length = packer.pack(value);
    if (length === NEEDS_CLONE) throw new NotInlineError(value);
    const at = this.#heap.allocate(blockWords(length));
    this.#copy(packer.bytes, length, at * 4);
    slot[0] = PACKED;
    slot[1] = at;
    slot[2] = length;
  }

  #copy(from: Uint8Array, length: number, to: number): void {
    const { bytes } = this.#heap;
    if (length > 64) bytes.set(from.subarray(0, length), to);
    else for (let i = 0; i < length; i++) bytes[to + i] = from[i] as number;
  }
}

function blockWords(bytes: number): number {
  return (bytes + 3) >> 2;
}
