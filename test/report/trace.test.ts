// Traces of a real cluster: the same on every run, and such as Raft allows.

import { describe, expect, it } from "vitest";
import { recordTraces } from "../../src/cli/compare/trace.ts";
import { storyOf } from "../../src/report/charts/timeline.ts";
import { type Trace, windowOf, withoutPauses } from "../../src/report/trace/trace.ts";

const traces = await recordTraces();
const cut = ({ fromMs, toMs, ...rest }: Trace) => windowOf({ fromMs, toMs, ...rest }, fromMs, toMs);
const both: readonly (readonly [string, Trace])[] = [
  ["an election", cut(traces.election)],
  ["a failover", cut(traces.failover)],
];

describe("the traces", () => {
  it("are the same in every run", async () => {
    expect(await recordTraces()).toEqual(traces);
  });

  it.each(both)("of %s ends with one leader, whom its term has alone", (_, trace) => {
    const leading = trace.roles.filter(({ role }) => role === "leader");
    const last = leading.filter(({ toMs }) => toMs === trace.toMs);
    expect(last).toHaveLength(1);
    const terms = leading.map(({ node, term }) => `${term} ${node}`);
    expect(new Set(leading.map(({ term }) => term)).size).toBe(new Set(terms).size);
  });

  it.each(both)("of %s has each node in one role at a time, from begin to end", (_, trace) => {
    for (const node of trace.nodes) {
      const spans = trace.roles
        .filter((span) => span.node === node)
        .sort((a, b) => a.fromMs - b.fromMs);
      expect(spans.at(-1)?.toMs).toBe(trace.toMs);
      for (const [i, span] of spans.slice(1).entries()) expect(span.fromMs).toBe(spans[i]?.toMs);
    }
  });

  it.each(both)("of %s has messages that take time, and votes among them", (_, trace) => {
    const arrived = trace.messages.filter(({ arrivedMs }) => arrivedMs !== null);
    expect(arrived.some(({ kind }) => kind === "voteReply")).toBe(true);
    for (const { sentMs, arrivedMs } of arrived) expect(arrivedMs).toBeGreaterThan(sentMs);
  });

  it("of a failover tells who went and who came", () => {
    const story = storyOf(cut(traces.failover)).join(" ");
    expect(story).toMatch(/node (\d) loses its power\..*node (?!\1)\d leads term/);
  });
});

describe("a drawing without pauses", () => {
  it.each(both)("of %s keeps the order of time, and makes nothing longer", (_, trace) => {
    const place = withoutPauses(trace);
    let before = -1;
    for (let ms = trace.fromMs; ms <= trace.toMs; ms += 0.5) {
      expect(place(ms)).toBeGreaterThanOrEqual(before);
      before = place(ms);
    }
    expect(place(trace.toMs)).toBeLessThan(trace.toMs - trace.fromMs);
  });
});
