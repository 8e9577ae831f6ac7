// Runs the smoke program from a command line: exits with an error if a check failed.

import { smoke } from "./smoke.mjs";

const { lines, failed } = await smoke();
console.log(lines.join("\n"));
if (failed > 0) throw new Error(`${failed} of ${lines.length} checks failed`);
