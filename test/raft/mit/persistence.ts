// Lab 3C of MIT's 6.5840: what outlives crashes and bad networks.

import { expect } from "vitest";
import { pause, together } from "../../../src/raft/simulation/waiting.ts";
import { soundNetwork } from "../../../src/raft/transport/memory.ts";
import { type Lab, type LabCase, reordering, SETTLE_MS, unreliable } from "./lab.ts";

/** How long a leader of figure 8 lives: mostly a moment, now and then long enough to get far. */
async function shortReign(lab: Lab): Promise<void> {
  await pause(lab.happens(0.1) ? lab.draw(0, SETTLE_MS / 2) : lab.draw(0, 13));
}

/** Proposes to all that are connected; the one that leads. */
function proposeToAll(lab: Lab): number | null {
  for (const id of lab.connected) lab.propose(id);
  return lab.leaderNow();
}

/** Servers crash, leave and return while three clients propose; what was answered is there in the end. */
async function churn(lab: Lab): Promise<void> {
  const answered: string[] = [];
  let isOver = false;
  const client = async () => {
    while (!isOver) {
      const value = lab.newValue();
      const leader = lab.leaderNow();
      if (leader !== null && (await lab.ask(leader, value, 1_000))) answered.push(value);
      await pause(lab.draw(5, 80));
    }
  };
  const disturbing = async () => {
    for (let round = 0; round < 20; round++) {
      if (lab.happens(0.2)) lab.disconnect(lab.pick(lab.ids));
      if (lab.happens(0.5)) {
        const id = lab.pick(lab.ids);
        await lab.start(id);
        lab.connect(id);
      }
      if (lab.happens(0.2)) await lab.crash(lab.pick(lab.ids));
      await pause(0.7 * SETTLE_MS);
    }
    isOver = true;
  };
  await together([disturbing, client, client, client]);
  lab.cluster.network.faults = soundNetwork;
  await lab.start(...lab.ids);
  lab.connect(...lab.ids);
  await lab.agree(lab.ids.length);
  expect(answered.length).toBeGreaterThan(0);
  for (const value of answered) expect(lab.appliedOn(value)).toBe(lab.ids.length);
}

export const persistence: readonly LabCase[] = [
  {
    name: "Persist1",
    what: "all, a leader or a follower crash and return, and agreement goes on",
    servers: 3,
    run: async (lab) => {
      const agreed = [await lab.agree(3)];
      await lab.crash(...lab.ids);
      await lab.start(...lab.ids);
      agreed.push(await lab.agree(3));
      const first = await lab.leader();
      await lab.crash(first);
      await lab.start(first);
      agreed.push(await lab.agree(3));
      const second = await lab.leader();
      await lab.crash(second);
      agreed.push(await lab.agree(2));
      await lab.start(second);
      agreed.push(await lab.agree(3));
      const follower = lab.pick(lab.others(await lab.leader()));
      await lab.crash(follower);
      agreed.push(await lab.agree(2));
      await lab.start(follower);
      agreed.push(await lab.agree(3));
      for (const value of agreed) expect(lab.appliedOn(value)).toBe(3);
    },
  },
  {
    name: "Persist2",
    what: "majorities that overlap in one server take turns",
    servers: 5,
    run: async (lab) => {
      const agreed: string[] = [];
      for (let round = 0; round < 5; round++) {
        agreed.push(await lab.agree(5));
        const leader = await lab.leader();
        const [a, b, c, d] = lab.others(leader) as [number, number, number, number];
        await lab.crash(a, b);
        agreed.push(await lab.agree(3));
        await lab.crash(leader, c, d);
        await lab.start(a, b);
        await pause(SETTLE_MS);
        await lab.start(c);
        agreed.push(await lab.agree(3));
        await lab.start(d, leader);
      }
      agreed.push(await lab.agree(5));
      for (const value of agreed) expect(lab.appliedOn(value)).toBe(5);
    },
  },
  {
    name: "Persist3",
    what: "a leader and a follower crash apart, and return one after the other",
    servers: 3,
    run: async (lab) => {
      const agreed = [await lab.agree(3)];
      const leader = await lab.leader();
      const [one, other] = lab.others(leader) as [number, number];
      lab.disconnect(other);
      agreed.push(await lab.agree(2));
      await lab.crash(leader, one);
      lab.connect(other);
      await lab.start(leader);
      agreed.push(await lab.agree(2));
      await lab.start(one);
      agreed.push(await lab.agree(3));
      for (const value of agreed) expect(lab.appliedOn(value)).toBe(3);
    },
  },
  {
    name: "Figure8",
    what: "leaders crash in a thousand rounds before or after they replicate, and nothing is lost",
    servers: 5,
    run: async (lab) => {
      await lab.agree(1);
      for (let round = 0; round < 1_000; round++) {
        const leader = proposeToAll(lab);
        await shortReign(lab);
        if (leader !== null) await lab.crash(leader);
        if (lab.cluster.up().length < 3) await lab.start(lab.pick(lab.cluster.down()).id);
      }
      await lab.start(...lab.ids);
      await lab.agree(5);
    },
  },
  {
    name: "UnreliableAgree",
    what: "agreement is reached on a network that loses and delays",
    servers: 5,
    options: { network: unreliable },
    run: async (lab) => {
      const agreed: string[] = [];
      const agree = async () => {
        agreed.push(await lab.agree(1));
      };
      for (let round = 0; round < 50; round++) await together([agree, agree, agree, agree, agree]);
      lab.cluster.network.faults = soundNetwork;
      await lab.agree(5);
      for (const value of agreed) expect(lab.appliedOn(value)).toBe(5);
    },
  },
  {
    name: "Figure8Unreliable",
    what: "leaders are cut off in a thousand rounds on a network that reorders, and nothing is lost",
    servers: 5,
    options: { network: unreliable },
    run: async (lab) => {
      await lab.agree(1);
      for (let round = 0; round < 1_000; round++) {
        if (round === 200) lab.cluster.network.faults = reordering;
        const leader = proposeToAll(lab);
        await shortReign(lab);
        if (leader !== null && lab.happens(0.5)) lab.disconnect(leader);
        if (lab.connected.length < 3) lab.connect(lab.pick(lab.ids));
      }
      lab.connect(...lab.ids);
      await lab.agree(5);
    },
  },
  {
    name: "ReliableChurn",
    what: "what clients were answered is there after servers crashed, left and returned",
    servers: 5,
    run: churn,
  },
  {
    name: "UnreliableChurn",
    what: "the same on a network that loses and delays",
    servers: 5,
    options: { network: unreliable },
    run: churn,
  },
];
