/**
 * A directory of Node's file system: the one file of this room that knows the platform.
 *
 * Invariants:
 * - The lock names the process that holds it, and one whose process is no more is taken over. It holds
 *   between the threads of a process as between processes; a thread that was ended without letting go of it
 *   holds it as long as its process lives.
 * - A directory that `lock` makes outlives a crash from then on, with all above it that it made.
 */

import { randomUUID } from "node:crypto";
import {
  type FileHandle,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  unlink,
  writeFile,
} from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import type { Directory, DiskFile } from "./directory.ts";
import { DirectoryLockedError } from "./disk-errors.ts";

const lockName = "lock";

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
    sync: () => syncDirectory(base),
  };
}

// The lock is the file with the highest number; only its holder removes lower ones, and nobody ever the
// highest. So of two that would take a dead one over, one alone makes the next; and who was so slow that
// its number had been used and removed meanwhile finds a higher one, and gives way.
async function lock(base: string): Promise<() => Promise<void>> {
  await makeDurably(base);
  const own = join(base, `${lockName}-of-${randomUUID()}.tmp`);
  try {
    const former = await lockNumbers(base);
    const highest = Math.max(0, ...former);
    if (highest > 0) await refuseIfHeld(base, highest);
    const number = highest + 1;
    const path = join(base, `${lockName}-${number}`);
    await writeFile(own, `${process.pid} ${startedMs()}`);
    await link(own, path);
    await unlink(own);
    if (Math.max(...(await lockNumbers(base))) > number) {
      await unlink(path);
      throw new DirectoryLockedError(base, "another node");
    }
    for (const each of former) await unlink(join(base, `${lockName}-${each}`));
    return () => writeFile(path, "");
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code !== "EEXIST" && code !== "ENOENT") throw error;
    throw new DirectoryLockedError(base, "another node");
  } finally {
    await rm(own, { force: true });
  }
}

/** Makes the directory and those above it, and has what is above remember what it was given. */
async function makeDurably(base: string): Promise<void> {
  const first = await mkdir(base, { recursive: true });
  if (first === undefined) return;
  for (let made = base; made.length >= first.length; made = dirname(made))
    await syncDirectory(dirname(made));
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function lockNumbers(base: string): Promise<readonly number[]> {
  const numbers = (await readdir(base)).map((name) => Number(/^lock-(\d+)$/.exec(name)?.[1] ?? 0));
  return numbers.filter((number) => number > 0);
}

/** Throws DirectoryLockedError if who holds the lock is alive. An empty one was let go of. */
async function refuseIfHeld(base: string, number: number): Promise<void> {
  const text = await readFile(join(base, `${lockName}-${number}`), "utf8");
  const [holder = 0, holderStartedMs = 0] = text.split(" ").map(Number);
  if (!isAlive(holder, holderStartedMs)) return;
  const who = holder === process.pid ? "this process" : `process ${holder}`;
  throw new DirectoryLockedError(base, who);
}

/**
 * When this process began, in milliseconds since the machine did: the same in each of its threads, which
 * share nothing else by which they could tell their process from one before with the same number.
 */
function startedMs(): number {
  return Math.round(Number(process.hrtime.bigint()) / 1e6 - process.uptime() * 1e3);
}

/** What two threads may differ by, as they reckon when their process began. */
const toleranceMs = 50;

function isAlive(id: number, idStartedMs: number): boolean {
  if (!Number.isSafeInteger(id) || id <= 0) return false;
  if (id === process.pid) return Math.abs(startedMs() - idStartedMs) <= toleranceMs;
  // Begun later than now: before the machine began anew, and long gone.
  if (idStartedMs > Number(process.hrtime.bigint()) / 1e6) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}
