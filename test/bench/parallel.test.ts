/** What the benchmark of threads takes for a right answer, and for an aim that is reached. */

import { describe, expect, it } from "vitest";
import { type Aim, reached } from "../../bench/parallel/aims.ts";
import { KINDS, PAYLOADS, weightOf } from "../../bench/parallel/payload.ts";
import { type Abilities, peerOf } from "../../bench/parallel/peer.ts";
import { countPrimes } from "../../bench/parallel/primes.ts";
import { CPU_PARTS, WORKLOAD_NAMES, WORKLOADS } from "../../bench/parallel/workload.ts";
import type { Row } from "../../bench/suite.ts";

describe("a payload", () => {
  it.each(PAYLOADS)("of %s weighs what the runner expects", (payload) => {
    const { make, weigh } = KINDS[payload];
    let sum = 0;
    for (let i = 0; i < 70_000; i++) sum += weigh(make(i));
    expect(sum).toBe(weightOf(payload, 70_000));
  });
});

describe("the job of the CPU", () => {
  it("counts in parts what the runner's sieve counts", () => {
    let primes = 0;
    for (let part = 0; part < CPU_PARTS; part++) primes += countPrimes(10_000, part);
    expect(primes).toBe(WORKLOADS["cpu-1"].expected(10_000));
    expect(primes).toBe(1229);
  });
});

describe("a peer", () => {
  it("answers for every workload, by what it can or by why it cannot", () => {
    const call = async () => 0;
    const { programs } = peerOf({ call, fanOut: (workers) => async () => workers }, "no channels");
    const can = WORKLOAD_NAMES.filter((name) => !("cannot" in programs[name]));
    expect(can).toEqual(["fan-out-2", "fan-out-4", "call", "start"]);
    expect(programs["ping-pong"]).toEqual({ cannot: "no channels" });
  });

  it("gets its capacities, payloads and numbers of workers from the names", async () => {
    const asked: unknown[] = [];
    const note = (...what: unknown[]) => {
      asked.push(what);
      return async () => 0;
    };
    const abilities: Abilities = { stream: note, select: note, cpu: note, fanOut: note };
    peerOf(abilities, "");
    expect(asked).toContainEqual([0, "int"]);
    expect(asked).toContainEqual([128, "bytes-1024"]);
    expect(asked).toContainEqual([32]);
    expect(asked).toContainEqual([4]);
  });
});

describe("an aim", () => {
  const row = (name: string, samples: Readonly<Record<string, readonly number[]>>): Row => ({
    name,
    title: name,
    operation: "",
    unit: "ns",
    better: "lower",
    subjects: Object.entries(samples).map(([subject, values]) => ({
      name: subject,
      title: subject,
      side: "library",
      outcome: { kind: "measured", samples: values },
    })),
  });
  const aim: Aim = { ours: "a", row: "call", beside: "b", besideRow: "start", times: 2 };

  it("is the median of how many times as long the other took in each round", () => {
    const rows = [row("call", { a: [1, 2, 4] }), row("start", { b: [3, 4, 40] })];
    expect(reached(aim, rows)).toBe(3);
  });

  it("is not judged where one of the two was not measured", () => {
    expect(reached(aim, [row("call", { a: [1] })])).toBeUndefined();
  });
});
