/**
 * Packs plain data into bytes that describe themselves, several times faster than structured clone.
 *
 * Invariants:
 * - What is unpacked equals what was packed: -0, NaN, undefined, lone surrogates, the order of keys.
 * - What cannot be told faithfully here (an object met twice or within itself, holes, classes, large
 *   graphs) is not packed: graph-packer.ts packs it.
 * - Nothing is changed by packing but the packer's own bytes, which the next call reuses, and the cargo.
 */

import type { Cargo } from "./cargo.ts";
import { TAG } from "./tags.ts";
import { Writer } from "./writer.ts";

/** The answer where a value is more than plain data. */
export const NOT_PLAIN: number = -1;

/** Objects in one value beyond which looking for one met twice costs too much. */
const MOST_OBJECTS = 64;

const notPlain = new Error("not plain data");

/** Node's Buffer, whose bytes arrive as a Uint8Array. */
const bufferPrototype: unknown = (globalThis as { Buffer?: { prototype: unknown } }).Buffer
  ?.prototype;

/** Whether `value` is a Uint8Array, or Node's Buffer, of memory that threads do not share already. */
export function isBytes(value: unknown): value is Uint8Array {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Uint8Array.prototype && prototype !== bufferPrototype) return false;
  return !((value as Uint8Array).buffer instanceof SharedArrayBuffer);
}

export class Packer extends Writer {
  readonly #met: object[] = [];
  readonly #cargo: Cargo;

  constructor(cargo: Cargo) {
    super();
    this.#cargo = cargo;
  }

  /** Packs `value` into `bytes`. Answers how many there are, or NOT_PLAIN. */
  pack(value: unknown): number {
    this.length = 0;
    try {
      this.#value(value);
      return this.length;
    } catch (error) {
      this.#cargo.unload();
      if (error === notPlain) return NOT_PLAIN;
      throw error;
    } finally {
      this.#met.length = 0;
    }
  }

  #value(value: unknown): void {
    switch (typeof value) {
      case "number":
        return this.number(value);
      case "string":
        return this.string(value);
      case "boolean":
        return this.byte(value ? TAG.true : TAG.false);
      case "undefined":
        return this.byte(TAG.undefined);
      case "bigint":
        return this.bigint(value);
      case "object":
        return value === null ? this.byte(TAG.null) : this.#object(value);
      default:
        throw notPlain;
    }
  }

  #object(value: object): void {
    if (this.#met.length === MOST_OBJECTS || this.#met.includes(value)) throw notPlain;
    this.#met.push(value);
    if (Array.isArray(value)) return this.#array(value);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype) return this.#plain(value as Record<string, unknown>);
    if (prototype === Uint8Array.prototype || prototype === bufferPrototype) {
      return this.#byteArray(value as Uint8Array);
    }
    const index = this.#cargo.share(value);
    if (index < 0) throw notPlain;
    this.byte(TAG.shared);
    this.varint(index);
  }

  #array(value: readonly unknown[]): void {
    const keys = Object.keys(value).length;
    if (Object.getPrototypeOf(value) !== Array.prototype || keys !== value.length) throw notPlain;
    this.byte(TAG.array);
    this.varint(value.length);
    for (let i = 0; i < value.length; i++) {
      if (!(i in value)) throw notPlain;
      this.#value(value[i]);
    }
  }

  #plain(value: Record<string, unknown>): void {
    const keys = Object.keys(value);
    this.byte(TAG.object);
    this.varint(keys.length);
    for (const key of keys) {
      // Setting it on the other side would set the prototype.
      if (key === "__proto__") throw notPlain;
      this.string(key);
      this.#value(value[key]);
    }
  }

  #byteArray(value: Uint8Array): void {
    // Two views of one buffer see each other's changes.
    const { buffer } = value;
    if (buffer instanceof SharedArrayBuffer || this.#met.includes(buffer)) throw notPlain;
    this.#met.push(buffer);
    this.byte(TAG.bytes);
    this.raw(value);
  }
}
