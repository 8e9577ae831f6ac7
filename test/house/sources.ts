// Reads the house's own source files for the tests that judge them: which files there are, and
// what each one imports. Parsing is oxc's: TypeScript 7 has no JavaScript compiler API.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { parseSync } from "oxc-parser";

/** The repository's root. */
export const root: string = resolve(import.meta.dirname, "../..");

/** A file by its path below the root it was listed from, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** All files below the given folders of `base` whose name ends in one of `endings`, sorted. */
export function sourceFiles(
  base: string,
  folders: readonly string[],
  endings: readonly string[] = [".ts", ".mjs"],
): SourceFile[] {
  const found: SourceFile[] = [];
  for (const folder of folders) {
    if (!existsSync(join(base, folder))) continue;
    for (const entry of readdirSync(join(base, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !endings.some((ending) => entry.name.endsWith(ending))) continue;
      const absolute = join(entry.parentPath, entry.name);
      const path = relative(base, absolute).split(sep).join("/");
      if (/(^|\/)(node_modules|dist)\//.test(path)) continue;
      found.push({ path, text: readFileSync(absolute, "utf8") });
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A node of the syntax tree, as far as the walk needs to know it. */
export interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Every node of a file's syntax tree, parents before children. */
export function* nodes(file: SourceFile): Generator<Node> {
  const { program, errors } = parseSync(file.path, file.text);
  const [error] = errors;
  if (error !== undefined) throw new SyntaxError(`${file.path}: ${error.message}`);
  const open: unknown[] = [program];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (Array.isArray(value)) {
      for (const element of value.toReversed()) if (element) open.push(element);
      continue;
    }
    if (!isNode(value)) continue;
    yield value;
    for (const child of Object.values(value).toReversed()) {
      if (typeof child === "object" && child !== null) open.push(child);
    }
  }
}

/**
 * Every module a file names: imports, re-exports, `import()` of a literal, types taken with
 * `import("...")`, what `process.getBuiltinModule` is asked for, and modules named relative to
 * this one by `new URL("...", import.meta.url)`, which is how a worker is started.
 */
export function imports(file: SourceFile): string[] {
  const specifiers = new Set<string>();
  for (const node of nodes(file)) {
    const specifier = specifierOf(node);
    if (specifier !== undefined) specifiers.add(specifier);
  }
  return [...specifiers];
}

function specifierOf(node: Node): string | undefined {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration":
    case "ImportExpression":
    case "TSImportType":
      return literal(node["source"]);
    case "TSExternalModuleReference":
      return literal(node["expression"]);
    case "CallExpression": {
      const { callee } = node;
      const name = isNode(callee) && isNode(callee["property"]) ? callee["property"]["name"] : "";
      if (name !== "getBuiltinModule") return undefined;
      return literal((node["arguments"] as readonly unknown[])[0]);
    }
    case "NewExpression": {
      const [first, second] = node["arguments"] as readonly unknown[];
      if (!isNode(node["callee"]) || node["callee"]["name"] !== "URL") return undefined;
      const path = literal(first) ?? "";
      const isModule =
        isNode(second) && second.type === "MemberExpression" && /\.[cm]?[jt]s$/.test(path);
      return isModule ? path : undefined;
    }
    default:
      return undefined;
  }
}

function literal(value: unknown): string | undefined {
  if (!isNode(value) || value.type !== "Literal") return undefined;
  return typeof value["value"] === "string" ? value["value"] : undefined;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}
