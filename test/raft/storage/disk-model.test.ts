// Whatever a node asks of the disk and wherever the power goes: after recovery the disk holds what some
// whole number of writes left, all that were acknowledged among them.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FaultyDirectory } from "../../../src/raft/simulation/faulty-directory.ts";
import { DiskStorage } from "../../../src/raft/storage/disk.ts";
import { holds, Life, type Step, steps } from "./life.ts";
import { entry, write } from "./writes.ts";

async function expectSound(life: Life, left: FaultyDirectory, segmentBytes: number): Promise<void> {
  const storage = new DiskStorage(left, { segmentBytes });
  const recovered = await storage.load();
  const snapshot = await storage.readSnapshot();
  expect(recovered.snapshot).toEqual(snapshot?.description ?? null);
  const possible = life.states.slice(life.acknowledged);
  expect(possible.some((state) => holds(recovered, snapshot, state))).toBe(true);
  const next = Math.max(recovered.entries.at(-1)?.index ?? 0, recovered.snapshot?.index ?? 0) + 1;
  await storage.write([write(1, { entries: [entry(next, 1000)] })]);
  await storage.close();
  const again = await new DiskStorage(left).load();
  expect(again.entries).toEqual([...recovered.entries, entry(next, 1000)]);
}

describe("storage on disk", () => {
  it("keeps what it acknowledged, whole writes in order, wherever the power goes", async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.nat(150),
        fc.integer({ min: 1, max: 400 }),
        fc.infiniteStream(fc.nat(1000)),
        async (bursts, stopAt, segmentBytes, stream) => {
          const directory = new FaultyDirectory();
          directory.stopAt = stopAt;
          const life = new Life();
          await life.run(new DiskStorage(directory, { segmentBytes }), bursts);
          const draw = (n: number) => (stream.next().value as number) % n;
          await expectSound(life, directory.afterCrash(draw), segmentBytes);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("survives a crash before each step of one life, whatever of its last step is left", async () => {
    const bursts: readonly (readonly Step[])[] = [
      [
        { kind: "append", cut: 0, count: 3, vote: true },
        { kind: "append", cut: 2, count: 3, vote: false },
      ],
      [{ kind: "save", back: 1 }],
      [{ kind: "append", cut: 0, count: 2, vote: true }],
      [{ kind: "purge" }],
      [{ kind: "install", ahead: 2, bytes: 40, count: 1 }],
      [{ kind: "append", cut: 1, count: 2, vote: false }],
      [{ kind: "purge" }],
    ];
    const whole = new FaultyDirectory();
    await new Life().run(new DiskStorage(whole, { segmentBytes: 200 }), bursts);
    expect(whole.steps).toBeGreaterThan(30);
    for (let stopAt = 0; stopAt <= whole.steps; stopAt++)
      for (const part of [0, 1, 2, 3]) {
        const directory = new FaultyDirectory();
        directory.stopAt = stopAt;
        const life = new Life();
        await life.run(new DiskStorage(directory, { segmentBytes: 200 }), bursts);
        const left = directory.afterCrash((n) => Math.floor(((n - 1) * part) / 3));
        await expectSound(life, left, 200);
      }
  });
});
