/**
 * TCP as this room sees it: streams that are written to and never waited for. The one file here that
 * knows the platform.
 *
 * Invariants:
 * - A handler's `closed` is called once, and nothing of it afterwards.
 * - What is written within one turn of the event loop leaves in one system call.
 */

import { createServer, connect as dial, type Server, type Socket } from "node:net";
import { nextTick } from "node:process";
import { type Address, describeAddress } from "./address.ts";

/** Who takes what a stream brings. Nothing of it may throw. */
export interface StreamHandler {
  received(bytes: Uint8Array): void;
  /** The stream has ended, and why. */
  closed(reason: string): void;
}

export class ByteStream {
  readonly #socket: Socket;
  #corked = false;
  #handler: StreamHandler | null = null;
  #reason = "the other end closed the connection";

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (bytes: Uint8Array) => this.#handler?.received(bytes));
    socket.on("error", (error) => {
      this.#reason = error.message;
    });
    socket.on("close", () => this.#close());
  }

  handleWith(handler: StreamHandler): void {
    this.#handler = handler;
  }

  /** What was written and has not left this process. */
  get bufferedBytes(): number {
    return this.#socket.writableLength;
  }

  /** The other end's address, for messages. */
  get remote(): string {
    const { remoteAddress, remotePort } = this.#socket;
    if (remoteAddress === undefined) return "an unknown address";
    return describeAddress({ host: remoteAddress, port: remotePort ?? 0 });
  }

  /** The bytes must not change afterwards. */
  write(bytes: Uint8Array): void {
    if (this.#socket.destroyed) return;
    if (!this.#corked) {
      this.#corked = true;
      this.#socket.cork();
      nextTick(this.#uncork);
    }
    this.#socket.write(bytes);
  }

  /** Ends the stream once all that was written has left; `closed` is called then with the reason. */
  end(reason: string): void {
    this.#reason = reason;
    this.#socket.end();
    // An end that never answers must not hold the stream open.
    this.#socket.setTimeout(1_000, () => this.#socket.destroy());
  }

  /** Ends the stream now; `closed` is called with the reason before this returns. */
  destroy(reason: string): void {
    this.#reason = reason;
    this.#socket.destroy();
    this.#close();
  }

  /** Resolves once all that was written has left, or the stream has ended. */
  drained(): Promise<void> {
    const socket = this.#socket;
    if (socket.destroyed || !socket.writableNeedDrain) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        socket.off("drain", done);
        socket.off("close", done);
        resolve();
      };
      socket.on("drain", done);
      socket.on("close", done);
    });
  }

  /** Whether bytes that come are taken: while not, the other end has to wait. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  readonly #uncork = (): void => {
    this.#corked = false;
    this.#socket.uncork();
  };

  #close(): void {
    const handler = this.#handler;
    this.#handler = null;
    handler?.closed(this.#reason);
  }
}

/** Begins to connect; `connected` is called once it has, or else the handler's `closed`. */
export function connect(address: Address, connected: () => void): ByteStream {
  const socket = dial({ host: address.host, port: address.port });
  socket.on("connect", connected);
  return new ByteStream(socket);
}

export interface Listener {
  /** With the port that was given, where any was asked for. */
  readonly address: Address;
  /** Takes no new streams; resolves when all that it took have ended, which is for others to do. */
  close(): Promise<void>;
}

/** Hands each stream that comes to `accept`. Throws what the system does, an address in use above all. */
export async function listen(
  address: Address,
  accept: (stream: ByteStream) => void,
): Promise<Listener> {
  const server: Server = createServer((socket) => accept(new ByteStream(socket)));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: address.host, port: address.port }, resolve);
  });
  const { port } = server.address() as { port: number };
  return {
    address: { host: address.host, port },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
