// Lab 3A of MIT's 6.5840: leader election.

import { expect } from "vitest";
import { pause } from "../../../src/raft/simulation/waiting.ts";
import type { LabCase } from "./lab.ts";
import { SETTLE_MS } from "./lab.ts";

export const elections: readonly LabCase[] = [
  {
    name: "InitialElection",
    what: "one leads, and goes on to where nothing fails",
    servers: 3,
    run: async (lab) => {
      const leader = await lab.leader();
      await pause(50);
      const term = await lab.term(leader);
      expect(term).toBeGreaterThanOrEqual(1);
      for (const id of lab.ids) expect(await lab.term(id)).toBe(term);
      await pause(2 * SETTLE_MS);
      expect(await lab.leader()).toBe(leader);
      expect(await lab.term(leader)).toBe(term);
    },
  },
  {
    name: "ReElection",
    what: "another leads when the leader is cut off, none without a majority, one with it again",
    servers: 3,
    run: async (lab) => {
      const first = await lab.leader();
      lab.disconnect(first);
      const second = await lab.leader();
      expect(second).not.toBe(first);
      // The old leader's return disturbs nobody.
      const term = await lab.term(second);
      lab.connect(first);
      await pause(SETTLE_MS);
      expect(await lab.leader()).toBe(second);
      expect(await lab.term(second)).toBe(term);
      const other = lab.pick(lab.others(second));
      lab.disconnect(second, other);
      await pause(2 * SETTLE_MS);
      lab.expectNoLeader();
      lab.connect(other);
      await lab.leader();
      lab.connect(second);
      await lab.leader();
    },
  },
  {
    name: "ManyElections",
    what: "of seven one leads whichever three are cut off",
    servers: 7,
    run: async (lab) => {
      await lab.leader();
      for (let round = 0; round < 10; round++) {
        const cut = new Set([lab.pick(lab.ids), lab.pick(lab.ids), lab.pick(lab.ids)]);
        lab.disconnect(...cut);
        await lab.leader();
        lab.connect(...cut);
      }
      await lab.leader();
    },
  },
];
