// A process that waits for a value of another thread and for nothing else: it must stay alive until that
// comes, and end by itself then. The other thread does not keep it alive.

import { Worker } from "node:worker_threads";
import { register } from "tsx/esm/api";

register();
const { Agent, makeHeap, SharedChannel } = await import("../../../src/workers/index.ts");

const memory = makeHeap(1 << 20);
const channel = SharedChannel.make(new Agent(memory), 0);
const module = new URL("./bodies.ts", import.meta.url).href;
const args = [memory, new SharedArrayBuffer(4), channel.address, "blocking", ["arrived"]];
const worker = new Worker(new URL("./boot.mjs", import.meta.url), {
  workerData: { module, name: "produce", args },
});
worker.unref();
const { value } = await channel.recvOk();
console.log(value);
