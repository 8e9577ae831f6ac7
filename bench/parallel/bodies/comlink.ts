/** What the workers of peers/comlink.ts expose. */

import { parentPort } from "node:worker_threads";
import { expose } from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import answer from "./calls.ts";

export type Answer = typeof answer;

if (parentPort !== null) expose(answer, nodeEndpoint(parentPort));
