// The command of the package: it finds the commands, hands them what follows, and says what there is.

import { describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { PLAIN } from "../../src/cli/examples/columns.ts";
import { main } from "../../src/cli/main.ts";

async function run(...args: string[]) {
  let [out, err] = ["", ""];
  const status = await main(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    isTerminal: false,
    width: 80,
    paint: PLAIN,
    interrupted: new AbortController().signal,
  });
  return { status, out, err };
}

const commands = ["compare", "examples", "raft serve", "simulate", "metrics"];

describe("goroutine-kit", () => {
  it.each(["--help", "-h", "help"])("%s lists the commands", async (word) => {
    const { status, out, err } = await run(word);
    expect({ status, err }).toEqual({ status: 0, err: "" });
    for (const command of commands) expect(out).toMatch(new RegExp(`^  ${command} `, "m"));
  });

  it("alone says what there is, and that something is missing", async () => {
    const { status, out } = await run();
    expect(status).toBe(2);
    expect(out).toContain("usage: goroutine-kit COMMAND");
  });

  it("says its version", async () => {
    expect(await run("--version")).toEqual({ status: 0, out: `${manifest.version}\n`, err: "" });
  });

  it.each(commands)("%s --help is that command's own", async (command) => {
    const { status, out, err } = await run(...command.split(" "), "--help");
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(out).toMatch(new RegExp(`^usage: ${command} `));
  });

  it.each(commands)("%s with what it does not know says so with its usage", async (command) => {
    const { status, out, err } = await run(...command.split(" "), "--no-such-thing");
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(err).toMatch(new RegExp(`^${command}: .*--no-such-thing`));
    expect(err).toContain(`usage: ${command} `);
  });

  it("refuses a command that there is not", async () => {
    const { status, out, err } = await run("compile", "--fast");
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(err).toContain("there is no command compile");
    expect(err).toContain("usage: goroutine-kit COMMAND");
  });

  it("says how a command goes on that was only begun", async () => {
    const { status, err } = await run("raft");
    expect(status).toBe(2);
    expect(err).toContain("raft is not a whole command; there is raft serve");
  });

  it("hands a command its arguments and gives its status", async () => {
    const { status, out } = await run("examples", "01", "--source", "--lang", "go", "--json");
    expect(status).toBe(0);
    expect(JSON.parse(out)).toBeTypeOf("object");
  });
});
