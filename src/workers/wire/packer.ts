/**
 * Packs plain data into bytes that describe themselves, several times faster than structured clone: tags
 * and lengths, as MessagePack's, of exactly the values that JavaScript tells apart.
 *
 * Invariants:
 * - What is unpacked equals what was packed: -0, NaN, undefined, lone surrogates, the order of keys.
 * - What cannot be told faithfully here (an object met twice or within itself, holes, classes, large
 *   graphs) is not packed: structured clone carries it.
 * - Nothing is changed by packing but the packer's own buffer, which the next call reuses.
 */

import { writeString } from "../platform.ts";
import { refuse } from "./refusal.ts";

export const TAG = {
  undefined: 0,
  null: 1,
  false: 2,
  true: 3,
  integer: 4,
  double: 5,
  bigint: 6,
  negativeBigint: 7,
  latin1: 8,
  utf16: 9,
  bytes: 10,
  array: 11,
  object: 12,
} as const;

/** The answer where only structured clone can carry a value. */
export const NEEDS_CLONE: number = -1;

/** Objects in one value beyond which looking for one met twice costs more than structured clone. */
const MOST_OBJECTS = 64;

/** Up to here looking at characters one by one is faster. */
const SHORT = 16;
const BEYOND_LATIN1 = /[\u0100-\uffff]/;

const notPackable = new Error("only structured clone can carry it");

export class Packer {
  /** The packed bytes, from the start. */
  bytes: Uint8Array = new Uint8Array(256);
  #view: DataView = new DataView(this.bytes.buffer);
  #length = 0;
  readonly #met: object[] = [];

  /**
   * Packs `value` into `bytes`. Answers how many there are, or NEEDS_CLONE.
   *
   * @throws {CannotCrossError} where not even structured clone can carry it.
   */
  pack(value: unknown): number {
    this.#length = 0;
    try {
      this.#value(value);
      return this.#length;
    } catch (error) {
      if (error !== notPackable) throw error;
      refuse(value);
      return NEEDS_CLONE;
    } finally {
      this.#met.length = 0;
    }
  }

  #value(value: unknown): void {
    switch (typeof value) {
      case "number":
        return this.#number(value);
      case "string":
        return this.#string(value);
      case "boolean":
        return this.#byte(value ? TAG.true : TAG.false);
      case "undefined":
        return this.#byte(TAG.undefined);
      case "bigint":
        return this.#bigint(value);
      case "object":
        return value === null ? this.#byte(TAG.null) : this.#object(value);
      default:
        throw notPackable;
    }
  }

  #object(value: object): void {
    if (this.#met.length === MOST_OBJECTS || this.#met.includes(value)) throw notPackable;
    this.#met.push(value);
    if (Array.isArray(value)) return this.#array(value);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype) return this.#plain(value as Record<string, unknown>);
    if (prototype !== Uint8Array.prototype) throw notPackable;
    this.#byteArray(value as Uint8Array);
  }

  #array(value: readonly unknown[]): void {
    const keys = Object.keys(value).length;
    if (Object.getPrototypeOf(value) !== Array.prototype || keys !== value.length)
      throw notPackable;
    this.#byte(TAG.array);
    this.#varint(value.length);
    for (let i = 0; i < value.length; i++) {
      if (!(i in value)) throw notPackable;
      this.#value(value[i]);
    }
  }

  #plain(value: Record<string, unknown>): void {
    const keys = Object.keys(value);
    this.#byte(TAG.object);
    this.#varint(keys.length);
    for (const key of keys) {
      // Setting it on the other side would set the prototype.
      if (key === "__proto__") throw notPackable;
      this.#string(key);
      this.#value(value[key]);
    }
  }

  #number(value: number): void {
    if ((value | 0) === value && !Object.is(value, -0)) {
      this.#byte(TAG.integer);
      this.#varint(((value << 1) ^ (value >> 31)) >>> 0);
      return;
    }
    this.#byte(TAG.double);
    this.#room(8);
    this.#view.setFloat64(this.#length, value);
    this.#length += 8;
  }

  #bigint(value: bigint): void {
    this.#byte(value < 0n ? TAG.negativeBigint : TAG.bigint);
    this.#text((value < 0n ? -value : value).toString(16));
  }

  #string(value: string): void {
    const { length } = value;
    const start = this.#length;
    this.#byte(TAG.latin1);
    if (this.#text(value)) return;
    this.#length = start;
    this.#byte(TAG.utf16);
    this.#varint(length);
    this.#room(length * 2);
    for (let i = 0; i < length; i++) {
      this.#view.setUint16(this.#length + i * 2, value.charCodeAt(i));
    }
    this.#length += length * 2;
  }

  // A byte a character; false where one does not fit.
  #text(value: string): boolean {
    const { length } = value;
    this.#varint(length);
    this.#room(length);
    const { bytes } = this;
    const at = this.#length;
    if (length > SHORT) {
      if (BEYOND_LATIN1.test(value)) return false;
      writeString(value, bytes, at);
      this.#length = at + length;
      return true;
    }
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 255) return false;
      bytes[at + i] = code;
    }
    this.#length = at + length;
    return true;
  }

  #byteArray(value: Uint8Array): void {
    const keys = Object.getOwnPropertySymbols(value).length;
    if (keys > 0 || value.buffer instanceof SharedArrayBuffer) throw notPackable;
    this.#byte(TAG.bytes);
    this.#varint(value.length);
    this.#room(value.length);
    this.bytes.set(value, this.#length);
    this.#length += value.length;
  }

  #byte(value: number): void {
    this.#room(1);
    this.bytes[this.#length++] = value;
  }

  #varint(value: number): void {
    this.#room(5);
    let rest = value;
    while (rest > 127) {
      this.bytes[this.#length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.bytes[this.#length++] = rest;
  }

  #room(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.bytes.length) return;
    const longer = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    longer.set(this.bytes.subarray(0, this.#length));
    this.bytes = longer;
    this.#view = new DataView(longer.buffer);
  }
}
