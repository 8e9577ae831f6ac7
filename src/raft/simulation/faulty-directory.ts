/**
 * A directory that forgets as a real one may. Of what was not synced when the power goes, any part may be
 * there: of the bytes any pages, with zeros between where a later one is there and an earlier is not, and
 * of the changes to names any, in whatever order the system wrote them out. It stops at a chosen step as
 * a machine does that loses power, fails a sync, or runs full.
 *
 * Invariants:
 * - What was synced is there after a crash, and nothing is that was never written.
 * - A rename is there whole or not at all.
 */

import type { Directory, DiskFile } from "../storage/directory.ts";
import { DirectoryLockedError } from "../storage/disk-errors.ts";

interface Inode {
  bytes: Uint8Array;
  synced: Uint8Array;
}

type Names = Map<string, Inode>;

/** A change to the names, which may be lost by itself. */
type NameChange = (names: Names) => void;

/** Small, so that the writes of tests have several. */
const pageBytes = 32;

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
  /** As of the last sync, and what has changed since. */
  #syncedNames: Names;
  #changes: NameChange[] = [];
  #locked = false;

  constructor(files: ReadonlyMap<string, Uint8Array> = new Map()) {
    this.#names = new Map(
      [...files].map(([name, bytes]) => [name, { bytes: bytes.slice(), synced: bytes.slice() }]),
    );
    this.#syncedNames = new Map(this.#names);
  }

  /** What is there without a crash. */
  contents(): Map<string, Uint8Array> {
    return new Map([...this.#names].map(([name, { bytes }]) => [name, bytes.slice()]));
  }

  /** The directory after a crash; `draw(n)` is a whole number below n. */
  afterCrash(draw: (n: number) => number): FaultyDirectory {
    const names = new Map(this.#syncedNames);
    // Mostly in order, as systems with a journal do.
    const inOrder = draw(4) > 0;
    const some = inOrder ? this.#changes.slice(0, draw(this.#changes.length + 1)) : this.#changes;
    for (const change of some) if (inOrder || draw(2) > 0) change(names);
    const left = [...names].map(([name, inode]) => [name, afterCrash(inode, draw)] as const);
    return new FaultyDirectory(new Map(left));
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
    this.#change((names) => names.set(name, inode));
    return this.#file(inode);
  }

  async open(name: string): Promise<DiskFile> {
    this.#step();
    return this.#file(this.#inode(name));
  }

  async rename(from: string, to: string): Promise<void> {
    this.#step();
    const inode = this.#inode(from);
    this.#change((names) => {
      names.set(to, inode);
      names.delete(from);
    });
  }

  async remove(name: string): Promise<void> {
    this.#step();
    this.#inode(name);
    this.#change((names) => names.delete(name));
  }

  async sync(): Promise<void> {
    this.#step();
    this.#syncedNames = new Map(this.#names);
    this.#changes = [];
  }

  #change(change: NameChange): void {
    change(this.#names);
    this.#changes.push(change);
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

/** The bytes of a file after a crash: those synced, and any pages of what was added or cut since. */
function afterCrash({ bytes, synced }: Inode, draw: (n: number) => number): Uint8Array {
  const [shorter, longer] = bytes.length < synced.length ? [bytes, synced] : [synced, bytes];
  const kept = shorter.length + draw(longer.length - shorter.length + 1);
  const left = longer.slice(0, kept);
  if (longer === synced || draw(2) === 0) return left;
  for (let page = shorter.length; page < kept; ) {
    const end = Math.min(kept, (Math.floor(page / pageBytes) + 1) * pageBytes);
    if (draw(2) === 0) left.fill(0, page, end);
    page = end;
  }
  return left;
}
