// Who was so slow in taking a directory's lock that it was taken, let go of and taken again meanwhile.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { DirectoryLockedError } from "../../../src/raft/storage/disk-errors.ts";
import { nodeDirectory } from "../../../src/raft/storage/node-directory.ts";

const gate = vi.hoisted(() => ({ reached: () => {}, passed: null as Promise<void> | null }));

vi.mock("node:fs/promises", async (original) => {
  const fs = await original<typeof import("node:fs/promises")>();
  const link: typeof fs.link = async (from, to) => {
    const passed = gate.passed;
    gate.passed = null;
    gate.reached();
    await passed;
    await fs.link(from, to);
  };
  return { ...fs, link };
});

it("gives way to who has it now", async () => {
  const path = await mkdtemp(join(tmpdir(), "goroutine-kit-slow-"));
  let open = () => {};
  gate.passed = new Promise((resolve) => {
    open = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    gate.reached = resolve;
  });
  const slow = nodeDirectory(path).lock();
  await reached;
  await (await nodeDirectory(path).lock())();
  const unlock = await nodeDirectory(path).lock();
  open();
  await expect(slow).rejects.toBeInstanceOf(DirectoryLockedError);
  await expect(nodeDirectory(path).lock()).rejects.toBeInstanceOf(DirectoryLockedError);
  await unlock();
  await rm(path, { recursive: true });
});
