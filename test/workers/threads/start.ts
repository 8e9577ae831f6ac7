// Starts functions of bodies.ts on worker threads.

import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type * as bodies from "./bodies.ts";

const boot = new URL("./boot.mjs", import.meta.url);
const module = new URL("./bodies.ts", import.meta.url).href;

/** Calls a function of bodies.ts on a thread of its own; the promise is of what it returns. */
export async function onThread<Name extends keyof typeof bodies>(
  name: Name,
  ...args: Parameters<(typeof bodies)[Name]>
): Promise<Awaited<ReturnType<(typeof bodies)[Name]>>> {
  const worker = new Worker(boot, { workerData: { module, name, args } });
  const [result] = (await once(worker, "message")) as [Awaited<ReturnType<(typeof bodies)[Name]>>];
  await worker.terminate();
  return result;
}
