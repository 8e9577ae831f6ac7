/**
 * `npm run bench:raft`: how many commands clusters commit, how soon, and how soon they have another leader:
 * the twins beside each other and beside Rafts in Go. bench/README.md says what is measured and how.
 *
 *     npm run bench:raft -- --rounds 5 --only commit-throughput,failover --json out.json
 *     npm run bench:raft -- --brief          shorter, and fewer rows
 *     npm run bench:raft -- --smoke          everyone once and small, for npm test
 */

import { runSuiteCommand } from "../suite-command.ts";
import { rowsOf } from "./rows.ts";
import { raftSuite } from "./suite.ts";
import { rowTable } from "./table.ts";

await runSuiteCommand({
  suite: raftSuite,
  brief: rowsOf("brief")
    .map(({ plan }) => plan.name)
    .join(", "),
  table: rowTable,
  conclusion: () => "",
});
