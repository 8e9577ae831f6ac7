// Bugs planted one at a time into clusters that are sound otherwise: the watch over the cluster, the nodes
// themselves, or what clients were told, give each away within the stated number of seeds. Without this,
// a run that finds nothing would say nothing.

import { describe, expect, it } from "vitest";
import { newNode } from "../../../src/raft/csp/node.ts";
import { BugNotCaughtError, bugs, findBug } from "../../../src/raft/simulation/bugs.ts";
import { runSeed } from "../../../src/raft/simulation/campaign.ts";
import { twins } from "./twins.ts";

/** One bug for each mood that brings bugs to light. */
const moods = [...new Map(bugs.map((bug) => [bug.alter, bug])).values()];

describe.each(twins)("a node in %s", (_name, makeNode) => {
  it.each(bugs)("is caught within $seeds seeds where it $name", async (bug) => {
    expect(await findBug(bug, makeNode)).toBeLessThanOrEqual(bug.seeds);
  });

  it.each(moods)("comes through, sound, what gives away one that $name", async ({ alter }) => {
    for (let seed = 1; seed <= 5; seed++)
      await expect(runSeed(seed, { makeNode }, alter)).resolves.toMatchObject({ seed });
  });
});

it("says so where there is no bug to catch", async () => {
  const none = { name: "does everything right", seeds: 2 };
  await expect(findBug(none, newNode)).rejects.toThrow(BugNotCaughtError);
});
