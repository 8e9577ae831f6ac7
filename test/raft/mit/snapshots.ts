// Lab 3D of MIT's 6.5840: logs that are compacted.

import { expect } from "vitest";
import { type Lab, type LabCase, unreliable } from "./lab.ts";

const SNAPSHOT_INTERVAL = 10;
const MAX_LOG_BYTES = 2_000;
const options = { snapshotEveryEntries: SNAPSHOT_INTERVAL, limits: { keptEntries: 0 } } as const;

/** Has a server miss what happens: leaves, and returns. */
interface Absence {
  readonly leave: (lab: Lab, id: number) => Promise<void>;
  readonly return: (lab: Lab, id: number) => Promise<void>;
}

const disconnected: Absence = {
  leave: async (lab, id) => lab.disconnect(id),
  return: async (lab, id) => lab.connect(id),
};

const crashed: Absence = {
  leave: (lab, id) => lab.crash(id),
  return: (lab, id) => lab.start(id),
};

/** snapcommon: thirty rounds in each of which many commands are agreed on, with a server away or none. */
async function rounds(lab: Lab, absence: Absence | null): Promise<void> {
  await lab.agree(3);
  for (let round = 0; round < 30; round++) {
    const leader = await lab.leader();
    const victim = round % 3 === 1 ? leader : lab.pick(lab.others(leader));
    await absence?.leave(lab, victim);
    const present = absence === null ? 3 : 2;
    await lab.agree(present);
    await proposeMany(lab);
    await lab.agree(present);
    for (const id of lab.connected) expect(lab.logBytes(id)).toBeLessThan(MAX_LOG_BYTES);
    await absence?.return(lab, victim);
    await lab.agree(3);
  }
}

async function proposeMany(lab: Lab): Promise<void> {
  const sender = await lab.leader();
  const count = Math.floor(lab.draw(SNAPSHOT_INTERVAL / 2, 1.5 * SNAPSHOT_INTERVAL));
  for (let n = 0; n < count; n++) lab.propose(sender);
}

/** That a server which was away got what it missed as a snapshot, not entry by entry. */
function expectInstalled(lab: Lab): void {
  expect(lab.cluster.tally.restores).toBeGreaterThan(0);
}

export const snapshots: readonly LabCase[] = [
  {
    name: "SnapshotBasic",
    what: "logs stay short while commands are agreed on",
    servers: 3,
    options,
    run: (lab) => rounds(lab, null),
  },
  {
    name: "SnapshotInstall",
    what: "servers that were cut off are sent snapshots",
    servers: 3,
    options,
    run: async (lab) => {
      await rounds(lab, disconnected);
      expectInstalled(lab);
    },
  },
  {
    name: "SnapshotInstallUnreliable",
    what: "the same on a network that loses and delays",
    servers: 3,
    options: { ...options, network: unreliable },
    run: async (lab) => {
      await rounds(lab, disconnected);
      expectInstalled(lab);
    },
  },
  {
    name: "SnapshotInstallCrash",
    what: "servers that crashed are sent snapshots",
    servers: 3,
    options,
    run: async (lab) => {
      await rounds(lab, crashed);
      expectInstalled(lab);
    },
  },
  {
    name: "SnapshotInstallUnCrash",
    what: "the same on a network that loses and delays",
    servers: 3,
    options: { ...options, network: unreliable },
    run: async (lab) => {
      await rounds(lab, crashed);
      expectInstalled(lab);
    },
  },
  {
    name: "SnapshotAllCrash",
    what: "all crash and go on from their snapshots",
    servers: 3,
    options,
    run: async (lab) => {
      const agreed = [await lab.agree(3)];
      for (let round = 0; round < 5; round++) {
        await proposeMany(lab);
        agreed.push(await lab.agree(3));
        const { commitIndex } = await lab.cluster.node(await lab.leader()).status();
        await lab.crash(...lab.ids);
        await lab.start(...lab.ids);
        agreed.push(await lab.agree(3));
        const after = await lab.cluster.node(await lab.leader()).status();
        expect(after.commitIndex).toBeGreaterThan(commitIndex);
      }
      for (const value of agreed) expect(lab.appliedOn(value)).toBe(3);
    },
  },
  {
    name: "SnapshotInit",
    what: "a server that starts from a snapshot keeps it over the next crash",
    servers: 3,
    options,
    run: async (lab) => {
      const agreed: string[] = [];
      for (let n = 0; n < 2 * SNAPSHOT_INTERVAL; n++) agreed.push(await lab.agree(3));
      for (let crashes = 0; crashes < 2; crashes++) {
        await lab.crash(...lab.ids);
        await lab.start(...lab.ids);
        agreed.push(await lab.agree(3));
      }
      for (const id of lab.ids)
        expect((await lab.cluster.node(id).status()).snapshotIndex).toBeGreaterThan(0);
      for (const value of agreed) expect(lab.appliedOn(value)).toBe(3);
    },
  },
];
