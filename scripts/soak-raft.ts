// `npm run soak:raft`: three nodes as processes, over TCP and with their logs on disk, killed without
// warning a hundred times while clients use them. Ends with 0 if all that the clients were told has an
// explanation, with 1 if it has none.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { LinearizabilityError } from "../src/raft/simulation/linearizability.ts";
import { runKillOrdeal } from "../test/raft/processes/kill-ordeal.ts";
import { processCluster } from "../test/raft/processes/node-process.ts";

const usage = `usage: npm run soak:raft -- [--kills N] [--clients N] [--twin csp|threads]

  --kills N            how often a node is killed (default 100)
  --clients N          how many clients use them meanwhile (default 4)
  --twin csp|threads   the idiom that the nodes are written in (default csp)
  --help               this text
`;

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        kills: { type: "string", default: "100" },
        clients: { type: "string", default: "4" },
        twin: { type: "string", default: "csp" },
        help: { type: "boolean", default: false },
      },
    });
    const [kills, clients] = [Number(values.kills), Number(values.clients)];
    if (!(Number.isSafeInteger(kills) && kills > 0 && Number.isSafeInteger(clients) && clients > 0))
      throw new RangeError("--kills and --clients take whole numbers from 1 up");
    if (values.twin !== "csp" && values.twin !== "threads")
      throw new RangeError(`--twin is ${values.twin}; there are csp and threads`);
    return { ...values, kills, clients };
  } catch (error) {
    console.error(`soak:raft: ${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
}

const { kills, clients, twin, help } = readOptions();
if (help) {
  console.log(usage);
  process.exit(0);
}

const base = await mkdtemp(join(tmpdir(), "goroutine-kit-soak-"));
const times = ["--election-timeout-ms", "500", "--heartbeat-ms", "50", "--snapshot-every", "500"];
const { nodes, addresses } = await processCluster(base, 3, ["--twin", twin, ...times]);
process.once("exit", () => {
  for (const node of nodes) node.kill().catch(() => {});
});
try {
  const report = await runKillOrdeal({
    nodes,
    addresses,
    kills,
    clients,
    draw: (n) => Math.floor(Math.random() * n),
    answersBetween: 100,
    onKill: (killed, of) => console.log(`${killed} of ${kills} killed: node ${of.join(", ")}`),
  });
  await Promise.all(nodes.map((node) => node.stop()));
  const { answered, unknown, keys } = report;
  console.log(
    `${report.kills} kills, ${answered} answers on ${keys} keys, ${unknown} outcomes unknown: nothing lost, linearizable`,
  );
  await rm(base, { recursive: true });
} catch (error) {
  if (!(error instanceof LinearizabilityError)) throw error;
  console.error(`${error.message}\n\nthe nodes' data is in ${base}`);
  process.exitCode = 1;
}
