/**
 * Values in slots: a number, a boolean, null, undefined, a bigint of 64 bits, a short string and an object
 * that threads share stand in the slot itself; other data in a block of shared memory of which the slot
 * holds address and length.
 *
 * Invariants:
 * - A block belongs to the slot that names it. Who takes the value out frees it, in whichever thread.
 * - A value that cannot be put into a slot is refused before a block is allocated, and before anything of it
 *   was given away.
 * - Who has put a value into a slot calls, in the end, `sent` or `discard`; who has received one, `take` or
 *   `takeLater`, or `discard`.
 */

import { NoPostError } from "../errors.ts";
import type { SharedHeap } from "../heap.ts";
import { Cargo } from "./cargo.ts";
import { GraphPacker } from "./graph-packer.ts";
import { isBytes, NOT_PLAIN, Packer } from "./packer.ts";
import type { Post } from "./post.ts";
import type { SharedObjects } from "./shared-objects.ts";
import { transferOf } from "./transfer.ts";
import { unpack } from "./unpacker.ts";
import type { Writer } from "./writer.ts";

/** A whole number of 32 bits, in the next word. */
export const INTEGER = 1;
const DOUBLE = 2;
/** In a block: the next two words are its address and how many bytes are packed in it. */
const PACKED = 3;
const UNDEFINED = 4;
const NULL = 5;
const FALSE = 6;
const TRUE = 7;
/** An object that threads share: the next word is its address. */
const SHARED = 8;
/** A bigint in the next two words. */
const BIGINT = 9;
/** As PACKED, but what travels beside the bytes stands before them; the last word is the parcel's number. */
export const LOADED = 10;
/** In a block: bytes, as they are; the next two words are its address and how many there are. */
const BYTES = 11;
/** A string of so many characters, a byte each, in the next three words: the length is added to this. */
const SHORT_STRING = 16;
const MOST_CHARACTERS = 12;

// What stands before the bytes: how many shared objects; the thread and the number of the parcel with what
// only the platform carries, 0 where there is none; and the addresses of the objects. The number of the parcel
// stands in the last word of the slot, too: that its sender keeps.
const OBJECTS = 0;
const FROM = 1;
const PARCEL = 2;
const ADDRESSES = 3;

const scratch = new ArrayBuffer(16);
const double = new Float64Array(scratch, 0, 1);
const long = new BigInt64Array(scratch, 0, 1);
const halves = new Int32Array(scratch);
const characters = new Uint8Array(scratch);

/** Puts values into slots and takes them out, for one thread. */
export class Slots {
  /** Carries what only the platform can carry. */
  post: Post | null = null;
  readonly #heap: SharedHeap;
  readonly #objects: SharedObjects;
  readonly #cargo: Cargo;
  readonly #packer: Packer;
  readonly #graphPacker: GraphPacker;
  #isPacking = false;

  constructor(heap: SharedHeap, objects: SharedObjects) {
    this.#heap = heap;
    this.#objects = objects;
    this.#cargo = new Cargo(objects);
    this.#packer = new Packer(this.#cargo);
    this.#graphPacker = new GraphPacker(this.#cargo);
  }

  /**
   * Puts `value` into `slot`.
   *
   * @throws {CannotCrossError} where it, or something in it, cannot cross.
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
    else if (typeof value === "string") this.#putString(value, slot);
    else if (typeof value === "bigint") this.#putBigint(value, slot);
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
        this.#heap.free(slot[1] as number, blockWords(slot[2] as number));
        return value;
      }
      case UNDEFINED:
        return undefined;
      case NULL:
        return null;
      case FALSE:
        return false;
      case TRUE:
        return true;
      case SHARED:
        return this.#objects.arrive(slot[1] as number);
      case BIGINT:
        halves[0] = slot[1] as number;
        halves[1] = slot[2] as number;
        return long[0];
      case LOADED:
        return this.#takeLoaded(slot);
      case BYTES:
        return this.#takeBytes(slot);
      default:
        return shortString(slot);
    }
  }

  /** Whether `slot` holds nothing but itself, or a block of plain data: then `peek` can read it. */
  isPlain(slot: Int32Array): boolean {
    return slot[0] !== LOADED && slot[0] !== SHARED;
  }

  /** As `take`, of plain data that is left where it is. */
  peek(slot: Int32Array): unknown {
    if (slot[0] !== PACKED) return this.take(slot);
    return unpack(this.#heap.bytes, (slot[1] as number) * 4);
  }

  /** Whether part of what is in `slot`, which was received, is not here yet: then `take` blocks. */
  isLate(slot: Int32Array): boolean {
    if (slot[0] !== LOADED || slot[3] === 0) return false;
    return !this.#postOffice.isHere(
      this.#heap.words[(slot[1] as number) + FROM] as number,
      slot[3] as number,
    );
  }

  /** As `take`, once all of it is here. */
  async takeLater(slot: Int32Array): Promise<unknown> {
    const own = slot.slice(); // others use it meanwhile
    const from = this.#heap.words[(own[1] as number) + FROM] as number;
    return this.#unload(own, await this.#postOffice.receive(from, own[3] as number));
  }

  /** The value in `slot` has been sent: what goes with it goes now. */
  sent(slot: Int32Array): void {
    if (slot[0] === LOADED && slot[3] !== 0) this.#postOffice.sendOff(slot[3] as number);
  }

  /** Frees what `slot` holds, which nobody will take. */
  discard(slot: Int32Array): void {
    if (slot[0] === PACKED || slot[0] === BYTES) {
      this.#heap.free(slot[1] as number, blockWords(slot[2] as number));
    } else if (slot[0] === SHARED) this.#objects.drop(slot[1] as number);
    else if (slot[0] === LOADED) this.#discardLoaded(slot);
  }

  #putString(value: string, slot: Int32Array): void {
    const { length } = value;
    if (length > MOST_CHARACTERS) {
      this.#putBlock(value, slot);
      return;
    }
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 255) {
        this.#putBlock(value, slot);
        return;
      }
      characters[i] = code;
    }
    slot[0] = SHORT_STRING + length;
    slot[1] = halves[0] as number;
    slot[2] = halves[1] as number;
    slot[3] = halves[2] as number;
  }

  #putBigint(value: bigint, slot: Int32Array): void {
    long[0] = value;
    if (long[0] !== value) {
      this.#putBlock(value, slot);
      return;
    }
    slot[0] = BIGINT;
    slot[1] = halves[0] as number;
    slot[2] = halves[1] as number;
  }

  #putBlock(value: unknown, slot: Int32Array): void {
    if (this.#isPacking) {
      this.#another().put(value, slot);
      return;
    }
    this.#isPacking = true;
    try {
      const transfer = transferOf(value);
      if (transfer === null && isBytes(value)) {
        this.#putBytes(value, slot);
        return;
      }
      const length = transfer === null ? this.#packer.pack(value) : NOT_PLAIN;
      if (length === NOT_PLAIN) {
        this.#store(this.#graphPacker, this.#graphPacker.pack(value, transfer ?? []), slot);
      } else this.#store(this.#packer, length, slot);
    } finally {
      this.#isPacking = false;
    }
  }

  // A getter in a value that is being packed sends something itself.
  #another(): Slots {
    const other = new Slots(this.#heap, this.#objects);
    other.post = this.post;
    return other;
  }

  #putBytes(value: Uint8Array, slot: Int32Array): void {
    const at = this.#heap.allocate(blockWords(value.length));
    this.#heap.bytes.set(value, at * 4);
    slot[0] = BYTES;
    slot[1] = at;
    slot[2] = value.length;
  }

  #takeBytes(slot: Int32Array): Uint8Array {
    const at = slot[1] as number;
    const length = slot[2] as number;
    // A slice of what is shared is not shared.
    const value = this.#heap.bytes.slice(at * 4, at * 4 + length);
    this.#heap.free(at, blockWords(length));
    return value;
  }

  // Stores the bytes that `writer` has written.
  #store({ bytes }: Writer, length: number, slot: Int32Array): void {
    if (!this.#cargo.empty) {
      this.#storeLoaded(bytes, length, slot);
      return;
    }
    const at = this.#heap.allocate(blockWords(length));
    this.#copy(bytes, length, at * 4);
    slot[0] = PACKED;
    slot[1] = at;
    slot[2] = length;
  }

  #storeLoaded(bytes: Uint8Array, length: number, slot: Int32Array): void {
    const { addresses, platform, transfer } = this.#cargo;
    if (platform.length === 0 && addresses.length === 1 && length === 2) {
      // Nothing but one shared object.
      slot[0] = SHARED;
      slot[1] = addresses[0] as number;
      this.#cargo.clear();
      return;
    }
    const hasParcel = platform.length > 0 || transfer.length > 0;
    const { words } = this.#heap;
    let at = 0;
    try {
      const post = hasParcel ? this.#postOffice : null;
      at = this.#heap.allocate(loadedWords(addresses.length, length));
      slot[3] = post?.pack([...platform], transfer) ?? 0;
    } catch (error) {
      if (at !== 0) this.#heap.free(at, loadedWords(addresses.length, length));
      this.#cargo.unload();
      throw error;
    }
    words[at + OBJECTS] = addresses.length;
    words[at + FROM] = this.#heap.owner;
    words[at + PARCEL] = slot[3];
    addresses.forEach((address, index) => {
      words[at + ADDRESSES + index] = address;
    });
    this.#copy(bytes, length, (at + ADDRESSES + addresses.length) * 4);
    slot[0] = LOADED;
    slot[1] = at;
    slot[2] = length;
    this.#cargo.clear();
  }

  #takeLoaded(slot: Int32Array): unknown {
    const at = slot[1] as number;
    const parcel = this.#heap.words[at + PARCEL] as number;
    if (parcel === 0) return this.#unload(slot, []);
    const from = this.#heap.words[at + FROM] as number;
    return this.#unload(slot, this.#postOffice.receiveSync(from, parcel));
  }

  #unload(slot: Int32Array, platform: readonly object[]): unknown {
    const addresses = this.#addressesIn(slot);
    const objects = addresses.map((address) => this.#objects.arrive(address));
    const begins = (slot[1] as number) + ADDRESSES + addresses.length;
    const value = unpack(this.#heap.bytes, begins * 4, objects, platform);
    this.#freeLoaded(slot, addresses.length);
    return value;
  }

  #discardLoaded(slot: Int32Array): void {
    const addresses = this.#addressesIn(slot);
    const at = slot[1] as number;
    const from = this.#heap.words[at + FROM] as number;
    const parcel = this.#heap.words[at + PARCEL] as number;
    if (parcel !== 0 && from === this.#heap.owner) this.#postOffice.unpack(parcel);
    this.#freeLoaded(slot, addresses.length);
    for (const address of addresses) this.#objects.drop(address);
  }

  #addressesIn(slot: Int32Array): number[] {
    const at = slot[1] as number;
    const objects = this.#heap.words[at + OBJECTS] as number;
    return [...this.#heap.words.subarray(at + ADDRESSES, at + ADDRESSES + objects)];
  }

  #freeLoaded(slot: Int32Array, objects: number): void {
    this.#heap.free(slot[1] as number, loadedWords(objects, slot[2] as number));
  }

  get #postOffice(): Post {
    if (this.post === null) throw new NoPostError();
    return this.post;
  }

  #copy(from: Uint8Array, length: number, to: number): void {
    const { bytes } = this.#heap;
    if (length > 64) bytes.set(from.subarray(0, length), to);
    else for (let i = 0; i < length; i++) bytes[to + i] = from[i] as number;
  }
}

function shortString(slot: Int32Array): string {
  const length = (slot[0] as number) - SHORT_STRING;
  halves[0] = slot[1] as number;
  halves[1] = slot[2] as number;
  halves[2] = slot[3] as number;
  let value = "";
  for (let i = 0; i < length; i++) value += String.fromCharCode(characters[i] as number);
  return value;
}

function blockWords(bytes: number): number {
  return (bytes + 3) >> 2;
}

function loadedWords(objects: number, bytes: number): number {
  return ADDRESSES + objects + blockWords(bytes);
}
