/**
 * Packs all that structured clone copies (HTML, 2.7.3, "StructuredSerializeInternal"): graphs of objects that
 * meet twice or contain themselves, maps, sets, dates, errors, buffers and their views, instances of classes
 * as their own properties. So it crosses through shared memory, to whichever thread receives it. What only
 * the platform can copy, or is given away, goes beside the bytes.
 *
 * Invariants:
 * - Each object is packed once, and met again by its number.
 * - Properties are read once, in their order, as structured clone reads them.
 */

import { CannotCrossError } from "../errors.ts";
import type { Cargo } from "./cargo.ts";
import { natureOf } from "./platform-object.ts";
import { refuse, staysHere } from "./refusal.ts";
import { ERRORS, TAG, VIEWS } from "./tags.ts";
import { Writer } from "./writer.ts";

const refused = new Error("cannot cross");

export class GraphPacker extends Writer {
  readonly #met: Map<object, number> = new Map();
  readonly #cargo: Cargo;

  constructor(cargo: Cargo) {
    super();
    this.#cargo = cargo;
  }

  /**
   * Packs `value` into `bytes`; answers how many there are. What is in `transfer` is given away.
   *
   * @throws {CannotCrossError} naming the first thing in it that cannot cross, and its path.
   */
  pack(value: unknown, transfer: readonly object[]): number {
    this.length = 0;
    this.#cargo.transfer = transfer;
    try {
      this.byte(TAG.graph);
      this.#value(value);
      return this.length;
    } catch (error) {
      this.#cargo.unload();
      if (error !== refused) throw error;
      refuse(value, (inner) => transfer.includes(inner) || this.#cargo.isShared(inner));
      throw new CannotCrossError("value", value); // it changes while it is read
    } finally {
      this.#met.clear();
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
        throw refused;
    }
  }

  #object(value: object): void {
    const met = this.#met.get(value);
    if (met !== undefined) return this.#tagged(TAG.met, met);
    this.#met.set(value, this.#met.size);
    if (this.#cargo.transfer.includes(value)) return this.#platform(value);
    if (Array.isArray(value)) return this.#array(value);
    if (Object.getPrototypeOf(value) === Object.prototype) return this.#properties(value);
    const shared = this.#cargo.share(value);
    if (shared >= 0) this.#tagged(TAG.shared, shared);
    else if (!this.#builtIn(value)) this.#instance(value);
  }

  #builtIn(value: object): boolean {
    if (value instanceof Date) this.#dated(value);
    else if (value instanceof RegExp) this.#regexp(value);
    else if (value instanceof Map) this.#map(value);
    else if (value instanceof Set) this.#set(value);
    else if (value instanceof Error) this.#error(value);
    else if (value instanceof ArrayBuffer) this.#buffer(value);
    else if (ArrayBuffer.isView(value)) this.#view(value);
    else return this.#boxed(value);
    return true;
  }

  #instance(value: object): void {
    if (staysHere(value)) throw refused;
    const nature = natureOf(value);
    if (nature === "refused") throw refused;
    if (nature === "platform") this.#platform(value);
    else this.#properties(value);
  }

  #tagged(tag: number, varint: number): void {
    this.byte(tag);
    this.varint(varint);
  }

  #platform(value: object): void {
    this.#tagged(TAG.platform, this.#cargo.platform.push(value) - 1);
  }

  #array(value: readonly unknown[]): void {
    const keys = Object.keys(value);
    const isDense = keys.length === value.length && (keys.length === 0 || isIndexed(keys));
    if (!isDense) {
      this.#tagged(TAG.sparse, value.length);
      this.#entries(value, keys);
      return;
    }
    this.#tagged(TAG.array, value.length);
    for (const inner of value) this.#value(inner);
  }

  #properties(value: object): void {
    this.byte(TAG.object);
    this.#entries(value, Object.keys(value));
  }

  #entries(value: object, keys: readonly string[]): void {
    this.varint(keys.length);
    for (const key of keys) {
      this.string(key);
      this.#value((value as Record<string, unknown>)[key]);
    }
  }

  #dated(value: Date): void {
    this.byte(TAG.date);
    this.number(value.getTime());
  }

  #regexp(value: RegExp): void {
    this.byte(TAG.regexp);
    this.string(value.source);
    this.string(value.flags);
  }

  // Their sizes may change while what is in them is read: so it is listed first, as structured clone does.
  #map(value: ReadonlyMap<unknown, unknown>): void {
    const entries = [...value];
    this.#tagged(TAG.map, entries.length);
    for (const [key, inner] of entries) {
      this.#value(key);
      this.#value(inner);
    }
  }

  #set(value: ReadonlySet<unknown>): void {
    const values = [...value];
    this.#tagged(TAG.set, values.length);
    for (const inner of values) this.#value(inner);
  }

  #error(value: Error): void {
    this.#tagged(TAG.error, Math.max(0, ERRORS.indexOf(String(value.name))));
    for (const key of ["message", "stack", "cause"]) {
      const has = Object.hasOwn(value, key);
      this.byte(has ? TAG.true : TAG.false);
      if (has) this.#value((value as unknown as Record<string, unknown>)[key]);
    }
  }

  #boxed(value: object): boolean {
    const boxes = [Number, String, Boolean, BigInt];
    if (!boxes.some((box) => value instanceof box)) return false;
    this.byte(TAG.boxed);
    this.#value(value.valueOf());
    return true;
  }

  #buffer(value: ArrayBuffer): void {
    const { resizable, maxByteLength } = value as { resizable?: boolean; maxByteLength?: number };
    if (resizable === true) this.#tagged(TAG.resizable, maxByteLength as number);
    else this.byte(TAG.buffer);
    this.raw(new Uint8Array(value));
  }

  #view(value: ArrayBufferView): void {
    const name = (value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag] ?? "";
    this.#tagged(TAG.view, VIEWS.indexOf(name));
    this.varint(value.byteOffset);
    this.varint("length" in value ? (value.length as number) : value.byteLength);
    this.#value(value.buffer);
  }
}

/** Whether the keys of an array are its indices from 0 on, without a gap or another. */
function isIndexed(keys: readonly string[]): boolean {
  return keys.every((key, index) => key === String(index));
}
