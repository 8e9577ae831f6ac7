// Listings are what stands in the files, without their imports.

import { describe, expect, it } from "vitest";
import type { Material } from "../../../src/report/material.ts";
import { ExcerptError, excerptListing, fileListing } from "../../../src/report/paper/listings.ts";
import { materialOf } from "../run.ts";

const real = await materialOf({});
const holding = (text: string): Material => ({ ...real, source: () => text });

describe("a listing of a file", () => {
  it("leaves out its imports, and nothing else", () => {
    const text = `/** What it is. */

import { a } from "./a.ts";
import {
  b,
  type C,
} from "./b.ts";

export const d = a(b);
`;
    expect(fileListing(holding(text), "src/d.ts")).toEqual({
      title: "`src/d.ts`",
      language: "typescript",
      source: "/** What it is. */\n\nexport const d = a(b);\n",
    });
  });

  it("keeps what the other languages import", () => {
    const text = 'package main\n\nimport "fmt"\n';
    expect(fileListing(holding(text), "a.go", "Go")).toMatchObject({
      language: "go",
      source: text,
    });
  });
});

describe("an excerpt", () => {
  const text = `class Node {
  readonly #state = 1;

  /** Ends
   * with the context. */
  async run<T>(ctx: T): Promise<void> {
    if (ctx) {
      return;
    }
  }

  // Why.
  #arm(): void {}

  stop(): void {
    this.run();
  }
}
`;

  it("has each member with its comment, set in no further than it has to be", () => {
    const { source } = excerptListing(holding(text), "src/node.ts", ["stop", "run"]);
    expect(source).toBe(`stop(): void {
  this.run();
}

/** Ends
 * with the context. */
async run<T>(ctx: T): Promise<void> {
  if (ctx) {
    return;
  }
}`);
  });

  it("of a member of one line ends with it", () => {
    const { source } = excerptListing(holding(text), "src/node.ts", ["#arm"]);
    expect(source).toBe("// Why.\n#arm(): void {}");
  });

  it("of what is not there says so", () => {
    const excerpt = () => excerptListing(holding(text), "src/node.ts", ["gone"]);
    expect(excerpt).toThrow(ExcerptError);
    expect(excerpt).toThrow("src/node.ts has no member gone");
  });
});
