#!/usr/bin/env node
/**
 * `goroutine-kit`: the command of the package. Each of its commands is a file beside this one, which is read
 * only when it is asked for. Exit status: that of the command; 2 where there is no such command.
 */

import { existsSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ROOT } from "./examples/catalogue.ts";
import { type Terminal, terminalOf } from "./terminal.ts";

interface Command {
  /** As it is typed; two words where commands belong together. */
  readonly name: string;
  readonly summary: string;
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}

const COMMANDS: readonly Command[] = [
  {
    name: "compare",
    summary: "measure beside other libraries, Go and Python, and write the report",
    run: compareInClone,
  },
  {
    name: "examples",
    summary: "list the paired examples, or show one in four programs side by side",
    run: async (args, terminal) => (await import("./examples.ts")).examples(args, terminal),
  },
  {
    name: "raft serve",
    summary: "serve one node of a replicated key-value store",
    run: async (args, terminal) =>
      (await import("./raft/serve.ts")).serve(args, terminal, terminal.interrupted),
  },
  {
    name: "simulate",
    summary: "run Raft clusters through faults in virtual time, seed after seed",
    run: async (args, terminal) => (await import("./simulate.ts")).simulate(args, terminal),
  },
  {
    name: "metrics",
    summary: "count length and complexity of TypeScript, Go and Python",
    run: async (args, terminal) => (await import("./metrics.ts")).metrics(args, terminal),
  },
];

const WIDEST = Math.max(...COMMANDS.map(({ name }) => name.length));

const HELP = `usage: goroutine-kit COMMAND [options]

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(WIDEST)}  ${summary}`).join("\n")}

  --help     this text; after a command, its own
  --version  the version of the package
`;

/** Runs the command that the arguments name, and gives its exit status. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const [first] = args;
  if (first === "--version") {
    terminal.out(`${version()}\n`);
    return 0;
  }
  if (first === undefined || first === "--help" || first === "-h" || first === "help") {
    terminal.out(HELP);
    return first === undefined ? 2 : 0;
  }
  const command = COMMANDS.find(({ name }) => startsWith(args, name.split(" ")));
  if (command === undefined) return refuse(args, terminal);
  return command.run(args.slice(command.name.split(" ").length), terminal);
}

function startsWith(args: readonly string[], words: readonly string[]): boolean {
  return words.every((word, i) => args[i] === word);
}

function refuse([first = ""]: readonly string[], { err }: Terminal): number {
  const longer = COMMANDS.filter(({ name }) => name.startsWith(`${first} `));
  const says =
    longer.length > 0
      ? `${first} is not a whole command; there is ${longer.map(({ name }) => name).join(", ")}`
      : `there is no command ${first}`;
  err(`goroutine-kit: ${says}\n\n${HELP}`);
  return 2;
}

/**
 * The comparison needs the benchmarks and the libraries that it compares. Neither is part of the package, and
 * so this command is not either: it stands in a clone of the repository, unbuilt.
 */
async function compareInClone(args: readonly string[], terminal: Terminal): Promise<number> {
  const ending = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const file = fileURLToPath(new URL(`compare.${ending}`, import.meta.url));
  if (!existsSync(file)) {
    terminal.err(
      "compare: the benchmarks, and the libraries that they compare, are not part of the package. In a " +
        "clone of its repository, run:\n\n    npm install && npm start\n",
    );
    return 1;
  }
  const { compare } = (await import(pathToFileURL(file).href)) as {
    readonly compare: Command["run"];
  };
  return compare(args, terminal);
}

function version(): string {
  const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    readonly version: string;
  };
  return manifest.version;
}

// npm starts a program by a link to it.
const program = process.argv[1];
if (program !== undefined && import.meta.url === pathToFileURL(realpathSync(program)).href) {
  process.exitCode = await main(process.argv.slice(2), terminalOf(process));
}
