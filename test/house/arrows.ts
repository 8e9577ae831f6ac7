// The plan of the house: which room of src may import which, and what from outside. A room is a
// folder of src, or a file that stands in src itself. Invariants checked here:
//
// - arrows run only as drawn; who may import a room may import what that room stands on;
// - the wing of goroutines and the wing of threads never see each other, or comparing them would
//   be worth nothing;
// - no import circle, not even one of types;
// - a package is imported only where the plan names it, and the platform (node:...) by one file a
//   room, so that the rest of the room runs in a browser unchanged.

import { dirname, join } from "node:path/posix";
import { imports, type SourceFile, sourceFiles } from "./sources.ts";

const goWing = ["csp", "time", "context", "sync"];

/** Each room, and the rooms it stands on. What is not here has no place in the house yet. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  runtime: [],
  workers: ["runtime"],
  csp: ["runtime"],
  time: ["csp"],
  context: ["csp", "time"],
  sync: ["csp", "context"],
  parallel: ["workers", "csp", "sync", "context"],
  threading: ["runtime", "workers"],
  testing: ["runtime"],
  interop: ["csp"],
  "raft/rules": [],
  "raft/node": ["raft/rules", "raft/storage", "raft/transport"],
  "raft/csp": [...goWing, "raft/node"],
  "raft/threads": ["threading", "raft/node"],
  "raft/storage": ["raft/rules", "runtime"],
  "raft/transport": ["raft/rules", "workers"],
  "raft/kv": ["raft/node"],
  "raft/simulation": ["testing", "raft/node"],
  report: [],
  "index.ts": goWing,
  "gen.ts": goWing,
};

/** The rooms of each wing. No path of imports may lead from one to the other. */
const wings: readonly (readonly string[])[] = [
  [...goWing, "parallel", "raft/csp", "index.ts", "gen.ts"],
  ["threading", "raft/threads"],
];

/** Imports anything, and nothing imports it. */
const roof = "cli";

/** The packages of others, and the one place that may import each. */
const packages: Readonly<Record<string, string>> = {
  msgpackr: "src/raft/transport/",
  "p-limit": "src/threading/",
  "ts-chan": "src/interop/ts-chan.ts",
};

/** Rooms that are not published: commands and reports use files and packages as they need. */
const workrooms = new Set([roof, "report"]);

/** Everything in the `src` of `base` that breaks the plan, one line each; empty when it holds. */
export function brokenArrows(base: string): string[] {
  const files = sourceFiles(base, ["src"], [".ts"]);
  const graph = new Map(files.map((file) => [file.path, imports(file)]));
  return [
    ...files.flatMap((file) => checkFile(file, graph.get(file.path) ?? [])),
    ...platformSpread(graph),
    ...wingsThatMeet(graph),
    ...circles(graph),
  ];
}

/** The room a file of src stands in: two names deep in raft, one elsewhere. */
function roomOf(path: string): string {
  const [, first = "", second = ""] = path.split("/");
  return first === "raft" && second !== "" ? `raft/${second}` : first;
}

/** A room with everything below it. */
function standsOn(room: string, seen: Set<string> = new Set()): Set<string> {
  for (const below of arrows[room] ?? []) {
    if (seen.has(below)) continue;
    seen.add(below);
    standsOn(below, seen);
  }
  return seen;
}

function checkFile(file: SourceFile, specifiers: readonly string[]): string[] {
  const room = roomOf(file.path);
  if (room !== roof && !(room in arrows)) return [`${file.path}: no room "${room}" in the plan`];
  const allowed = standsOn(room);
  const broken: string[] = [];
  for (const specifier of specifiers) {
    if (specifier.startsWith("node:")) continue;
    if (!specifier.startsWith(".")) {
      const home = packages[specifier];
      if (!workrooms.has(room) && (home === undefined || !file.path.startsWith(home)))
        broken.push(`${file.path}: the package "${specifier}" is not for this room`);
      continue;
    }
    const target = join(dirname(file.path), specifier);
    const targetRoom = roomOf(target);
    if (!target.startsWith("src/")) broken.push(`${file.path}: ${specifier} leaves src`);
    else if (room !== targetRoom && room !== roof && !allowed.has(targetRoom))
      broken.push(`${file.path}: ${room} may not import ${targetRoom} (${specifier})`);
  }
  return broken;
}

function platformSpread(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const byRoom = new Map<string, string[]>();
  for (const [path, specifiers] of graph) {
    if (workrooms.has(roomOf(path))) continue;
    if (!specifiers.some((specifier) => specifier.startsWith("node:"))) continue;
    byRoom.set(roomOf(path), [...(byRoom.get(roomOf(path)) ?? []), path]);
  }
  return [...byRoom]
    .filter(([, paths]) => paths.length > 1)
    .map(([room, paths]) => `${room}: node: belongs in one file, not in ${paths.join(", ")}`);
}

function wingsThatMeet(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const broken: string[] = [];
  for (const [path] of graph) {
    const wing = wings.find((rooms) => rooms.includes(roomOf(path)));
    if (wing === undefined) continue;
    const met = [...reachable(graph, path)].find((other) =>
      wings.some((rooms) => rooms !== wing && rooms.includes(roomOf(other))),
    );
    if (met !== undefined) broken.push(`${path}: reaches ${met}, which is of the other wing`);
  }
  return broken;
}

function neighbours(graph: ReadonlyMap<string, readonly string[]>, path: string): string[] {
  return (graph.get(path) ?? [])
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => join(dirname(path), specifier))
    .filter((target) => graph.has(target));
}

/** Every file that `from` imports, itself or by way of others; `from` only if it is in a circle. */
function reachable(graph: ReadonlyMap<string, readonly string[]>, from: string): Set<string> {
  const seen = new Set<string>();
  const open = neighbours(graph, from);
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    open.push(...neighbours(graph, path));
  }
  return seen;
}

function circles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const broken: string[] = [];
  const told = new Set<string>();
  for (const path of graph.keys()) {
    if (told.has(path) || !reachable(graph, path).has(path)) continue;
    const circle = [...reachable(graph, path)].filter((other) => reachable(graph, other).has(path));
    for (const member of circle) told.add(member);
    broken.push(`import circle: ${circle.sort().join(" <-> ")}`);
  }
  return broken;
}
