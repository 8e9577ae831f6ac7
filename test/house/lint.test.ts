// The linter bites where a goroutine would be lost: what blocks must be awaited. Each snippet is
// linted with the house's own settings, beside its own source.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "./sources.ts";

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
}

const snippets = [
  {
    says: "a send that nobody awaits",
    body: "ch.send(1);",
    breaks: ["typescript(no-floating-promises)"],
  },
  {
    says: "a receive that nobody awaits",
    body: "ch.recv();",
    breaks: ["typescript(no-floating-promises)"],
  },
  {
    says: "a promise waved away with void",
    body: "void ch.recv();",
    breaks: ["typescript(no-floating-promises)"],
  },
  {
    says: "a select that nobody awaits",
    body: "select({ got: recv(ch) });",
    breaks: ["typescript(no-floating-promises)"],
  },
  {
    says: "a lock that nobody awaits",
    body: "new Mutex().lock();",
    breaks: ["typescript(no-floating-promises)"],
  },
  {
    says: "an await of what is no promise",
    body: "await ch.tryRecv();",
    breaks: ["typescript(await-thenable)"],
  },
  {
    says: "a promise taken for a condition",
    body: "if (ch.recv()) return;",
    breaks: ["typescript(no-misused-promises)"],
  },
  {
    says: "blocking calls that are awaited",
    body: "await ch.send(1); await ch.recv(); await select({ got: recv(ch) }); await new Mutex().lock();",
    breaks: [],
  },
];

const folder = mkdtempSync(join(tmpdir(), "goroutine-kit-lint-"));
const fileOf = (index: number) => join(folder, `snippet-${index}.ts`);
let diagnostics: readonly Diagnostic[] = [];

beforeAll(() => {
  const settings = {
    extends: join(root, "tsconfig.base.json"),
    compilerOptions: { noEmit: true, allowImportingTsExtensions: true, types: [] },
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings));
  snippets.forEach(({ body }, index) => {
    const text = `import { chan, Mutex, recv, select } from ${JSON.stringify(join(root, "src/index.ts"))};
const ch = chan<number>();
export async function snippet(): Promise<void> { ${body} }
void [Mutex, recv, select];
`;
    writeFileSync(fileOf(index), text);
  });
  const config = join(root, ".oxlintrc.json");
  const bin = join(root, "node_modules/.bin/oxlint");
  const run = spawnSync(bin, ["--format", "json", "-c", config, folder], {
    cwd: folder,
    encoding: "utf8",
  });
  diagnostics = (JSON.parse(run.stdout) as { diagnostics: Diagnostic[] }).diagnostics;
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("the linter", () => {
  it.each(snippets.map((snippet, index) => ({ ...snippet, index })))("on $says", (snippet) => {
    const found = diagnostics
      .filter(({ filename }) => filename.endsWith(`snippet-${snippet.index}.ts`))
      .map(({ code }) => code)
      .filter((code) => code.startsWith("typescript("));
    expect(found).toEqual(snippet.breaks);
  });
});
