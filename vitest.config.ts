// How the tests run. Two projects: "unit" holds all of test/ but the files named .seeds.test.ts,
// which run many seeds of the simulator and may take their time.

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    coverage: { provider: "v8", include: ["src/**/*.ts"], reporter: ["text-summary", "html"] },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.seeds.test.ts"],
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: "seeds",
          include: ["test/**/*.seeds.test.ts"],
          testTimeout: 120_000,
        },
      },
    ],
  },
});
