// The transcript of a simulation, as one reads it.

import { expect, it } from "vitest";
import * as gen from "../../src/gen.ts";
import { afterFunc, chan, go, recv, select, sleep } from "../../src/index.ts";
import { record, simulate } from "../../src/testing/index.ts";

it("has a line a step: when, who went on, after what, and where it waits now", async () => {
  const { transcript } = await record(1, async () => {
    const numbers = chan<number>();
    go(function* counter() {
      for (let i = 0; ; i++) {
        yield* gen.sleep(10);
        yield* gen.send(numbers, i);
      }
    });
    await sleep(5);
    await select({ number: recv(numbers), never: recv(chan(3)) });
  });
  expect(transcript.split("\n")).toEqual([
    "1  0 ms  goroutine 1 (main) starts; waits: sleep on a timer of 5 ms",
    "2  0 ms  goroutine 2 (counter) starts; waits: sleep on a timer of 10 ms",
    "3  5 ms  a timer fires",
    "4  5 ms  goroutine 1 (main) goes on after: sleep on a timer of 5 ms; waits: select on number: chan 1 (cap 0), never: chan 2 (cap 3, len 0)",
    "5  10 ms  a timer fires",
    "6  10 ms  goroutine 2 (counter) goes on after: sleep on a timer of 10 ms",
    "7  10 ms  goroutine 1 (main) goes on after: select on number: chan 1 (cap 0), never: chan 2 (cap 3, len 0); ends",
  ]);
});

it("tells apart who goes on after a wait from who did not have to wait", async () => {
  const { transcript } = await record(1, async () => {
    const ch = chan<number>(1);
    await ch.send(1);
    await ch.recv();
    await ch.recv(AbortSignal.abort()).catch(() => {});
  });
  expect(transcript.split("\n")).toEqual([
    "1  0 ms  goroutine 1 (main) starts",
    "2  0 ms  goroutine 1 (main) goes on",
    "3  0 ms  goroutine 1 (main) goes on; ends",
  ]);
});

it("tells them apart for a generator goroutine, which is the waiter of all its waits", async () => {
  const { transcript } = await record(1, function* () {
    const ch = chan<number>(1);
    yield* gen.sleep(1);
    yield* gen.send(ch, 1);
  });
  expect(transcript.split("\n")).toEqual([
    "1  0 ms  goroutine 1 (main) starts; waits: sleep on a timer of 1 ms",
    "2  1 ms  a timer fires",
    "3  1 ms  goroutine 1 (main) goes on after: sleep on a timer of 1 ms",
    "4  1 ms  goroutine 1 (main) goes on; ends",
  ]);
});

it("follows a goroutine whose function returns a generator", async () => {
  const { transcript } = await record(3, async () => {
    const ch = chan<number>(1);
    function* worker(n: number) {
      yield* gen.send(ch, n);
      yield* gen.sleep(1);
    }
    go(() => worker(4));
    await sleep(2);
  });
  expect(transcript.split("\n").filter((line) => line.includes("goroutine 2"))).toEqual([
    expect.stringMatching(/goroutine 2 \(anonymous\) starts$/),
    expect.stringMatching(/goroutine 2 \(anonymous\) goes on; waits: sleep on a timer of 1 ms$/),
    expect.stringMatching(/goes on after: sleep on a timer of 1 ms; ends$/),
  ]);
});

it("is written while the simulation runs, so that one that fails has it too", async () => {
  const lines: string[] = [];
  const failing = simulate(
    1,
    async () => {
      afterFunc(3, function bomb() {
        throw new Error("boom");
      });
      await chan().recv();
    },
    { transcript: (line) => void lines.push(line) },
  );
  await expect(failing).rejects.toThrow("boom");
  expect(lines).toEqual([
    "1  0 ms  goroutine 1 (main) starts; waits: chan receive on chan 1 (cap 0)",
    "2  3 ms  a timer fires",
    "3  3 ms  goroutine 2 (bomb) starts; ends",
  ]);
});

it("passes on what is thrown by who takes it, and has ended then", async () => {
  const refused = new Error("no more lines");
  const failing = simulate(1, () => sleep(1), {
    transcript: () => {
      throw refused;
    },
  });
  await expect(failing).rejects.toBe(refused);
  expect(await simulate(1, () => "the next one")).toBe("the next one");
});

it("counts steps and virtual time", async () => {
  const { value, steps, elapsedMs, transcript } = await record(1, async () => {
    for (let i = 0; i < 4; i++) await sleep(25);
    return "done";
  });
  expect({ value, steps, elapsedMs }).toEqual({ value: "done", steps: 9, elapsedMs: 100 });
  expect(transcript.split("\n")).toHaveLength(steps);
});
