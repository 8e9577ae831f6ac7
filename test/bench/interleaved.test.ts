/** The order in which a comparison's rows and subjects have their turns, and when a run ends. */

import { describe, expect, it } from "vitest";
import { runInterleaved } from "../../bench/interleaved.ts";
import type { Outcome, RowPlan, SubjectPlan, SuiteRequest } from "../../bench/suite.ts";

const ours: SubjectPlan = { name: "ours", title: "ours", side: "ours" };
const other: SubjectPlan = { name: "other", title: "the other", side: "library" };

function row(name: string, ...subjects: readonly SubjectPlan[]): RowPlan {
  return {
    name,
    title: name,
    operation: "a number is sent",
    unit: "ns",
    better: "lower",
    subjects,
  };
}

function request(changes: Partial<SuiteRequest> = {}): SuiteRequest {
  return {
    effort: "brief",
    rounds: 3,
    budgetMs: 1_000_000,
    only: null,
    signal: new AbortController().signal,
    onProgress: () => {},
    ...changes,
  };
}

const measured = (...samples: number[]): Outcome => ({ kind: "measured", samples });

describe("a run of rows", () => {
  it("goes through all rows in each round, and begins each round with another subject", async () => {
    const turns: string[] = [];
    await runInterleaved(
      [row("a", ours, other), row("b", ours)],
      request({ rounds: 2 }),
      async (at, who) => {
        turns.push(`${at.name} ${who.name}`);
        return measured(1);
      },
    );
    expect(turns).toEqual(["a ours", "a other", "b ours", "a other", "a ours", "b ours"]);
  });

  it("says before each turn where it is", async () => {
    const said: string[] = [];
    const onProgress: SuiteRequest["onProgress"] = (at) =>
      said.push(`${at.row}: ${at.subject}, ${at.round} of ${at.rounds}`);
    await runInterleaved([row("a", ours)], request({ rounds: 2, onProgress }), async () =>
      measured(1),
    );
    expect(said).toEqual(["a: ours, 1 of 2", "a: ours, 2 of 2"]);
  });

  it("keeps a sample a round, and those beside it", async () => {
    let next = 0;
    const [found] = await runInterleaved([row("a", ours)], request(), async () => {
      next++;
      return {
        kind: "measured",
        samples: [next],
        beside: [{ what: "messages", unit: "", samples: [10 * next] }],
      };
    });
    expect(found?.subjects[0]?.outcome).toEqual({
      kind: "measured",
      samples: [1, 2, 3],
      beside: [{ what: "messages", unit: "", samples: [10, 20, 30] }],
    });
  });

  it.each<Outcome>([
    { kind: "cannot", reason: "it has no select" },
    { kind: "not installed", what: "Go" },
    { kind: "failed", reason: "wrong answer" },
  ])("does not ask again where the outcome is $kind", async (outcome) => {
    let asked = 0;
    const [found] = await runInterleaved([row("a", ours)], request(), async () => {
      asked++;
      return outcome;
    });
    expect(asked).toBe(1);
    expect(found?.subjects[0]?.outcome).toEqual(outcome);
  });

  it("lets a failure in a later round stand for the whole", async () => {
    let asked = 0;
    const wrong: Outcome = { kind: "failed", reason: "wrong answer" };
    const [found] = await runInterleaved([row("a", ours)], request(), async () =>
      ++asked === 2 ? wrong : measured(1),
    );
    expect(found?.subjects[0]?.outcome).toEqual(wrong);
  });

  it("runs only the rows that are wanted", async () => {
    const found = await runInterleaved(
      [row("a", ours), row("b", ours)],
      request({ only: ["b"] }),
      async () => measured(1),
    );
    expect(found.map(({ name }) => name)).toEqual(["b"]);
  });
});

describe("the budget of a run", () => {
  /** How many rounds of 10 ms each are run. */
  async function roundsWithin(budgetMs: number, rounds: number): Promise<number> {
    let nowMs = 0;
    const [found] = await runInterleaved(
      [row("a", ours)],
      request({ budgetMs, rounds }),
      async () => {
        nowMs += 10;
        return measured(1);
      },
      () => nowMs,
    );
    const outcome = found?.subjects[0]?.outcome;
    return outcome?.kind === "measured" ? outcome.samples.length : 0;
  }

  it.each([
    { budgetMs: 1_000, asked: 7, run: 7, says: "all that are asked for where there is time" },
    { budgetMs: 50, asked: 7, run: 5, says: "as many as end in time" },
    { budgetMs: 1, asked: 7, run: 3, says: "three at least, since fewer decide nothing" },
    { budgetMs: 1, asked: 2, run: 2, says: "no more than asked for" },
  ])("lets run $says", async ({ budgetMs, asked, run }) => {
    expect(await roundsWithin(budgetMs, asked)).toBe(run);
  });
});

describe("a run that is ended", () => {
  it("gives what it has, and says what it has not reached", async () => {
    const controller = new AbortController();
    const [found] = await runInterleaved(
      [row("a", ours, other)],
      request({ signal: controller.signal }),
      async (_, { name }) => {
        if (name === "other") controller.abort();
        return measured(1);
      },
    );
    expect(found?.subjects.map(({ outcome }) => outcome)).toEqual([
      measured(1),
      { kind: "not reached" },
    ]);
  });

  it("takes no failure from a subject that is being stopped", async () => {
    const controller = new AbortController();
    const [found] = await runInterleaved(
      [row("a", ours)],
      request({ signal: controller.signal }),
      async () => {
        controller.abort();
        throw new Error("the process was killed");
      },
    );
    expect(found?.subjects[0]?.outcome).toEqual({ kind: "not reached" });
  });

  it("fails where a measurement breaks while nobody ends it", async () => {
    const broken = runInterleaved([row("a", ours)], request(), async () => {
      throw new Error("no such file");
    });
    await expect(broken).rejects.toThrow("no such file");
  });
});
