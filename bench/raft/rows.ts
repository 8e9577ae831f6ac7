/**
 * The rows of the benchmark: what each asks of a cluster, and who is asked. A speed stands beside the
 * messages and bytes that a commit took, without which it says nothing.
 */

import type { Effort, RowPlan, SubjectPlan } from "../suite.ts";
import type { Batching, StorageKind } from "./cluster.ts";
import { type Question, ROSTER } from "./roster.ts";

/** A row, and what it asks. */
export interface RaftRow {
  readonly plan: RowPlan;
  readonly question: Question;
}

/** What most rows ask: each row says in what it differs. */
const USUAL: Question = {
  measure: "commits",
  storage: "memory",
  nodes: 3,
  clients: 256,
  batching: "on",
  where: "one process",
};

type Words = Pick<RowPlan, "name" | "title" | "scale">;

function throughput(words: Words, differs: Partial<Question> = {}): RaftRow {
  const operation = "a command that a client proposed, applied by the leader and answered";
  return row({ ...words, operation, unit: "1/s", better: "higher" }, { ...USUAL, ...differs });
}

/** Whose lack of an answer says something, where nothing is batched. */
const SAY_WHY_NOT: readonly string[] = ["hashicorp-raft"];

/** In a row are those who can answer, and where nothing is batched, also those who say why they cannot. */
function row(plan: Omit<RowPlan, "subjects">, question: Question): RaftRow {
  const asked = ROSTER.filter(
    ({ cannot, name }) =>
      cannot(question) === null || (question.batching === "off" && SAY_WHY_NOT.includes(name)),
  );
  const subjects = asked.map(({ name, title, side, idiom, substrate }) => {
    return { name, title, side, idiom, substrate };
  });
  return { plan: { ...plan, subjects }, question };
}

const latency: RaftRow = row(
  {
    name: "commit-latency",
    title: "Latency of a commit, one client",
    operation: "a command of the only client, from its proposal to its answer",
    unit: "ms",
    better: "lower",
  },
  { ...USUAL, clients: 1 },
);

const failover: RaftRow = row(
  {
    name: "failover",
    title: "Failover",
    operation: "from the stop of the leader until another has committed a command",
    unit: "ms",
    better: "lower",
  },
  { ...USUAL, measure: "failover", clients: 1 },
);

const memory: RaftRow = row(
  {
    name: "memory-a-node",
    title: "Memory of an idle node",
    operation: "a node of a cluster of three that has a leader and nothing to do",
    unit: "B",
    better: "lower",
  },
  { ...USUAL, measure: "memory", clients: 1 },
);

const largest: RaftRow = row(
  {
    name: "largest-cluster",
    title: "The largest cluster that keeps its leader",
    operation: "a node of the largest cluster that elects a leader, keeps it, and commits",
    unit: "",
    better: "higher",
  },
  { ...USUAL, measure: "stable", clients: 1 },
);

const main: RaftRow = throughput({ name: "commit-throughput", title: "Commits, 256 clients" });

const unbatched: RaftRow = throughput(
  { name: "commit-throughput-unbatched", title: "Commits, 256 clients, nothing batched" },
  { batching: "off" },
);

const durable: RaftRow = throughput(
  { name: "commit-throughput-disk", title: "Commits, 256 clients, each node with a log on disk" },
  { storage: "disk" },
);

const processes: RaftRow = throughput(
  {
    name: "commit-throughput-processes",
    title: "Durable commits, three processes over TCP, 256 clients",
  },
  { storage: "disk", where: "processes" },
);

/** One number after another, all else as usual. */
function series(storage: StorageKind, batching: Batching): RaftRow[] {
  const where = `${storage === "disk" ? ", on disk" : ""}${batching === "off" ? ", nothing batched" : ""}`;
  const mark = `${storage === "disk" ? "-disk" : ""}${batching === "off" ? "-unbatched" : ""}`;
  const clients = [1, 16, 256].map((count) =>
    throughput(
      {
        name: `throughput-${count}-clients${mark}`,
        title: `Commits, 3 nodes, ${count} client${count === 1 ? "" : "s"}${where}`,
        scale: { series: `Commits by clients${where}`, axis: "clients", at: count },
      },
      { storage, batching, clients: count },
    ),
  );
  const nodes = [3, 5, 7].map((count) =>
    throughput(
      {
        name: `throughput-${count}-nodes${mark}`,
        title: `Commits, ${count} nodes, 256 clients${where}`,
        scale: { series: `Commits by nodes${where}`, axis: "nodes", at: count },
      },
      { storage, batching, nodes: count },
    ),
  );
  return [...clients, ...nodes];
}

const FULL: readonly RaftRow[] = [
  main,
  unbatched,
  durable,
  processes,
  latency,
  failover,
  memory,
  largest,
  ...series("memory", "on"),
  ...series("memory", "off"),
  ...series("disk", "on"),
  ...series("disk", "off"),
];

/** The rows of a run of this effort. */
export function rowsOf(effort: Effort): readonly RaftRow[] {
  if (effort === "full") return FULL;
  if (effort === "quick") return [main, durable, failover];
  const scale = series("memory", "on").map((row) =>
    only(row, ({ side, substrate }) => side === "ours" && substrate === "event loop"),
  );
  const single = [main, unbatched, durable, latency, failover].map((row) =>
    only(row, ({ name }) => !BRIEF_LEAVES_OUT.includes(name)),
  );
  return [...single, ...scale];
}

/** Whom only a full run has. */
const BRIEF_LEAVES_OUT: readonly string[] = ["hashicorp-raft-2"];

function only({ plan, question }: RaftRow, isAsked: (subject: SubjectPlan) => boolean): RaftRow {
  return { plan: { ...plan, subjects: plan.subjects.filter(isAsked) }, question };
}

/** The names of all rows. */
export const ROW_NAMES: readonly string[] = FULL.map(({ plan }) => plan.name);
