/**
 * Who takes part, how each is started, and what it has no means for. A name means one program in all rows.
 */

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { BENCH_DIST, buildGo, type Toolchain } from "../build.ts";
import type { Start } from "../measured-process.ts";
import type { SubjectPlan } from "../suite.ts";
import type { Batching, Idiom, StorageKind, Substrate } from "./cluster.ts";

/** What a row asks of everyone in it. */
export interface Question {
  readonly measure: "commits" | "failover" | "memory" | "stable";
  readonly storage: StorageKind;
  readonly nodes: number;
  readonly clients: number;
  readonly batching: Batching;
  /** Whether one process has the whole cluster, or each node its own. */
  readonly where: "one process" | "processes";
}

export interface RosterEntry extends Required<SubjectPlan> {
  /** Why it cannot answer; null where it can. */
  cannot(question: Question): string | null;
  /** How it is started, or what is not on this machine. */
  start(): Start | { readonly missing: string };
}

const CHILD = join(BENCH_DIST, "raft", "child.js");

const SUBSTRATES = {
  "event-loop": "event loop",
  "worker-threads": "worker threads",
  processes: "processes",
} as const satisfies Readonly<Record<Substrate, SubjectPlan["substrate"]>>;

const OTHER_PLACE = "it is asked elsewhere";

function ours(idiom: Idiom, substrate: Substrate, title: string): RosterEntry {
  const args = ["--idiom", idiom, "--substrate", substrate];
  return {
    name: `${idiom}-${substrate}`,
    title,
    side: "ours",
    idiom: idiom === "csp" ? "go" : "threads",
    substrate: SUBSTRATES[substrate],
    cannot({ measure, where }) {
      if ((where === "processes") !== (substrate === "processes")) return OTHER_PLACE;
      // A thread weighs megabytes, whatever runs on it, and so many at once no machine has.
      const manyNodes = measure === "memory" || measure === "stable";
      return manyNodes && substrate === "worker-threads" ? "a worker thread a node" : null;
    },
    start: () => ({ command: [process.execPath, CHILD, ...args], env: {} }),
  };
}

/** A Raft in Go, as a package that has to be installed: Debian has both. */
interface GoLibrary {
  readonly tag: string;
  readonly title: string;
  /** The folder of its package below the `src` of a GOPATH. */
  readonly folder: string;
  readonly packageName: string;
}

const ETCD: GoLibrary = {
  tag: "etcd",
  title: "etcd's raft",
  folder: "go.etcd.io/etcd/raft",
  packageName: "golang-etcd-server-dev",
};

const HASHICORP: GoLibrary = {
  tag: "hashicorp",
  title: "hashicorp's raft",
  folder: "github.com/hashicorp/raft",
  packageName: "golang-github-hashicorp-raft-dev",
};

const programs = new Map<GoLibrary, Toolchain | { readonly missing: string }>();

function library(go: GoLibrary, threads: number): RosterEntry {
  return {
    name: `${go.tag}-raft${threads === 1 ? "" : `-${threads}`}`,
    title: `${go.title}, GOMAXPROCS=${threads}`,
    side: "library",
    idiom: "go",
    substrate: "goroutines",
    cannot({ measure, storage, batching, where }) {
      if (where === "processes") return OTHER_PLACE;
      if (storage === "disk") return "the library leaves the disk to its user";
      if (measure !== "commits" && measure !== "failover") return "it is not asked";
      return go === HASHICORP && batching === "off"
        ? "its pipeline sends one append a wake-up: with one entry each, a follower that falls behind stays there"
        : null;
    },
    start() {
      const program = programs.get(go) ?? { missing: "Go" };
      if ("missing" in program) return program;
      return { command: program.command, env: { GOMAXPROCS: `${threads}` } };
    },
  };
}

/** etcd itself, and its client for the load. */
const ETCD_SERVER: GoLibrary = {
  tag: "etcdserver",
  title: "etcd",
  folder: "go.etcd.io/etcd/clientv3",
  packageName: "golang-etcd-server-dev",
};

const etcdServer: RosterEntry = {
  name: "etcd-server",
  title: "etcd-server",
  side: "library",
  idiom: "go",
  substrate: "processes",
  cannot: ({ where }) => (where === "processes" ? null : OTHER_PLACE),
  start() {
    if (!onPath("etcd")) return { missing: "etcd (etcd-server)" };
    const program = programs.get(ETCD_SERVER) ?? { missing: "Go" };
    return "missing" in program ? program : { command: program.command, env: {} };
  },
};

function onPath(program: string): boolean {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.some((folder) => existsSync(join(folder, program)));
}

export const ROSTER: readonly RosterEntry[] = [
  ours("csp", "event-loop", "goroutines, event loop"),
  ours("threads", "event-loop", "threads, event loop"),
  ours("csp", "worker-threads", "goroutines, worker threads"),
  ours("threads", "worker-threads", "threads, worker threads"),
  ours("csp", "processes", "goroutines, processes"),
  ours("threads", "processes", "threads, processes"),
  library(ETCD, 1),
  library(ETCD, 2),
  library(HASHICORP, 1),
  library(HASHICORP, 2),
  etcdServer,
];

/** Builds the programs of the libraries that are here. */
export async function buildLibraries(): Promise<void> {
  for (const go of [ETCD, HASHICORP, ETCD_SERVER]) programs.set(go, await build(go));
}

async function build(go: GoLibrary): Promise<Toolchain | { readonly missing: string }> {
  const path = goPaths().find((base) => existsSync(join(base, "src", go.folder)));
  if (path === undefined) return { missing: `${go.title} (${go.packageName})` };
  const folder = fileURLToPath(new URL("go", import.meta.url));
  const program = await buildGo(folder, `raft-${go.tag}`, {
    flags: ["-tags", go.tag],
    env: { GO111MODULE: "off", GOPATH: path },
  });
  return program ?? { missing: "Go" };
}

/** Where Go packages lie: of this user, and where Debian puts them. */
function goPaths(): readonly string[] {
  const own = (process.env.GOPATH ?? "").split(":").filter((path) => path !== "");
  return [...own, "/usr/share/gocode"];
}

/** The versions of what takes part. */
export function versions(): Record<string, string> {
  for (const program of programs.values())
    if (!("missing" in program))
      return { Go: program.version.replace(/^go version go(\S+).*$/, "$1") };
  return {};
}
