/**
 * The command line of every benchmark: `--help` is answered, and what is mistyped is said in a line with
 * the usage below it. Exit status 2 for a command line that is wrong.
 */

import { type ParseArgsConfig, parseArgs } from "node:util";

type OptionsConfig = NonNullable<ParseArgsConfig["options"]>;

/** What a command line says that it cannot say. */
class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Reads the options of this process; ends it where `--help` was asked for. */
export function readValues<const O extends OptionsConfig>(
  options: O,
  usage: string,
): ReturnType<typeof parseArgs<{ options: O }>>["values"] {
  try {
    const help = { help: { type: "boolean", default: false } } as const;
    const { values } = parseArgs({ options: { ...options, ...help } });
    if (!(values as { help: boolean }).help) return values as never;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  console.log(usage);
  process.exit(0);
}

/** The value of `--rounds`. */
export function readRounds(value: string): number {
  const rounds = Number(value);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new UsageError(`--rounds is ${value}, but has to be a whole number from 1 up`);
  }
  return rounds;
}

/** The names in a comma-separated list, in the order in which they are known; all where there is none. */
export function readChoice<Name extends string>(
  option: string,
  list: string | undefined,
  known: readonly Name[],
): readonly Name[] {
  if (list === undefined) return known;
  const asked = list.split(",");
  const unknown = asked.filter((name) => !(known as readonly string[]).includes(name));
  if (unknown.length > 0) {
    throw new UsageError(`${option}: no ${unknown.join(", ")}; there are ${known.join(", ")}`);
  }
  return known.filter((name) => asked.includes(name));
}

/** Runs a benchmark; says what is wrong with its command line, if that is what ends it. */
export async function runCommand(usage: string, benchmark: () => Promise<void>): Promise<void> {
  try {
    await benchmark();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${usage}`);
    process.exitCode = 2;
  }
}
