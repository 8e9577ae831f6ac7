/** How it was measured, on what, what was left out, and what others have written. */

import { type Block, escaped, heading, list, paragraph, table } from "../../document/document.ts";
import { digits } from "../../results/amount.ts";
import type { ResultSet } from "../../results/result-set.ts";

const EFFORTS = {
  quick: "quick: everything once and small",
  brief: "brief: four minutes",
  full: "full",
} as const;

export function method(results: ResultSet): readonly Block[] {
  const { machine, versions, commit, rule } = results;
  return [
    heading(2, "How it was measured"),
    paragraph(
      "Every subject runs in a process of its own, so that none meets the compiled code or the garbage of " +
        "another. A round goes through all rows and all subjects once, beginning with another each time, so " +
        "that the samples of one subject lie far apart: what disturbs the machine for a while widens a range, " +
        "and is not taken for a difference. Each program's answer is checked; a wrong answer has no figure.",
    ),
    paragraph(escaped(rule)),
    table(
      "The machine and the run.",
      "words",
      ["", ""],
      [
        ["processor", escaped(machine.cpu)],
        ["cores", `${machine.cores}`],
        ["memory", `${digits(machine.memoryBytes / 2 ** 30)} GiB`],
        ["system", escaped(`${machine.platform} ${machine.arch}`)],
        ["begun", results.startedAt],
        ["lasted", `${Math.round(results.lastedMs / 1_000)} s`],
        ["effort", EFFORTS[results.effort]],
        ["rounds asked for", `${results.rounds}`],
        ["commit", commit === null ? "none: not a repository" : commit.slice(0, 12)],
        ...Object.entries(versions).map(([name, version]) => [escaped(name), escaped(version)]),
      ],
    ),
    ...leftOut(results),
    heading(2, "Sources"),
    list(
      "Diego Ongaro, John Ousterhout: *In Search of an Understandable Consensus Algorithm*, 2014",
      "Diego Ongaro: *Consensus: Bridging Theory and Practice*, Stanford, 2014",
      "Michael Fischer, Nancy Lynch, Michael Paterson: *Impossibility of Distributed Consensus with One Faulty Process*, 1985",
      "C. A. R. Hoare: *Communicating Sequential Processes*, 1978; *Monitors: An Operating System Structuring Concept*, 1974",
      "G. Ann Campbell: *Cognitive Complexity*, SonarSource, 2018",
      "[Lukas Kiederle: Compare Go Parallel Programming with Python](https://github.com/jweigend/concepts-of-programming-languages), whose chapters these are",
      "[Multithreading in Go](https://pragmacoders.com/blog/multithreading-in-go-a-tutorial)",
      "[Multithreading in Python: synchronization](https://www.geeksforgeeks.org/multithreading-in-python-set-2-synchronization/)",
    ),
  ];
}

/** Rows without a figure, and why: what is not shown must not be missed. */
function leftOut({ suites }: ResultSet): readonly Block[] {
  const reasons = suites.flatMap(({ rows }) =>
    rows.flatMap(({ title, subjects }) =>
      subjects.flatMap((subject) => {
        const { kind, note } = subject.outcome;
        if (kind === "measured") {
          return note === "" ? [] : [{ who: subject.title, why: note, where: title }];
        }
        const why =
          kind === "not reached"
            ? "the run was ended before its turn"
            : kind === "not installed"
              ? `${note} is not installed`
              : kind === "failed"
                ? `failed: ${note}`
                : note;
        return [{ who: subject.title, why, where: title }];
      }),
    ),
  );
  const grouped = new Map<string, Set<string>>();
  for (const { who, why, where } of reasons) {
    const key = `${escaped(who)}: ${escaped(why.split("\n")[0] ?? "")}`;
    grouped.set(key, (grouped.get(key) ?? new Set()).add(where));
  }
  if (grouped.size === 0) return [];
  return [
    heading(3, "What has no figure, or one of its own"),
    list(...[...grouped].map(([key, rows]) => `${key} (${[...rows].map(escaped).join(", ")})`)),
  ];
}
