/** The chapter on parallel processing: the paper's own examples in both idioms, and what they cost here. */

import { distributionsChart } from "../../charts/distributions.ts";
import { rangesChart } from "../../charts/ranges.ts";
import { scalingChart } from "../../charts/scaling.ts";
import { type Block, charts, heading, pair, paragraph, table } from "../../document/document.ts";
import type { Material } from "../../material.ts";
import type { Row } from "../../results/result-set.ts";
import type { Facts } from "../facts.ts";
import { fileListing } from "../listings.ts";
import { contest, said } from "../statement.ts";

const PEER_ROWS: readonly string[] = [
  "ping-pong",
  "stream-0",
  "stream-128",
  "select-2",
  "select-16",
  "spawn",
  "sieve",
  "mutex",
  "mutex-contended",
];

export function parallel(material: Material, facts: Facts): readonly Block[] {
  return [
    heading(2, "Parallel processing"),
    paragraph(
      "Both idioms answer the same two questions: how does something run beside the rest, and how does it " +
        "come together with the rest again. Each example stands in the language that the idiom is of, and " +
        "beside it in TypeScript.",
    ),
    ...goroutines(material),
    ...threads(material),
    ...words(),
    ...costs(facts),
    ...manyCores(facts),
  ];
}

function goroutines(material: Material): readonly Block[] {
  const example = (folder: string, name: string): Block =>
    pair(
      fileListing(material, `examples/${folder}/${name}.go`, "Go"),
      fileListing(material, `examples/${folder}/${name}.ts`, "TypeScript, Go idiom"),
    );
  return [
    heading(3, "Goroutines"),
    paragraph(
      "`go f()` runs `f` beside its caller and gives nothing back: no handle, no result. In the first " +
        "program nothing says which of the two assignments comes first, and both outcomes are possible.",
    ),
    example("01-goroutine", "goroutine"),
    paragraph(
      "What has to come together meets at a *channel*. On a channel without a buffer, a send and its " +
        "receive take place at once: whoever is first waits. The receive says two things in one word, that " +
        "the goroutine has come so far, and what it has to tell. Now there is one outcome.",
    ),
    example("02-operation-done", "operation-done"),
    paragraph(
      "A goroutine that has to wait for several things waits in a `select`, for whichever happens first. " +
        "That is the part of the idiom that threads have no word for, and it shapes the cluster below.",
    ),
  ];
}

function threads(material: Material): readonly Block[] {
  return [
    heading(3, "Threads"),
    paragraph(
      "Python's thread is an object: made with what it is to do, started, and joined by whoever needs it " +
        "to have ended. It shares the memory of its process; what two threads change has to be guarded by a " +
        "*lock*, and to wait until something has become true there is the *condition*, on which one thread " +
        "sleeps with the lock given back and another wakes it.",
    ),
    pair(
      fileListing(material, "examples/03-server-thread/server-thread.py", "Python"),
      fileListing(
        material,
        "examples/03-server-thread/server-thread.threads.ts",
        "TypeScript, Thread idiom",
      ),
    ),
    paragraph(
      "`join` says that a thread has ended, and no more; what it found has to lie somewhere in shared " +
        "memory. A `Queue` is the nearest thing to a channel: a buffer with a lock and two conditions inside. " +
        "It has no `select`: a thread waits for one queue, so a program that waits for many things has many " +
        "threads.",
    ),
  ];
}

function words(): readonly Block[] {
  return [
    table(
      "The same thing in both idioms; where one has no word, what stands for it.",
      "words",
      ["", "Goroutines", "Threads"],
      [
        ["start something", "`go(f)`", "`new Thread({ target: f }).start()`"],
        ["know that it has ended", "a channel, or `WaitGroup.wait()`", "`thread.join()`"],
        ["hand a value over", "`await ch.send(v)`", "`await queue.put(v)`"],
        [
          "wait for the first of many",
          "`select({ a: recv(x), b: recv(y) })`",
          "a thread each, one condition",
        ],
        ["guard what is shared", "give it one owner; or `Mutex`", "`Lock`"],
        ["wait until it is so", "a channel of news", "`condition.waitFor(() => ...)`"],
        [
          "end all of it",
          "close a channel, cancel a `Context`",
          "a flag under the lock, and `notifyAll()`",
        ],
      ],
    ),
  ];
}

function costs(facts: Facts): readonly Block[] {
  const sentences = said(
    [
      ...contest({
        row: "channels/ping-pong",
        one: "ours-generator",
        other: "go-1",
        topic: "To and fro over two unbuffered channels",
        oneTitle: "our generator goroutines",
        otherTitle: "Go on one core",
      }),
      ...contest({
        row: "channels/ping-pong",
        one: "ours-generator",
        other: "ours-async",
        topic: "The same within our library",
        oneTitle: "generators",
        otherTitle: "async functions",
      }),
      {
        claims: [
          { kind: "beats", row: "channels/ping-pong", one: "ours-generator", other: "ours-async" },
        ],
        text: () =>
          "A generator is resumed by the scheduler itself and no promise is made; an async function goes " +
          "on by way of the engine's promise jobs, and that is the difference.",
      },
      ...contest({
        row: "channels/select-16",
        one: "ours-generator",
        other: "go-1",
        topic: "A select over sixteen channels",
        oneTitle: "our generator goroutines",
        otherTitle: "Go on one core",
      }),
      {
        claims: [
          { kind: "beats", row: "channels/select-16", one: "ours-generator", other: "go-1" },
        ],
        text: () =>
          "Go has to lock all sixteen channels before it looks, since another core may be using them; on " +
          "one event loop nobody else can.",
      },
      ...contest({
        row: "channels/ping-pong",
        one: "go-1",
        other: "python",
        topic: "Go beside Python's threads and queues",
        oneTitle: "Go",
        otherTitle: "Python",
      }),
      ...contest({
        row: "threading/lock",
        one: "ours-thread",
        other: "ours-async",
        topic: "Taking and giving back a lock, in the two idioms of this library",
        oneTitle: "`Lock`",
        otherTitle: "`Mutex`",
      }),
      ...contest({
        row: "threading/start",
        one: "ours-thread",
        other: "python",
        topic: "Starting and joining a thread",
        oneTitle: "ours, which is scheduled on the event loop,",
        otherTitle: "Python's, which is the operating system's,",
      }),
    ],
    facts,
  );
  const rows = PEER_ROWS.flatMap((name) => facts.row(`channels/${name}`) ?? []);
  return [
    heading(3, "What an operation costs"),
    paragraph(
      "Other libraries of channels and locks for JavaScript took part, each with the best program that its " +
        "documentation allows, and Go and Python with theirs. A line goes from a subject's " +
        "best to its worst round, with a dot at the median; the number behind a name is its place.",
    ),
    ...sentences.map(paragraph),
    ...charts(
      "Nanoseconds an operation on a scale of powers, less is better.",
      rows.map((row) => rangesChart(`channels-${row.name}`, row)),
    ),
    ...latencies(facts),
  ];
}

function latencies(facts: Facts): readonly Block[] {
  const timers = facts.row("channels/timer-latency");
  const starved = (timers?.subjects ?? [])
    .filter(({ side, outcome }) => side === "library" && isStarved(outcome.distribution))
    .map(({ title }) => title);
  const drawn = [timers, facts.row("channels/stat-latency")].flatMap((row) =>
    row === undefined ? [] : [distributionsChart(`channels-${row.name}`, row)],
  );
  if (drawn.every((chart) => chart === undefined)) return [];
  return [
    paragraph(
      "Speed is worth little if the rest of the program stands still meanwhile. Here two goroutines " +
        "ping-pong without end, and a timer of a millisecond is set again and again: how late does it fire?",
    ),
    ...(starved.length === 0
      ? []
      : [
          paragraph(
            `With ${starved.join(", ")} it never fired while the ping-pong went on: promise jobs run before ` +
              "timers, and nothing in between lets the event loop go round. Our scheduler holds goroutines " +
              "back once a turn has lasted a millisecond.",
          ),
        ]),
    ...charts(
      "How late a timer fires, on a scale of powers: thin line, 90 % of all; thick line, the middle half; dot, the median; tick, the 99th percentile.",
      drawn,
    ),
  ];
}

/** One wait, and it lasted as long as all of the measurement. */
function isStarved(distribution: Row["subjects"][number]["outcome"]["distribution"]): boolean {
  const [least, most] = [distribution[0]?.value ?? 0, distribution.at(-1)?.value ?? 0];
  return most > 100 && least > most * 0.9;
}

function manyCores(facts: Facts): readonly Block[] {
  const rows = facts.rowsOf("parallel");
  if (rows.length === 0) return [];
  const series = new Map<string, Row[]>();
  for (const row of rows) {
    if (row.scale === undefined) continue;
    series.set(row.scale.series, [...(series.get(row.scale.series) ?? []), row]);
  }
  const single = rows.filter(({ scale }) => scale === undefined);
  const drawn = [
    ...[...series.values()].map((of) => scalingChart(`parallel-scale-${of[0]?.name}`, of)),
    ...single.map((row) => rangesChart(`parallel-${row.name}`, row)),
  ];
  if (drawn.every((chart) => chart === undefined)) return [];
  return [
    heading(3, "On many cores"),
    paragraph(
      "Go's goroutines run on as many cores as there are, and CPython's threads share one lock and so run " +
        "one at a time. JavaScript has worker threads, which share nothing but memory of numbers; on them " +
        "stand `go` of a function marked `parallel`, and channels in shared memory with the same words.",
    ),
    ...charts("On worker threads, and beside them others, Go and Python.", drawn),
  ];
}
