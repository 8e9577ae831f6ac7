// How the tests run. Four projects: "house" judges the sources themselves; "seeds" is every file
// named .seeds.test.ts, which runs many seeds of the simulator and may take its time; "examples" runs
// the paired examples in each of their languages; "unit" is all the rest of test/. The package is known
// by its own name, as it is to those who read the examples.

import { defineConfig } from "vitest/config";
import manifest from "./package.json" with { type: "json" };

/** Each name the package exports, and its source. */
const sources = Object.entries(manifest.exports).flatMap(([subpath, target]) =>
  typeof target === "string"
    ? []
    : [
        {
          find: new RegExp(`^goroutine-kit${subpath.slice(1)}$`),
          replacement: new URL(
            target.default.replace("./dist/", "./src/").replace(/\.js$/, ".ts"),
            import.meta.url,
          ).pathname,
        },
      ],
);

function project(name: string, include: string, exclude: string[], testTimeout: number) {
  return { extends: true as const, test: { name, include: [include], exclude, testTimeout } };
}

export default defineConfig({
  resolve: { alias: sources },
  test: {
    coverage: { provider: "v8", include: ["src/**/*.ts"], reporter: ["text-summary", "html"] },
    projects: [
      project("house", "test/house/**/*.test.ts", [], 60_000),
      project(
        "unit",
        "test/**/*.test.ts",
        ["test/{house,examples}/**", "test/**/*.seeds.test.ts"],
        60_000,
      ),
      project("examples", "test/examples/**/*.test.ts", [], 60_000),
      project("seeds", "test/**/*.seeds.test.ts", [], 160_000),
    ],
  },
});
