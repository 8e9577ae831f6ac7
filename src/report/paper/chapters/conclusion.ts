/**
 * The last chapter: code length, code complexity, speed, latency, memory and scale of the two idioms, in
 * figures of this run. Nothing is concluded that the run has not decided.
 */

import { complexityChart } from "../../charts/complexity.ts";
import { distributionsChart } from "../../charts/distributions.ts";
import type { Chart } from "../../charts/draw.ts";
import { rangesChart } from "../../charts/ranges.ts";
import { scalingChart } from "../../charts/scaling.ts";
import { type Block, charts, heading, paragraph, table } from "../../document/document.ts";
import type { Totals } from "../../metrics/measure.ts";
import { amount } from "../../results/amount.ts";
import type { Row, Subject } from "../../results/result-set.ts";
import type { Facts, RowId } from "../facts.ts";
import { codeContest, contest, type Statement, said, workOf } from "../statement.ts";

export function conclusion(facts: Facts): readonly Block[] {
  return [
    heading(2, "Conclusion"),
    ...codeLength(facts),
    ...codeComplexity(facts),
    ...speed(facts),
    ...latency(facts),
    ...memory(facts),
    ...scale(facts),
  ];
}

function codeLength(facts: Facts): readonly Block[] {
  const { whole } = facts.codePairs();
  const examples = facts.allExamples();
  return section("Code length", [
    ...(whole === undefined
      ? []
      : [
          ...said(
            [
              ...codeContest("lines", "lines of code"),
              ...codeContest("tokens", "tokens, the words and signs of the language"),
            ],
            facts,
          ).map(paragraph),
          codeTable("A node's concurrency in both idioms; rules, storage and network are shared.", [
            { label: "goroutines", totals: whole.go },
            { label: "threads", totals: whole.threads },
          ]),
        ]),
    ...(examples === undefined
      ? []
      : [
          paragraph(
            "The paired examples are counted in the same way, for small programs and for the languages " +
              "themselves. Lines depend on a formatter; tokens do not.",
          ),
          codeTable(`Totals of ${examples.title.replace(/^all /, "the ")}.`, examples.rows),
        ]),
  ]);
}

function codeTable(
  caption: string,
  rows: readonly { readonly label: string; readonly totals: Totals }[],
): Block {
  return table(
    caption,
    "figures",
    ["", "lines", "tokens", "functions", "cyclomatic", "cognitive", "nesting"],
    rows.map(({ label, totals }) => [
      label,
      `${totals.lines.source}`,
      `${totals.tokens}`,
      `${totals.functions}`,
      `${totals.cyclomatic}`,
      `${totals.cognitive}`,
      `${totals.nesting}`,
    ]),
  );
}

function codeComplexity(facts: Facts): readonly Block[] {
  const { files } = facts.codePairs();
  return [
    heading(3, "Code complexity"),
    paragraph(
      "Cyclomatic complexity counts the places where the flow forks, one added for each function; cognitive " +
        "complexity, by SonarSource's rules, counts what a reader has to keep in mind, and more of it the " +
        "deeper it is nested. One program counts both in all three languages.",
    ),
    ...said(
      [
        ...codeContest("cyclomatic", "points of cyclomatic complexity"),
        ...codeContest("cognitive", "points of cognitive complexity"),
      ],
      facts,
    ).map(paragraph),
    ...charts("Files that both idioms have, goroutines to the left, threads to the right.", [
      complexityChart("complexity-cognitive", "Cognitive complexity", files, (of) => of.cognitive),
      complexityChart("complexity-tokens", "Tokens", files, (of) => of.tokens),
    ]),
    paragraph(
      "What no metric counts is where the complexity lies. In the Go idiom it is in one place, the owner's " +
        "`select`, which has a case for everything there is; to understand a node is to understand that " +
        "list. In the Thread idiom each thread is short and plain by itself, and what has to be understood is " +
        "how they meet: which condition each waits for, who notifies it, and that everybody looks again.",
    ),
  ];
}

/** The two idioms of Raft on one substrate, in one row. */
function idioms(row: RowId, topic: string): Statement[] {
  return (["event-loop", "worker-threads"] as const).flatMap((substrate) => {
    const between = {
      row,
      one: `csp-${substrate}`,
      other: `threads-${substrate}`,
      topic: `${topic}, on ${substrate === "event-loop" ? "one event loop" : "worker threads"}`,
      oneTitle: "goroutines",
      otherTitle: "threads",
    };
    return [...contest(between), workOf(between)];
  });
}

function speed(facts: Facts): readonly Block[] {
  const rows = singleRows(facts, "raft").filter(({ unit }) => unit === "1/s");
  const sentences = said(
    [
      ...rows.flatMap((row) => idioms(`raft/${row.name}`, capitalized(row.title))),
      ...contest({
        row: "threading/queue",
        one: "ours-thread",
        other: "ours-async",
        topic: "Putting a number into a queue of one and taking it out",
        oneTitle: "`Queue`",
        otherTitle: "`chan`",
      }),
    ],
    facts,
  );
  return section("Speed", [
    ...sentences.map(paragraph),
    ...charts(
      "Operations in a second, more is better; both idioms on the same rules, storage and network.",
      rows.map((row) => rangesChart(`raft-${row.name}`, row)),
    ),
    ...besideTables(facts, rows),
  ]);
}

/** A heading, if there is anything to stand below it. */
function section(title: string, blocks: readonly Block[]): readonly Block[] {
  return blocks.length === 0 ? [] : [heading(3, title), ...blocks];
}

/** A speed says nothing unless the work is the same: messages and bytes, beside each other. */
function besideTables(facts: Facts, rows: readonly Row[]): readonly Block[] {
  return rows.flatMap((row) => {
    const measured = row.subjects.filter(
      ({ outcome, summary }) => summary !== undefined && outcome.beside.length > 0,
    );
    const columns = measured[0]?.outcome.beside.map(({ what }) => what) ?? [];
    if (columns.length === 0) return [];
    return [
      table(
        `${capitalized(row.title)}: what each sent for it; medians of the rounds.`,
        "figures",
        ["", row.title, ...columns],
        measured.map((subject) => [
          subject.title,
          amount(subject.summary?.median ?? 0, row.unit),
          ...columns.map((what) => besideText(facts, row, subject, what)),
        ]),
      ),
    ];
  });
}

function besideText(facts: Facts, row: Row, { name, outcome }: Subject, what: string): string {
  const unit = outcome.beside.find((each) => each.what === what)?.unit;
  const median = facts.beside(`raft/${row.name}`, name, what);
  return unit === undefined || median === undefined ? "" : amount(median, unit);
}

function latency(facts: Facts): readonly Block[] {
  const rows = singleRows(facts, "raft").filter(({ unit }) => isTime(unit));
  const drawn = rows.map(
    (row): Chart | undefined =>
      distributionsChart(`raft-${row.name}`, row) ?? rangesChart(`raft-${row.name}`, row),
  );
  const sentences = said(
    rows.flatMap((row) => idioms(`raft/${row.name}`, capitalized(row.title))),
    facts,
  );
  return section("Latency", [
    ...sentences.map(paragraph),
    ...charts(
      "Thin line, 90 % of all; thick line, the middle half; dot, the median; tick, the 99th percentile.",
      drawn,
    ),
  ]);
}

function memory(facts: Facts): readonly Block[] {
  const [goroutine, thread] = [facts.row("channels/memory"), facts.row("threading/memory")];
  const sentences = said(
    [
      ...contest({
        row: "channels/memory",
        one: "ours-generator",
        other: "go-1",
        topic: "A parked goroutine",
        oneTitle: "a generator of ours",
        otherTitle: "a goroutine of Go's",
      }),
      ...contest({
        row: "channels/memory",
        one: "ours-async",
        other: "go-1",
        topic: "A parked async function",
        oneTitle: "ours",
        otherTitle: "a goroutine of Go's",
      }),
      ...contest({
        row: "threading/memory",
        one: "ours-thread",
        other: "python",
        topic: "A parked thread",
        oneTitle: "ours",
        otherTitle: "Python's",
      }),
      ...singleRows(facts, "raft")
        .filter(({ unit }) => unit === "B")
        .flatMap((row) => idioms(`raft/${row.name}`, capitalized(row.title))),
    ],
    facts,
  );
  const together = goroutine === undefined ? thread : withThreads(goroutine, thread);
  const drawn = [
    together === undefined ? undefined : rangesChart("memory", together),
    ...singleRows(facts, "raft")
      .filter(({ unit }) => unit === "B")
      .map((row) => rangesChart(`raft-${row.name}`, row)),
  ];
  return section("Memory", [
    ...sentences.map(paragraph),
    ...charts(
      "Resident bytes that one parked goroutine or thread adds; less is better. Those of threads are from a row of their own, so their places are among threads.",
      drawn,
    ),
  ]);
}

/** Goroutines and threads in one drawing; a subject of both rows is taken from the first. */
function withThreads(goroutine: Row, thread: Row | undefined): Row {
  const known = new Set(goroutine.subjects.map(({ name }) => name));
  const more = thread?.subjects.filter(({ name }) => !known.has(name)) ?? [];
  return {
    ...goroutine,
    title: "memory a parked goroutine or thread",
    subjects: [...goroutine.subjects, ...more],
  };
}

function scale(facts: Facts): readonly Block[] {
  const series = new Map<string, Row[]>();
  for (const row of facts.rowsOf("raft")) {
    if (row.scale === undefined) continue;
    series.set(row.scale.series, [...(series.get(row.scale.series) ?? []), row]);
  }
  const rows = [...series.values()];
  const drawn = rows.map((of) => scalingChart(`raft-scale-${of[0]?.name}`, of));
  const largest = rows.flatMap((of) => {
    const last = [...of].sort((a, b) => (a.scale?.at ?? 0) - (b.scale?.at ?? 0)).at(-1);
    if (last?.scale === undefined) return [];
    const topic = `${last.scale.series}, at ${last.scale.at} ${last.scale.axis}`;
    return idioms(`raft/${last.name}`, capitalized(topic));
  });
  return section("Scale", [
    ...said(largest, facts).map(paragraph),
    ...charts("Medians, in a band from the best to the worst round.", drawn),
  ]);
}

function singleRows(facts: Facts, suite: string): readonly Row[] {
  return facts.rowsOf(suite).filter(({ scale }) => scale === undefined);
}

function isTime(unit: Row["unit"]): boolean {
  return unit === "ns" || unit === "us" || unit === "ms" || unit === "s";
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
