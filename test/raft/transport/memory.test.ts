// The network in memory: sound, it carries every message once and in order; told to be bad, it is bad as
// told, and the same for the same seed.

import { describe, expect, it } from "vitest";
import type { Message } from "../../../src/raft/rules/index.ts";
import { pause } from "../../../src/raft/simulation/waiting.ts";
import { EndpointInUseError } from "../../../src/raft/transport/errors.ts";
import {
  MemoryNetwork,
  type NetworkFaults,
  soundNetwork,
} from "../../../src/raft/transport/memory.ts";
import { simulate } from "../../../src/testing/index.ts";

const message = (from: number, to: number, term: number): Message => ({
  kind: "timeoutNow",
  from,
  to,
  term,
});

/** Sends 100 messages from 1 to 2 through a network, and gives the terms that arrived. */
function carried(
  seed: number,
  faults: NetworkFaults,
  prepare: (network: MemoryNetwork) => void = () => {},
) {
  return simulate(seed, async () => {
    const network = new MemoryNetwork(faults);
    const terms: number[] = [];
    const sender = network.endpoint(1);
    const receiver = network.endpoint(2);
    await sender.open({ deliver: () => {}, unreachable: () => {} });
    await receiver.open({ deliver: ({ term }) => terms.push(term), unreachable: () => {} });
    prepare(network);
    for (let term = 1; term <= 100; term++) sender.send(message(1, 2, term));
    await pause(10_000);
    return terms;
  });
}

const all = Array.from({ length: 100 }, (_, i) => i + 1);

describe("a network in memory", () => {
  it("carries every message once and in order", async () => {
    expect(await carried(1, soundNetwork)).toEqual(all);
  });

  it("keeps the order of messages that take different times", async () => {
    expect(await carried(1, { ...soundNetwork, minDelayMs: 1, maxDelayMs: 50 })).toEqual(all);
  });

  it("loses some of them where it is told to", async () => {
    const terms = await carried(1, { ...soundNetwork, dropRate: 0.3 });
    expect(terms.length).toBeGreaterThan(40);
    expect(terms.length).toBeLessThan(95);
  });

  it("doubles some of them where it is told to", async () => {
    const terms = await carried(1, { ...soundNetwork, duplicateRate: 0.3 });
    expect(terms.length).toBeGreaterThan(105);
    expect([...new Set(terms)]).toEqual(all);
  });

  it("lets some overtake others where it is told to", async () => {
    const terms = await carried(1, { ...soundNetwork, reorderRate: 0.3, reorderMs: 100 });
    expect(terms).not.toEqual(all);
    expect(terms.toSorted((one, other) => one - other)).toEqual(all);
  });

  it("does the same for the same seed, and otherwise for another", async () => {
    const faults = { ...soundNetwork, dropRate: 0.3, reorderRate: 0.3, reorderMs: 100 };
    const first = await carried(1, faults);
    expect(await carried(1, faults)).toEqual(first);
    expect(await carried(2, faults)).not.toEqual(first);
  });

  it("carries nothing between parts, and everything once they are joined", async () => {
    const part = (network: MemoryNetwork) => network.partition([1], [2]);
    expect(await carried(1, soundNetwork, part)).toEqual([]);
    const heal = (network: MemoryNetwork) => {
      part(network);
      network.heal();
    };
    expect(await carried(1, soundNetwork, heal)).toEqual(all);
  });

  it("cuts a link one way and leaves the other", async () => {
    const there = (network: MemoryNetwork) => network.cutOneWay(1, 2);
    expect(await carried(1, soundNetwork, there)).toEqual([]);
    const back = (network: MemoryNetwork) => network.cutOneWay(2, 1);
    expect(await carried(1, soundNetwork, back)).toEqual(all);
  });

  it("loses what is on its way when a link is cut or an endpoint is closed", () =>
    simulate(1, async () => {
      const network = new MemoryNetwork({ ...soundNetwork, minDelayMs: 10, maxDelayMs: 10 });
      const terms: number[] = [];
      const [one, two] = [network.endpoint(1), network.endpoint(2)];
      await one.open({ deliver: () => {}, unreachable: () => {} });
      await two.open({ deliver: ({ term }) => terms.push(term), unreachable: () => {} });
      one.send(message(1, 2, 1));
      network.cut(1, 2);
      await pause(20);
      network.heal();
      one.send(message(1, 2, 2));
      await two.close();
      await pause(20);
      expect(terms).toEqual([]);
    }));

  it("has one endpoint a node at a time", async () => {
    const network = new MemoryNetwork();
    const receiver = { deliver: () => {}, unreachable: () => {} };
    const first = network.endpoint(1);
    await first.open(receiver);
    await expect(network.endpoint(1).open(receiver)).rejects.toBeInstanceOf(EndpointInUseError);
    await first.close();
    await expect(network.endpoint(1).open(receiver)).resolves.toBeUndefined();
  });
});
