// Lab 3B of MIT's 6.5840: agreement on a log.

import { expect } from "vitest";
import { pause } from "../../../src/raft/simulation/waiting.ts";
import { type Lab, type LabCase, SETTLE_MS } from "./lab.ts";

function proposeMany(lab: Lab, id: number, count: number): string[] {
  return Array.from({ length: count }, () => lab.propose(id));
}

export const agreement: readonly LabCase[] = [
  {
    name: "BasicAgree",
    what: "nothing is applied before it is proposed, and everything after, one index each",
    servers: 3,
    run: async (lab) => {
      const leader = await lab.leader();
      await pause(SETTLE_MS);
      const before = await lab.cluster.node(leader).status();
      for (let n = 1; n <= 3; n++) {
        const value = lab.newValue();
        expect(lab.appliedOn(value)).toBe(0);
        await lab.agree(3, value);
        const { commitIndex } = await lab.cluster.node(leader).status();
        expect(commitIndex).toBe(before.commitIndex + n);
      }
    },
  },
  {
    name: "RPCBytes",
    what: "each command goes to each server once",
    servers: 3,
    run: async (lab) => {
      await lab.agree(3);
      const before = lab.bytes;
      let sent = 0;
      for (let n = 0; n < 10; n++) {
        const value = lab.newValue(5_000);
        sent += value.length;
        await lab.agree(3, value);
      }
      expect(lab.bytes - before).toBeLessThanOrEqual(3 * sent + 50_000);
    },
  },
  {
    name: "FollowerFailure",
    what: "a majority goes on without a follower, and nothing does without two",
    servers: 3,
    run: async (lab) => {
      await lab.agree(3);
      const leader = await lab.leader();
      const [one, other] = lab.others(leader) as [number, number];
      lab.disconnect(one);
      await lab.agree(2);
      await pause(SETTLE_MS);
      await lab.agree(2);
      lab.disconnect(other);
      await lab.expectNotApplied(lab.propose(leader));
    },
  },
  {
    name: "LeaderFailure",
    what: "a majority goes on without its leader, and nothing does without two",
    servers: 3,
    run: async (lab) => {
      await lab.agree(3);
      lab.disconnect(await lab.leader());
      await lab.agree(2);
      await pause(SETTLE_MS);
      await lab.agree(2);
      lab.disconnect(await lab.leader());
      await lab.expectNotApplied(...lab.ids.map((id) => lab.propose(id)));
    },
  },
  {
    name: "FailAgree",
    what: "a follower that was cut off catches up",
    servers: 3,
    run: async (lab) => {
      await lab.agree(3);
      const away = lab.pick(lab.others(await lab.leader()));
      lab.disconnect(away);
      await lab.agree(2);
      await lab.agree(2);
      await pause(SETTLE_MS);
      const missed = [await lab.agree(2), await lab.agree(2)];
      lab.connect(away);
      await lab.agree(3);
      await pause(SETTLE_MS);
      await lab.agree(3);
      for (const value of missed) expect(lab.appliedOn(value)).toBe(3);
    },
  },
  {
    name: "FailNoAgree",
    what: "nothing is agreed on where three of five are cut off, and all goes on when they return",
    servers: 5,
    run: async (lab) => {
      await lab.agree(5);
      const leader = await lab.leader();
      const away = lab.others(leader).slice(0, 3);
      lab.disconnect(...away);
      await lab.expectNotApplied(lab.propose(leader));
      lab.connect(...away);
      await lab.leader();
      await lab.agree(5);
    },
  },
  {
    name: "ConcurrentStarts",
    what: "commands proposed at once are all applied, each once",
    servers: 3,
    run: async (lab) => {
      await lab.agree(3);
      const leader = await lab.leader();
      const term = await lab.term(leader);
      const before = (await lab.cluster.node(leader).status()).commitIndex;
      const values = proposeMany(lab, leader, 5);
      await pause(SETTLE_MS);
      expect(await lab.term(leader)).toBe(term);
      for (const value of values) expect(lab.appliedOn(value)).toBe(3);
      expect((await lab.cluster.node(leader).status()).commitIndex).toBe(before + values.length);
    },
  },
  {
    name: "Rejoin",
    what: "what a cut-off leader took alone is dropped when it returns",
    servers: 3,
    run: async (lab) => {
      await lab.agree(3);
      const first = await lab.leader();
      lab.disconnect(first);
      const lost = proposeMany(lab, first, 3);
      await lab.agree(2);
      const second = await lab.leader();
      lab.disconnect(second);
      lab.connect(first);
      await lab.agree(2);
      lab.connect(second);
      await lab.agree(3);
      for (const value of lost) expect(lab.appliedOn(value)).toBe(0);
    },
  },
  {
    name: "Backup",
    what: "a leader backs up quickly over fifty entries that conflict, twice",
    servers: 5,
    run: async (lab) => {
      await lab.agree(5);
      const first = await lab.leader();
      const [companion, ...rest] = lab.others(first) as [number, number, number, number];
      lab.disconnect(...rest);
      const lost = proposeMany(lab, first, 50);
      await pause(SETTLE_MS / 2);
      lab.disconnect(first, companion);
      lab.connect(...rest);
      const agreed: string[] = [];
      for (let n = 0; n < 50; n++) agreed.push(await lab.agree(3));
      const second = await lab.leader();
      const other = lab.pick(rest.filter((id) => id !== second));
      lab.disconnect(other);
      lost.push(...proposeMany(lab, second, 50));
      await pause(SETTLE_MS / 2);
      lab.disconnect(...lab.ids);
      lab.connect(first, companion, other);
      for (let n = 0; n < 50; n++) agreed.push(await lab.agree(3));
      lab.connect(...lab.ids);
      await lab.agree(5);
      for (const value of lost) expect(lab.appliedOn(value)).toBe(0);
      for (const value of agreed) expect(lab.appliedOn(value)).toBe(5);
    },
  },
  {
    name: "Count",
    what: "an election, ten commands and an idle second take few messages",
    servers: 3,
    run: async (lab) => {
      const leader = await lab.leader();
      expect(lab.messages).toBeGreaterThanOrEqual(1);
      expect(lab.messages).toBeLessThanOrEqual(30);
      await lab.agree(3);
      let before = lab.messages;
      const values = proposeMany(lab, leader, 10);
      while (values.some((value) => lab.appliedOn(value) < 3)) await pause(1);
      expect(lab.messages - before).toBeLessThanOrEqual(42);
      await pause(SETTLE_MS);
      before = lab.messages;
      await pause(1_000);
      expect(lab.messages - before).toBeLessThanOrEqual(60);
    },
  },
];
