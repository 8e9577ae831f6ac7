/**
 * Running the programs of the examples, each in a process of its own.
 *
 * Invariants:
 * - What comes of a program is text as a terminal shows it: what it printed, then what went to standard
 *   error, then, where it is not 0, its exit status.
 * - A language that is not installed is an answer and no error.
 * - Nothing is written beside the sources; what was built goes when the runner is closed.
 */

import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { Example, LanguageName, Program } from "./catalogue.ts";

/** What came of a program. */
export type Outcome =
  | { readonly kind: "ended"; readonly text: string }
  | { readonly kind: "not installed"; readonly what: string };

/** The command that runs a TypeScript program of an example. */
export type TypeScriptStart = (example: Example, program: Program) => readonly string[];

/** Has the sources run as they are, below `root`; needs tsx, as the repository has it. */
export function fromSources(root: string): TypeScriptStart {
  const loader = import.meta.resolve("tsx");
  return ({ folder }, { file }) => [
    process.execPath,
    "--import",
    loader,
    join(root, "examples", folder, file),
  ];
}

/** Has run what was built of them, in `dist/examples` below `root`. */
export function fromBuild(root: string): TypeScriptStart {
  return ({ folder }, { file }) => [
    process.execPath,
    join(root, "dist", "examples", folder, file.replace(/\.ts$/, ".js")),
  ];
}

/** The Go programs cannot be built. */
export class GoBuildError extends Error {
  override readonly name = "GoBuildError";
}

/** A program went on for longer than any of them may. */
export class EndlessProgramError extends Error {
  override readonly name = "EndlessProgramError";
  constructor(file: string, limitMs: number, output: string) {
    super(`${file}: no end within ${limitMs} ms; it printed:\n${output}`);
  }
}

const LIMIT_MS = 60_000;

/** Runs programs of some examples; `close` it, or have it disposed of. */
export class Runner implements AsyncDisposable {
  readonly #root: string;
  readonly #typescript: TypeScriptStart;
  readonly #binaries: string;
  readonly #hasGo: boolean;

  private constructor(root: string, typescript: TypeScriptStart, binaries: string, hasGo: boolean) {
    this.#root = root;
    this.#typescript = typescript;
    this.#binaries = binaries;
    this.#hasGo = hasGo;
  }

  /**
   * Makes ready to run programs of `examples` in `languages`: builds those of Go, all at once.
   *
   * @throws {GoBuildError} where one does not compile.
   */
  static async open(
    root: string,
    typescript: TypeScriptStart,
    examples: readonly Example[],
    languages: readonly LanguageName[],
  ): Promise<Runner> {
    const binaries = await mkdtemp(join(tmpdir(), "goroutine-kit-examples-"));
    const wantsGo = languages.includes("go");
    const hasGo = wantsGo && (await buildGo(root, examples, binaries));
    return new Runner(root, typescript, binaries, hasGo);
  }

  /**
   * Runs `program` to its end.
   *
   * @throws {EndlessProgramError} (as a rejection) where it has not ended in a minute.
   */
  async run(example: Example, program: Program): Promise<Outcome> {
    const { language, file } = program;
    if (language.name === "go" && !this.#hasGo) return { kind: "not installed", what: "Go" };
    const ending = await execute(this.#commandOf(example, program), this.#root);
    if (ending === undefined) return { kind: "not installed", what: language.title };
    if (ending.late) throw new EndlessProgramError(file, LIMIT_MS, ending.stdout + ending.stderr);
    return { kind: "ended", text: terminalText(language.name, ending) };
  }

  #commandOf(example: Example, program: Program): readonly string[] {
    switch (program.language.name) {
      case "ts":
      case "threads":
        return this.#typescript(example, program);
      case "go":
        return [join(this.#binaries, executable(example.folder))];
      case "py":
        // -B: leaves no compiled files beside the sources.
        return [PYTHON, "-B", join(this.#root, "examples", example.folder, program.file)];
    }
  }

  /** Removes what was built. */
  async close(): Promise<void> {
    await rm(this.#binaries, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

const onWindows = process.platform === "win32";
const PYTHON = onWindows ? "python" : "python3";
const executable = (name: string): string => (onWindows ? `${name}.exe` : name);

/** Builds the Go programs of `examples` into a folder; answers false where there is no Go. */
async function buildGo(root: string, examples: readonly Example[], into: string): Promise<boolean> {
  await mkdir(into, { recursive: true });
  const packages = examples.map(({ folder }) => `./${folder}`);
  // Without -buildvcs, Go asks git about the folder, which need not be a repository.
  const command = ["go", "build", "-buildvcs=false", "-o", `${into}/`, ...packages];
  const ending = await execute(command, join(root, "examples"));
  if (ending === undefined) return false;
  if (ending.status !== 0) throw new GoBuildError(`${command.join(" ")}:\n${ending.stderr}`);
  return true;
}

interface Ending {
  readonly stdout: string;
  readonly stderr: string;
  /** The exit status; null where a signal ended it. */
  readonly status: number | null;
  /** Whether it was ended since it took too long. */
  readonly late: boolean;
}

/** Runs a command to its end, in the folder `cwd`; undefined where there is no such program. */
function execute(
  [command = "", ...args]: readonly string[],
  cwd: string,
): Promise<Ending | undefined> {
  return new Promise((resolve, reject) => {
    let [stdout, stderr, late] = ["", "", false];
    const child = spawn(command, args, {
      cwd,
      // Traces would name places of this machine.
      env: { ...process.env, GOROUTINE_KIT_TRACE: undefined },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const overdue = setTimeout(() => {
      late = true;
      child.kill("SIGKILL");
    }, LIMIT_MS);
    child.on("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(overdue);
      if (error.code === "ENOENT") resolve(undefined);
      else reject(error);
    });
    child.on("close", (status) => {
      clearTimeout(overdue);
      resolve({ stdout, stderr, status, late });
    });
  });
}

function terminalText(language: LanguageName, { stdout, stderr, status }: Ending): string {
  // Of a report of Go's runtime the first line alone is the same each time: the rest names addresses.
  const report = language === "go" ? stderr.replace(/\n[\s\S]*/, "\n") : stderr;
  const end = status === 0 ? "" : `exit status ${status ?? "none: a signal ended it"}\n`;
  return `${stdout}${report}${end}`.replaceAll("\r\n", "\n");
}
