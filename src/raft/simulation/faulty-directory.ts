/**
 * A directory that forgets as a real one may: bytes not synced are lost from some byte on, names not
 * synced from some change on. It stops at a chosen step as a machine does that loses power, fails a
 * sync, or runs full.
 *
 * Invariant: what was synced is there after a crash, and nothing is that was never written.
 */

import type { Directory, DiskFile } from "../storage/directory.ts";
import { DirectoryLockedError } from "../storage/disk-errors.ts";

interface Inode {
  bytes: Uint8Array;
  synced: Uint8Array;
}

type Names = Map<string, Inode>;

class PowerLossError extends Error {
  override readonly name = "PowerLossError";
}

export class FaultyDirectory implements Directory {
  readonly path = "a faulty directory";
  steps = 0;
  syncs = 0;
  /** Before this step the power goes. */
  stopAt = Number.POSITIVE_INFINITY;
  failNextSync = false;
  bytesFree = Number.POSITIVE_INFINITY;
  /** What the sync of a file takes before it begins. */
  beforeSync: (() => Promise<void>) | null = null;
  #names: Names;
  /** The names as after each change since the last sync, the first being those synced. */
  #past: Names[];
  #locked = false;

  constructor(files: ReadonlyMap<string, Uint8Array> = new Map()) {
    this.#names = new Map(
      [...files].map(([name, bytes]) => [name, { bytes: bytes.slice(), synced: bytes.slice() }]),
    );
    this.#past = [new Map(this.#names)];
  }

  /** What is there without a crash. */
  contents(): Map<string, Uint8Array> {
    return new Map([...this.#names].map(([name, { bytes }]) => [name, bytes.slice()]));
  }

  /** The directory after a crash; `draw(n)` is a whole number below n. */
  afterCrash(draw: (n: number) => number): FaultyDirectory {
    const names = this.#past[draw(this.#past.length)] as Names;
    const left = new Map<string, Uint8Array>();
    for (const [name, { bytes, synced }] of names) {
      const [shorter, longer] = bytes.length < synced.length ? [bytes, synced] : [synced, bytes];
      const kept = shorter.length + draw(longer.length - shorter.length + 1);
      left.set(name, longer.slice(0, kept));
    }
    return new FaultyDirectory(left);
  }

  async lock(): Promise<() => Promise<void>> {
    if (this.#locked) throw new DirectoryLockedError(this.path, "another");
    this.#locked = true;
    return async () => {
      this.#locked = false;
    };
  }

  async list(): Promise<readonly string[]> {
    this.#step();
    return [...this.#names.keys()];
  }

  async create(name: string): Promise<DiskFile> {
    this.#step();
    const inode = { bytes: new Uint8Array(0), synced: new Uint8Array(0) };
    this.#names.set(name, inode);
    this.#past.push(new Map(this.#names));
    return this.#file(inode);
  }

  async open(name: string): Promise<DiskFile> {
    this.#step();
    return this.#file(this.#inode(name));
  }

  async rename(from: string, to: string): Promise<void> {
    this.#step();
    this.#names.set(to, this.#inode(from));
    this.#names.delete(from);
    this.#past.push(new Map(this.#names));
  }

  async remove(name: string): Promise<void> {
    this.#step();
    this.#inode(name);
    this.#names.delete(name);
    this.#past.push(new Map(this.#names));
  }

  async sync(): Promise<void> {
    this.#step();
    this.#past = [new Map(this.#names)];
  }

  #step(): void {
    if (this.steps >= this.stopAt) throw new PowerLossError("the power is gone");
    this.steps++;
  }

  #inode(name: string): Inode {
    const inode = this.#names.get(name);
    if (inode === undefined) throw new Error(`ENOENT: ${name}`);
    return inode;
  }

  #file(inode: Inode): DiskFile {
    return {
      read: async (position, length) => {
        this.#step();
        return inode.bytes.slice(position, position + length);
      },
      append: async (bytes) => {
        const written = Math.min(bytes.length, this.bytesFree);
        this.#step();
        this.bytesFree -= written;
        const whole = new Uint8Array(inode.bytes.length + written);
        whole.set(inode.bytes);
        whole.set(bytes.subarray(0, written), inode.bytes.length);
        inode.bytes = whole;
        if (written < bytes.length) throw new Error("ENOSPC: no space left on device");
      },
      truncate: async (length) => {
        this.#step();
        inode.bytes = inode.bytes.slice(0, length);
      },
      size: async () => inode.bytes.length,
      sync: async () => {
        if (this.beforeSync !== null) await this.beforeSync();
        this.#step();
        this.syncs++;
        if (this.failNextSync) {
          this.failNextSync = false;
          throw new Error("EIO: i/o error");
        }
        inode.synced = inode.bytes;
      },
      close: async () => {},
    };
  }
}
