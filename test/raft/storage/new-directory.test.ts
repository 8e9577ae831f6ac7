// A directory that is made for a log has to outlive a crash with all above it that was made: each has to be
// written to the one it is in.

import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { nodeDirectory } from "../../../src/raft/storage/node-directory.ts";

const synced: string[] = vi.hoisted(() => []);

vi.mock("node:fs/promises", async (original) => {
  const fs = await original<typeof import("node:fs/promises")>();
  const open: typeof fs.open = async (path, flags, mode) => {
    const handle = await fs.open(path, flags, mode);
    const sync = handle.sync.bind(handle);
    handle.sync = async () => {
      synced.push(String(path));
      await sync();
    };
    return handle;
  };
  return { ...fs, open };
});

let base = "";
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), "goroutine-kit-new-")));
  synced.length = 0;
});
afterEach(() => rm(base, { recursive: true }));

it("is synced into its parent, and so is each that was made above it", async () => {
  const unlock = await nodeDirectory(join(base, "one/two/three")).lock();
  expect(synced.sort()).toEqual([base, join(base, "one"), join(base, "one/two")]);
  await unlock();
});

it("is not synced again where it was there", async () => {
  await (await nodeDirectory(join(base, "one")).lock())();
  synced.length = 0;
  await (await nodeDirectory(join(base, "one")).lock())();
  expect(synced).toEqual([]);
});
