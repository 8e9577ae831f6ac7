/**
 * Bytes as they are written: tags, numbers, strings. What the tags mean is told in tags.ts.
 *
 * Invariants:
 * - The bytes grow as they are needed, and the next value reuses them.
 */

import { writeString } from "../platform.ts";
import { TAG } from "./tags.ts";

/** Up to here looking at characters one by one is faster. */
const SHORT = 16;
const BEYOND_LATIN1 = /[\u0100-\uffff]/;

export class Writer {
  /** What was written, from the start. */
  bytes: Uint8Array = new Uint8Array(256);
  protected length = 0;
  #view: DataView = new DataView(this.bytes.buffer);

  protected number(value: number): void {
    if ((value | 0) === value && !Object.is(value, -0)) {
      this.byte(TAG.integer);
      this.varint(((value << 1) ^ (value >> 31)) >>> 0);
      return;
    }
    this.byte(TAG.double);
    this.#room(8);
    this.#view.setFloat64(this.length, value);
    this.length += 8;
  }

  protected bigint(value: bigint): void {
    this.byte(value < 0n ? TAG.negativeBigint : TAG.bigint);
    this.#text((value < 0n ? -value : value).toString(16));
  }

  protected string(value: string): void {
    const { length } = value;
    const start = this.length;
    this.byte(TAG.latin1);
    if (this.#text(value)) return;
    this.length = start;
    this.byte(TAG.utf16);
    this.varint(length);
    this.#room(length * 2);
    for (let i = 0; i < length; i++) {
      this.#view.setUint16(this.length + i * 2, value.charCodeAt(i));
    }
    this.length += length * 2;
  }

  // A byte a character; false where one does not fit.
  #text(value: string): boolean {
    const { length } = value;
    this.varint(length);
    this.#room(length);
    const { bytes } = this;
    const at = this.length;
    if (length > SHORT) {
      if (BEYOND_LATIN1.test(value)) return false;
      writeString(value, bytes, at);
      this.length = at + length;
      return true;
    }
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 255) return false;
      bytes[at + i] = code;
    }
    this.length = at + length;
    return true;
  }

  /** The bytes themselves, and before them how many there are. */
  protected raw(value: Uint8Array): void {
    this.varint(value.length);
    this.#room(value.length);
    this.bytes.set(value, this.length);
    this.length += value.length;
  }

  protected byte(value: number): void {
    this.#room(1);
    this.bytes[this.length++] = value;
  }

  /** A whole number from 0 to 2 ** 32 - 1. */
  protected varint(value: number): void {
    this.#room(5);
    let rest = value;
    while (rest > 127) {
      this.bytes[this.length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.bytes[this.length++] = rest;
  }

  #room(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const longer = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    longer.set(this.bytes.subarray(0, this.length));
    this.bytes = longer;
    this.#view = new DataView(longer.buffer);
  }
}
