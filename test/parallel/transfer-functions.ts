// What the tests of transfers do on worker threads.

import type { RecvChan, SendChan } from "goroutine-kit";
import { parallel, type SharedChan, transfer } from "../../src/parallel/index.ts";

/** Adds 1 to each byte of what comes, and gives it away again; awaiting, or blocking. */
export const increment = parallel(
  import.meta.url,
  async function increment(
    from: SharedChan<ArrayBuffer>,
    to: SharedChan<ArrayBuffer>,
    manner: "blocking" | "async",
  ) {
    for (;;) {
      const buffer = manner === "blocking" ? from.recvSync() : await from.recv();
      if (buffer === undefined) return;
      const bytes = new Uint8Array(buffer);
      for (let i = 0; i < bytes.length; i++) bytes[i] = (bytes[i] as number) + 1;
      if (manner === "blocking") to.sendSync(transfer(buffer, [buffer]));
      else await to.send(transfer(buffer, [buffer]));
    }
  },
);

/** Says hello through the port that comes. */
export const greet = parallel(
  import.meta.url,
  async function greet(ports: RecvChan<{ port: MessagePort }>) {
    const { port } = (await ports.recv()) as { port: MessagePort };
    port.postMessage("hello");
  },
);

/** Gives away what it has made, to whoever receives it. */
export const produce = parallel(
  import.meta.url,
  async function produce(to: SendChan<ArrayBuffer>, sizes: number[]) {
    for (const size of sizes) {
      const buffer = new ArrayBuffer(size);
      await to.send(transfer(buffer, [buffer]));
    }
    to.close();
  },
);

/** The sizes of what comes. */
export const measure = parallel(
  import.meta.url,
  async function measure(from: SharedChan<ArrayBuffer>) {
    const sizes: number[] = [];
    for await (const buffer of from) sizes.push(buffer.byteLength);
    return sizes;
  },
);

/** Writes into memory that threads share. */
export const write = parallel(
  import.meta.url,
  async function write({ memory }: { memory: SharedArrayBuffer }) {
    new Uint8Array(memory)[0] = 7;
  },
);
