/**
 * `npm run bench:parallel`: the benchmark of channels, calls and work between threads, ours beside
 * MessagePort, pools, Go and Python. bench/README.md says what each workload is and how it is measured.
 *
 *     npm run bench:parallel -- --rounds 5 --only ping-pong,stream-128-int --json out.json
 *     npm run bench:parallel -- --brief      shorter, and fewer rows
 *     npm run bench:parallel -- --smoke      every peer in every workload once and small, for npm test
 */

import { runSuiteCommand } from "../suite-command.ts";
import { BRIEF_ROWS, parallelSuite } from "./suite.ts";
import { aimsTable, rowTable } from "./table.ts";

await runSuiteCommand({
  suite: parallelSuite,
  brief: BRIEF_ROWS.join(", "),
  table: rowTable,
  conclusion: aimsTable,
});
