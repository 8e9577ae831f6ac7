/** The chapter on the cluster itself: one set of rules, and its concurrency in two idioms, side by side. */

import {
  type Block,
  heading,
  list,
  listing,
  pair,
  paragraph,
  table,
} from "../../document/document.ts";
import type { Material } from "../../material.ts";
import { excerptListing, fileListing } from "../listings.ts";

const GO_FOLDER = "src/raft/csp";
const THREADS_FOLDER = "src/raft/threads";

/** It only names what the folder exports. */
const BARREL = "index.ts";

/** Longer twins are named and not shown: a listing is to be read. */
const LONGEST_LISTING = 62;

export function implementation(material: Material): readonly Block[] {
  return [
    heading(2, "The raft cluster implemented"),
    paragraph(
      "A node is made of rules and of concurrency. The rules, `src/raft/rules`, are functions on one " +
        "record: a message goes in, and out come the messages to send, the entries to write, the entries to " +
        "apply. They hold no timer and no promise, so that every number in them can be checked against the " +
        "Raft paper. The concurrency calls them: it waits for the network, for clients, for the disk and for " +
        "time, and carries out what comes of it. Only that part is written twice.",
    ),
    ...goIdiom(material),
    ...threadIdiom(material),
    ...differences(material),
  ];
}

function goIdiom(material: Material): readonly Block[] {
  return [
    heading(3, "In the Go idiom"),
    paragraph(
      "One goroutine, the owner, has the state, and nobody else touches it. It selects over everything that " +
        "can happen to a node: a message, a client's request, either timer, a write that has become durable, " +
        "a command that has been applied. What it wants of others it sends in the same `select`: a case whose " +
        "channel is `null` never fires, so work is offered exactly while there is some, and the owner never " +
        "waits for one goroutine alone. Nothing is locked.",
    ),
    listing(excerptListing(material, `${GO_FOLDER}/owner.ts`, ["run", "#arm", "#takeIn"])),
  ];
}

function threadIdiom(material: Material): readonly Block[] {
  return [
    heading(3, "In the Thread idiom"),
    paragraph(
      "Any thread may change the state, if it holds the lock. A thread reads the network, one has the " +
        "election timer, one the heartbeat, one writes to disk, one applies; a client's call runs on the " +
        "caller's own. Each does its turn: take the lock, take in what has happened, see what follows, tell " +
        "those who wait, and give the lock back. Conditions, one for each thing that one can wait for, " +
        "carry the news. Such an object, state and lock and conditions in one, is Hoare's monitor.",
    ),
    listing(
      excerptListing(material, `${THREADS_FOLDER}/monitor.ts`, [
        "turn",
        "conclude",
        "#announce",
        "#stop",
      ]),
    ),
  ];
}

function differences(material: Material): readonly Block[] {
  const { shown, named } = twinsOf(material);
  const [onlyGo, onlyThreads] = [
    only(material, GO_FOLDER, THREADS_FOLDER),
    only(material, THREADS_FOLDER, GO_FOLDER),
  ];
  return [
    heading(3, "Differences"),
    paragraph(
      "The pairs below have the same name and the same duty. What is alike in them is the problem's; what " +
        "differs is the idiom's.",
    ),
    ...shown.flatMap((name) => [
      pair(
        fileListing(material, `${GO_FOLDER}/${name}`),
        fileListing(material, `${THREADS_FOLDER}/${name}`),
      ),
    ]),
    ...(named.length === 0
      ? []
      : [
          paragraph(
            `Too long to stand here, and to be read in the sources: ${named.map((name) => `\`${name}\``).join(", ")}.`,
          ),
        ]),
    table(
      "Files that one idiom has and the other does without.",
      "words",
      ["", "Files"],
      [
        ["Go idiom", onlyGo.map((name) => `\`${name}\``).join(", ") || "none"],
        ["Thread idiom", onlyThreads.map((name) => `\`${name}\``).join(", ") || "none"],
      ],
    ),
    list(
      "**Who owns the state.** Goroutines: one of them, and the type of a channel says what others may ask. " +
        "Threads: whoever has the lock, and nothing but discipline and the invariants at the top of the file " +
        "says what it guards.",
      "**Waiting for many things.** Goroutines: one `select`. Threads: a thread for each, which meet at the " +
        "lock; what they want to know of each other is one condition after another.",
      "**A timer.** Goroutines: one more case of the select. Threads: a wait with a time-out, on a thread " +
        "of its own.",
      "**Backpressure.** Goroutines: a case that is not armed; whoever sends waits at the channel. Threads: a " +
        "predicate under the lock, and a condition to wait on until it holds.",
      "**The end.** Goroutines: a context is cancelled and every select hears of it as of anything else. " +
        "Threads: a flag is set under the lock, all conditions are notified, each loop looks at the flag, and " +
        "every thread is joined.",
      "**What goes wrong.** Goroutines: a send that nobody receives, which the deadlock report names. " +
        "Threads: a notify that was forgotten, which nothing names; and a wait without a loop around it.",
    ),
  ];
}

function twinsOf(material: Material): { readonly shown: string[]; readonly named: string[] } {
  const others = new Set(material.sourcesIn(THREADS_FOLDER));
  const twins = material.sourcesIn(GO_FOLDER).filter((name) => name !== BARREL && others.has(name));
  const isShort = (name: string) =>
    [GO_FOLDER, THREADS_FOLDER].every(
      (folder) =>
        fileListing(material, `${folder}/${name}`).source.trimEnd().split("\n").length <=
        LONGEST_LISTING,
    );
  return { shown: twins.filter(isShort), named: twins.filter((name) => !isShort(name)) };
}

function only(material: Material, here: string, there: string): string[] {
  const others = new Set(material.sourcesIn(there));
  return material.sourcesIn(here).filter((name) => name !== BARREL && !others.has(name));
}
