/**
 * `simulate`: runs clusters of Raft nodes through everything that may go wrong, seed after seed, in
 * virtual time, in either idiom or both. Exit status: 0, every seed kept every property; 1, a seed did
 * not, and the report says how to replay it; 2, the command line is wrong; 130, it was interrupted, and
 * what had run until then kept every property.
 */

import process from "node:process";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { newNode as newGoroutineNode } from "../raft/csp/node.ts";
import { BugNotCaughtError, bugs, findBug } from "../raft/simulation/bugs.ts";
import {
  runSeed,
  runSeeds,
  SeedFailedError,
  type SeedResult,
} from "../raft/simulation/campaign.ts";
import type { ClusterOptions } from "../raft/simulation/cluster.ts";
import { newNode as newThreadNode } from "../raft/threads/node.ts";
import {
  addSeed,
  type Campaign,
  newCampaign,
  renderCampaign,
  renderProgress,
} from "./simulate/summary.ts";

const TWINS = {
  csp: newGoroutineNode,
  threads: newThreadNode,
} as const satisfies Record<string, ClusterOptions["makeNode"]>;

type TwinName = keyof typeof TWINS;

const LARGEST_SEED = 0xffff_ffff;

const HELP = `usage: simulate [--seeds N] [--from SEED] [--twin csp|threads] [--json]
       simulate --seed SEED [--twin csp|threads] [--transcript] [--json]
       simulate --bugs [--twin csp|threads] [--json]

Runs clusters of Raft nodes in virtual time. What happens to each - messages lost, late, doubled, cut off
one way and both, power failures, torn writes, clocks that run apart, members and leaders that change -
follows from its seed alone. Raft's properties are checked at every step; in the end the cluster must
recover, and what its clients were told must be linearizable.

  --seeds N         how many seeds to run, 100 by default
  --from SEED       the first of them, 1 by default
  --seed SEED       runs this one seed
  --transcript      prints what happens in it, line by line
  --bugs            plants known bugs, one at a time, and says which seed gave each away
  --twin NAME       only csp (goroutines and channels) or threads (Thread, Lock, Condition); both by default
  --json            the result as JSON
  --help            this text
`;

/** Where the command writes, and what may end it early. */
export interface Output {
  readonly out: (text: string) => void;
  /** Progress goes here, over itself where it is a terminal. */
  readonly err: (text: string) => void;
  readonly isTerminal: boolean;
  readonly interrupted: AbortSignal;
}

/** Runs the command and gives its exit status. Rejects only where the fault is in this house. */
export async function simulate(args: readonly string[], output: Output): Promise<number> {
  const request = readArguments(args);
  switch (request.kind) {
    case "fault":
      output.err(`simulate: ${request.fault}\n\n${HELP}`);
      return 2;
    case "help":
      output.out(HELP);
      return 0;
    case "bugs":
      return plantBugs(request, output);
    case "one":
      return replay(request, output);
    case "many":
      return explore(request, output);
  }
}

// ------------------------------------------------------------------------------------- command line

interface Common {
  readonly twins: readonly TwinName[];
  readonly json: boolean;
}

interface Many extends Common {
  readonly kind: "many";
  readonly from: number;
  readonly seeds: number;
}

interface One extends Common {
  readonly kind: "one";
  readonly seed: number;
  readonly transcript: boolean;
}

interface Bugs extends Common {
  readonly kind: "bugs";
}

type Request =
  | Many
  | One
  | Bugs
  | { readonly kind: "help" }
  | { readonly kind: "fault"; readonly fault: string };

function readArguments(args: readonly string[]): Request {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        transcript: { type: "boolean", default: false },
        bugs: { type: "boolean", default: false },
        seeds: { type: "string" },
        from: { type: "string" },
        seed: { type: "string" },
        twin: { type: "string" },
      },
    });
    return values.help ? { kind: "help" } : requestOf(values);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    return { kind: "fault", fault: error.message };
  }
}

interface Values {
  readonly json: boolean;
  readonly transcript: boolean;
  readonly bugs: boolean;
  readonly seeds?: string | undefined;
  readonly from?: string | undefined;
  readonly seed?: string | undefined;
  readonly twin?: string | undefined;
}

/** Throws RangeError for what cannot be. */
function requestOf({ json, transcript, bugs, seeds, from, seed, twin }: Values): Request {
  const common = { json, twins: twinsOf(twin) };
  const others = [seeds, from].some((value) => value !== undefined);
  if (bugs) {
    if (others || seed !== undefined || transcript)
      throw new RangeError("--bugs chooses its own seeds");
    return { kind: "bugs", ...common };
  }
  if (seed !== undefined) {
    if (others) throw new RangeError("--seed is one seed; leave --seeds and --from out");
    return { kind: "one", seed: readNumber("--seed", seed, 0), transcript, ...common };
  }
  if (transcript) throw new RangeError("--transcript of which seed? Give --seed");
  const first = readNumber("--from", from ?? "1", 0);
  const count = readNumber("--seeds", seeds ?? "100", 1);
  if (first + count - 1 > LARGEST_SEED)
    throw new RangeError(`seeds end at ${LARGEST_SEED}, and ${first + count - 1} is beyond`);
  return { kind: "many", from: first, seeds: count, ...common };
}

function twinsOf(name: string | undefined): readonly TwinName[] {
  const known = Object.keys(TWINS) as TwinName[];
  if (name === undefined) return known;
  const twin = known.find((one) => one === name);
  if (twin === undefined)
    throw new RangeError(`no twin "${name}"; there are ${known.join(" and ")}`);
  return [twin];
}

function readNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < least || value > LARGEST_SEED)
    throw new RangeError(
      `${option} is "${text}", but has to be a whole number from ${least} to ${LARGEST_SEED}`,
    );
  return value;
}

// ------------------------------------------------------------------------------------------ running

async function explore(request: Many, output: Output): Promise<number> {
  const campaigns: Campaign[] = [];
  let failed = false;
  for (const twin of request.twins) {
    if (output.interrupted.aborted) break;
    const campaign = await runCampaign(twin, request, output);
    campaigns.push(campaign);
    failed ||= campaign.failure !== null;
    if (!request.json) output.out(renderCampaign(campaign));
  }
  if (request.json) output.out(json(campaigns));
  if (failed) return 1;
  return output.interrupted.aborted ? 130 : 0;
}

async function runCampaign(
  twin: TwinName,
  { from, seeds }: Many,
  output: Output,
): Promise<Campaign> {
  const campaign = newCampaign(twin, seeds);
  const tell = progressTo(output);
  const range = Array.from({ length: seeds }, (_, i) => from + i);
  try {
    for await (const result of runSeeds(range, { makeNode: TWINS[twin] })) {
      addSeed(campaign, result);
      tell(campaign);
      if (output.interrupted.aborted) break;
    }
  } catch (error) {
    if (!(error instanceof SeedFailedError)) throw error;
    campaign.failure = {
      seed: error.seed,
      text: textOf(error),
      replay: replayOf(twin, error.seed),
    };
  }
  if (output.isTerminal) output.err("\r\u001B[K");
  return campaign;
}

/** Says how far it is: once a second on a terminal, and every ten seconds elsewhere. */
function progressTo(output: Output): (campaign: Campaign) => void {
  const everyMs = output.isTerminal ? 1_000 : 10_000;
  let toldMs = performance.now();
  return (campaign) => {
    if (performance.now() - toldMs < everyMs) return;
    toldMs = performance.now();
    const line = renderProgress(campaign);
    output.err(output.isTerminal ? `\r\u001B[K${line}` : `${line}\n`);
  };
}

async function replay(request: One, output: Output): Promise<number> {
  const results: { twin: TwinName; result?: SeedResult; failure?: string }[] = [];
  for (const twin of request.twins) {
    if (request.transcript && !request.json) output.out(`seed ${request.seed}, ${twin}\n`);
    const transcript = (line: string) => output.out(`${line}\n`);
    const makeNode = TWINS[twin];
    try {
      const options = request.transcript && !request.json ? { makeNode, transcript } : { makeNode };
      const result = await runSeed(request.seed, options);
      results.push({ twin, result });
      if (!request.json) output.out(`${twin}: ${describeResult(result)}\n`);
    } catch (error) {
      if (!(error instanceof SeedFailedError)) throw error;
      results.push({ twin, failure: textOf(error) });
      output.err(`simulate: ${twin}: ${textOf(error)}\n`);
    }
  }
  if (request.json) output.out(json(results));
  return results.some(({ failure }) => failure !== undefined) ? 1 : 0;
}

function describeResult({ seed, report, steps, virtualMs }: SeedResult): string {
  const counts = Object.entries(report).map(([name, value]) => `${value} ${name}`);
  const seconds = (virtualMs / 1000).toFixed(1);
  return `seed ${seed} kept every property: ${steps} steps, ${seconds} virtual s, ${counts.join(", ")}`;
}

async function plantBugs({ twins, json: asJson }: Bugs, output: Output): Promise<number> {
  const found: { bug: string; twin: TwinName; seed: number | null; within: number }[] = [];
  for (const bug of bugs)
    for (const twin of twins) {
      if (output.interrupted.aborted) break;
      const seed = await findBug(bug, TWINS[twin]).catch((error: unknown) => {
        if (!(error instanceof BugNotCaughtError)) throw error;
        return null;
      });
      found.push({ bug: bug.name, twin, seed, within: bug.seeds });
      const what = seed === null ? `not caught in ${bug.seeds} seeds` : `caught by seed ${seed}`;
      if (!asJson) output.out(`${twin.padEnd(7)}  ${what.padEnd(26)}  ${bug.name}\n`);
    }
  if (asJson) output.out(json(found));
  if (found.some(({ seed }) => seed === null)) return 1;
  return output.interrupted.aborted ? 130 : 0;
}

function replayOf(twin: TwinName, seed: number): string {
  return `npm run simulate -- --twin ${twin} --seed ${seed} --transcript`;
}

/** The error with all that stands behind it. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const behind = error.cause === undefined ? "" : `\n${textOf(error.cause)}`;
  return `${error.name}: ${error.message}${behind}`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

const program = process.argv[1];
if (program !== undefined && import.meta.url === pathToFileURL(program).href) {
  const interruption = new AbortController();
  process.once("SIGINT", () => interruption.abort());
  process.exitCode = await simulate(process.argv.slice(2), {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    isTerminal: process.stderr.isTTY,
    interrupted: interruption.signal,
  });
}
