/** Types for the modules of peers that ship none: of each, only what its programs use. */

declare module "comlink/dist/esm/node-adapter.mjs" {
  import type { MessagePort, Worker } from "node:worker_threads";
  import type { Endpoint } from "comlink";
  /** A port or a worker of Node's as comlink wants it. */
  export default function nodeEndpoint(port: MessagePort | Worker): Endpoint;
}
