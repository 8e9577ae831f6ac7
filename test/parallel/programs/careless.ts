// A program that starts at its top level, where a worker that imports it would start it again.

import { parallel } from "../../../src/parallel/index.ts";

const square = parallel(import.meta.url, async function square(n: number) {
  return n * n;
});

console.log(await square(7));
