// A program that is its own module of parallel functions: main runs on the main thread alone, a result
// keeps the process alive until it comes, and workers do not.

import { main } from "../../../src/index.ts";
import { isMainThread, parallel } from "../../../src/parallel/index.ts";

const square = parallel(import.meta.url, (n: number) => n * n);

if (process.argv[2] === "main") {
  main(async () => {
    console.log(await square(7));
  });
} else if (isMainThread) {
  console.log(await square(7));
}
