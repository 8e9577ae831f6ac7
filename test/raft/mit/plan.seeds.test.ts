// The plan of MIT's 6.5840 labs, by its own names, on each twin and in virtual time; with its budgets: a
// leader within 5 s, agreement within 10 s of a majority's return, and so many messages and bytes.

import { describe, expect, it } from "vitest";
import { simulate } from "../../../src/testing/index.ts";
import { twins } from "../simulation/twins.ts";
import { agreement } from "./agreement.ts";
import { elections } from "./elections.ts";
import { Lab } from "./lab.ts";
import { persistence } from "./persistence.ts";
import { snapshots } from "./snapshots.ts";

const plan = [...elections, ...agreement, ...persistence, ...snapshots];
const titled = plan.map((each) => [each.name, each.what, each] as const);
const limits = { leaks: "fail", maxSteps: 50_000_000, maxTimeMs: 3_600_000 } as const;

describe.each(twins)("servers in %s", (_name, makeNode) => {
  it.each(titled)("%s: %s", async (_case, _what, { servers, options, run }) => {
    const play = async () => {
      const lab = new Lab(makeNode, servers, options);
      await lab.cluster.startAll();
      await run(lab);
      await lab.cluster.stopAll();
      return "held";
    };
    for (const seed of [1, 2, 3]) expect(await simulate(seed, play, limits)).toBe("held");
  });
});
