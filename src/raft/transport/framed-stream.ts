/**
 * A stream of values: frames over TCP, either way. Node to node and client to node speak through it.
 *
 * Invariants:
 * - A stream that brought what is no frame, or too long a one, is ended with the reason.
 * - The handler hears `closed` once, and nothing afterwards.
 */

import { FrameReader, frameOf } from "./frames.ts";
import type { ByteStream } from "./sockets.ts";

/** Who takes the values. What `value` throws ends the stream, with the error's message as reason. */
export interface ValueHandler {
  value(value: unknown): void;
  closed(reason: string): void;
}

export class FramedStream {
  readonly #stream: ByteStream;
  readonly #reader: FrameReader;
  #handler: ValueHandler;
  #closed = false;
  /** What was sent and came, in frames and bytes. */
  sentFrames = 0;
  sentBytes = 0;
  receivedBytes = 0;

  constructor(stream: ByteStream, maxFrameBytes: number, handler: ValueHandler) {
    this.#stream = stream;
    this.#reader = new FrameReader(maxFrameBytes);
    this.#handler = handler;
    stream.handleWith({
      received: (bytes) => this.#received(bytes),
      closed: (reason) => {
        this.#closed = true;
        this.#handler.closed(reason);
      },
    });
  }

  get remote(): string {
    return this.#stream.remote;
  }

  get bufferedBytes(): number {
    return this.#stream.bufferedBytes;
  }

  /** Hands the values that follow to another, who may be sent longer ones. */
  handOver(handler: ValueHandler, maxFrameBytes: number): void {
    this.#handler = handler;
    this.#reader.maxFrameBytes = maxFrameBytes;
  }

  send(value: unknown): void {
    if (this.#closed) return;
    const frame = frameOf(value);
    this.sentFrames++;
    this.sentBytes += frame.length;
    this.#stream.write(frame);
  }

  /** Resolves once all that was sent has left, or the stream has ended. */
  drained(): Promise<void> {
    return this.#stream.drained();
  }

  /** Takes no more values for a while, so that the other end has to wait. */
  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  /** Ends the stream once all that was sent has left. */
  end(reason: string): void {
    this.#stream.end(reason);
  }

  /** Ends the stream now. */
  destroy(reason: string): void {
    this.#stream.destroy(reason);
  }

  #received(bytes: Uint8Array): void {
    this.receivedBytes += bytes.length;
    try {
      for (const value of this.#reader.read(bytes)) {
        if (this.#closed) return;
        this.#handler.value(value);
      }
    } catch (error) {
      this.destroy(error instanceof Error ? error.message : String(error));
    }
  }
}
