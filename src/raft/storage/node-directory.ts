/**
 * A directory of Node's file system: the one file of this room that knows the platform.
 *
 * Invariant: the lock file names the process that holds it; one whose process is no more is taken over.
 */

import {
  type FileHandle,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  unlink,
  writeFile,
} from "node:fs/promises";
import { join, resolve } from "node:path";
import process from "node:process";
import type { Directory, DiskFile } from "./directory.ts";
import { DirectoryLockedError } from "./disk-errors.ts";

const lockName = "lock";
/** What this process holds: its own id in a lock file is otherwise a former process's. */
const held = new Set<string>();

class NodeFile implements DiskFile {
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async read(position: number, length: number): Promise<Uint8Array> {
    const size = (await this.#handle.stat()).size;
    const bytes = new Uint8Array(Math.max(0, Math.min(length, size - position)));
    for (let at = 0; at < bytes.length; ) {
      const left = bytes.length - at;
      const { bytesRead } = await this.#handle.read(bytes, at, left, position + at);
      if (bytesRead === 0) return bytes.subarray(0, at);
      at += bytesRead;
    }
    return bytes;
  }

  // Opened to append, so that each write goes to the end; one may take a part only.
  async append(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; )
      at += (await this.#handle.write(bytes, at, bytes.length - at)).bytesWritten;
  }

  truncate(length: number): Promise<void> {
    return this.#handle.truncate(length);
  }

  async size(): Promise<number> {
    return (await this.#handle.stat()).size;
  }

  sync(): Promise<void> {
    return this.#handle.datasync();
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

/** The directory at the path; made by `lock` if there is none. */
export function nodeDirectory(path: string): Directory {
  const base = resolve(path);
  const at = (name: string) => join(base, name);
  return {
    path: base,
    lock: () => lock(base),
    list: () => readdir(base),
    create: async (name) => {
      const handle = await open(at(name), "a+");
      await handle.truncate(0);
      return new NodeFile(handle);
    },
    open: async (name) => {
      // "a+" would make a file where there is none.
      await (await open(at(name), "r")).close();
      return new NodeFile(await open(at(name), "a+"));
    },
    rename: (from, to) => rename(at(from), at(to)),
    remove: (name) => unlink(at(name)),
    sync: async () => {
      const handle = await open(base, "r");
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    },
  };
}

// The lock is the file with the highest number; only its holder removes lower ones, and nobody ever the
// highest. So of two that would take a dead one over, one alone makes the next.
async function lock(base: string): Promise<() => Promise<void>> {
  if (held.has(base)) throw new DirectoryLockedError(base, "this process");
  held.add(base);
  const own = join(base, `${lockName}-of-${process.pid}`);
  try {
    await mkdir(base, { recursive: true });
    const former = (await readdir(base)).map(lockNumber).filter((number) => number > 0);
    const highest = Math.max(0, ...former);
    if (highest > 0) {
      const holder = Number(await readFile(join(base, `${lockName}-${highest}`), "utf8"));
      if (holder !== process.pid && isAlive(holder))
        throw new DirectoryLockedError(base, `process ${holder}`);
    }
    const path = join(base, `${lockName}-${highest + 1}`);
    await writeFile(own, String(process.pid));
    await link(own, path);
    await unlink(own);
    for (const number of former) await unlink(join(base, `${lockName}-${number}`));
    return async () => {
      await writeFile(path, "");
      held.delete(base);
    };
  } catch (error) {
    held.delete(base);
    const code = (error as { code?: string }).code;
    if (code === "EEXIST" || code === "ENOENT")
      throw new DirectoryLockedError(base, "another process");
    throw error;
  }
}

function lockNumber(name: string): number {
  return Number(/^lock-(\d+)$/.exec(name)?.[1] ?? 0);
}

function isAlive(id: number): boolean {
  if (!Number.isSafeInteger(id) || id <= 0) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}
