/**
 * Unpacks what packer.ts and graph-packer.ts have packed.
 *
 * Invariants:
 * - Nothing of what is returned refers to the bytes that were read.
 * - In a graph an object has its number before what is in it is read, so that it can be met there.
 */

import { stringOf } from "../platform.ts";
import { ERRORS, TAG, VIEWS } from "./tags.ts";

const doubleBytes = new Uint8Array(8);
const double = new DataView(doubleBytes.buffer);

/** Up to here adding characters one by one is faster. */
const SHORT = 16;

const none: readonly object[] = [];

let bytes: Uint8Array = doubleBytes;
let next = 0;
// What has come beside the bytes.
let shared: readonly object[] = none;
let platform: readonly object[] = none;

/**
 * The value that was packed into `from` beginning at `at`.
 *
 * @param objects what threads share, as it has arrived.
 * @param others what only the platform could carry.
 */
export function unpack(
  from: Uint8Array,
  at: number,
  objects: readonly object[] = none,
  others: readonly object[] = none,
): unknown {
  bytes = from;
  next = at;
  shared = objects;
  platform = others;
  const value = read();
  bytes = doubleBytes;
  shared = none;
  platform = none;
  return value;
}

function read(): unknown {
  const tag = bytes[next++] as number;
  switch (tag) {
    case TAG.undefined:
      return undefined;
    case TAG.null:
      return null;
    case TAG.false:
      return false;
    case TAG.true:
      return true;
    case TAG.integer: {
      const zigzag = varint();
      return (zigzag >>> 1) ^ -(zigzag & 1);
    }
    case TAG.double:
      for (let i = 0; i < 8; i++) doubleBytes[i] = bytes[next++] as number;
      return double.getFloat64(0);
    case TAG.bigint:
      return BigInt(`0x${latin1()}`);
    case TAG.negativeBigint:
      return -BigInt(`0x${latin1()}`);
    case TAG.bytes:
      return raw();
    case TAG.array:
      return array();
    case TAG.object:
      return object();
    case TAG.shared:
      return shared[varint()];
    case TAG.graph:
      return new Graph().read();
    default:
      return text(tag);
  }
}

function array(): unknown[] {
  const values: unknown[] = [];
  for (let left = varint(); left > 0; left--) values.push(read());
  return values;
}

function object(): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (let left = varint(); left > 0; left--) {
    const key = text(bytes[next++] as number);
    value[key] = read();
  }
  return value;
}

function raw(): Uint8Array<ArrayBuffer> {
  const length = varint();
  next += length;
  return new Uint8Array(bytes.subarray(next - length, next));
}

function text(tag: number): string {
  if (tag === TAG.latin1) return latin1();
  let value = "";
  for (let left = varint(); left > 0; left--) {
    value += String.fromCharCode(((bytes[next] as number) << 8) | (bytes[next + 1] as number));
    next += 2;
  }
  return value;
}

function latin1(): string {
  const length = varint();
  const end = next + length;
  if (length > SHORT) {
    next = end;
    return stringOf(bytes, end - length, end);
  }
  let value = "";
  while (next < end) value += String.fromCharCode(bytes[next++] as number);
  return value;
}

function varint(): number {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[next++] as number;
    value |= (byte & 127) << shift;
    if (byte < 128) return value >>> 0;
  }
}

type Construct = new (...args: unknown[]) => object;

/** A class of the language by its name. */
function classNamed(name: string | undefined): Construct {
  return (globalThis as unknown as Record<string, Construct>)[name ?? ""] as Construct;
}

/** A graph that is being read. */
class Graph {
  readonly #met: unknown[] = [];

  read(): unknown {
    switch (bytes[next]) {
      case TAG.met:
        next++;
        return this.#met[varint()];
      case TAG.shared:
      case TAG.platform:
        return this.#is(bytes[next++] === TAG.shared ? shared[varint()] : platform[varint()]);
      case TAG.array:
        next++;
        return this.#array();
      case TAG.sparse:
        next++;
        return this.#properties(this.#is(new Array(varint())));
      case TAG.object:
        next++;
        return this.#properties(this.#is({}));
      case TAG.map:
        next++;
        return this.#map();
      case TAG.set:
        next++;
        return this.#set();
      default:
        return this.#leaf();
    }
  }

  // What cannot contain itself, and scalars.
  #leaf(): unknown {
    switch (bytes[next]) {
      case TAG.date:
        next++;
        return this.#is(new Date(read() as number));
      case TAG.regexp: {
        next++;
        const source = read() as string;
        return this.#is(new RegExp(source, read() as string));
      }
      case TAG.error:
        next++;
        return this.#error();
      case TAG.boxed:
        next++;
        return this.#is(Object(read()));
      case TAG.buffer:
        next++;
        return this.#is(raw().buffer);
      case TAG.resizable:
        next++;
        return this.#resizable();
      case TAG.view:
        next++;
        return this.#view();
      default:
        return read();
    }
  }

  /** Gives \`value\` its number. */
  #is<V>(value: V): V {
    this.#met.push(value);
    return value;
  }

  #array(): unknown[] {
    const values = this.#is<unknown[]>([]);
    for (let left = varint(); left > 0; left--) values.push(this.read());
    return values;
  }

  #properties<O extends object>(of: O): O {
    for (let left = varint(); left > 0; left--) {
      const key = text(bytes[next++] as number);
      const value = this.read();
      // Defined, not set: __proto__ is a key as any other.
      Object.defineProperty(of, key, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    }
    return of;
  }

  #map(): Map<unknown, unknown> {
    const map = this.#is(new Map<unknown, unknown>());
    for (let left = varint(); left > 0; left--) {
      const key = this.read();
      map.set(key, this.read());
    }
    return map;
  }

  #set(): Set<unknown> {
    const set = this.#is(new Set<unknown>());
    for (let left = varint(); left > 0; left--) set.add(this.read());
    return set;
  }

  #error(): object {
    const error = this.#is(new (classNamed(ERRORS[varint()]))());
    for (const key of ["message", "stack", "cause"]) {
      const value = read() === true ? { value: this.read() } : null;
      if (value !== null) {
        Object.defineProperty(error, key, { ...value, writable: true, configurable: true });
      } else if (key === "stack") Reflect.deleteProperty(error, key);
    }
    return error;
  }

  #resizable(): ArrayBuffer {
    const maxByteLength = varint();
    const content = raw();
    const buffer = new (classNamed("ArrayBuffer"))(content.length, { maxByteLength });
    new Uint8Array(buffer as ArrayBuffer).set(content);
    return this.#is(buffer as ArrayBuffer);
  }

  #view(): object {
    const number = this.#met.push(null) - 1;
    const View = classNamed(VIEWS[varint()]);
    const begins = varint();
    const length = varint();
    const view = new View(this.read(), begins, length);
    this.#met[number] = view;
    return view;
  }
}
