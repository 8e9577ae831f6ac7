/** Small sources for the tests of the metrics. */

export type LanguageName = "TypeScript" | "Go" | "Python";

export interface Snippet {
  readonly path: string;
  readonly source: string;
}

/** A source that is nothing but a function `f` with this body. */
export function inFunction(language: LanguageName, body: string): Snippet {
  switch (language) {
    case "TypeScript":
      return { path: "f.ts", source: `async function* f(p = 1) {\n${body}\n}\n` };
    case "Go":
      return { path: "f.go", source: `package p\n\nfunc f() {\n${body}\n}\n` };
    case "Python":
      return { path: "f.py", source: `async def f(p=1):\n${indented(body)}\n` };
  }
}

function indented(body: string): string {
  return body
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}
