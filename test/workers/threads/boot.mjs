// What a worker thread of a test runs first: it makes TypeScript sources loadable, and then calls the
// function it was told to call. (A worker does not inherit tsx on Node 20.)

import { parentPort, workerData } from "node:worker_threads";
import { register } from "tsx/esm/api";

register();
const { module, name, args } = workerData;
const functions = await import(module);
parentPort.postMessage(await functions[name](...args));
