/**
 * One client's stream, on the side of the node that serves it.
 *
 * Invariants:
 * - At most `maxOutstanding` requests are under way: then the stream is not read, so the client has to
 *   wait. Changes of a watch wait while the client does not take them.
 * - When the stream ends, its watches do.
 */

import type { FramedStream, ValueHandler } from "../transport/framed-stream.ts";
import type { Change, ChangeFeed } from "./changes.ts";
import { type Request, type Response, requestOf, valueOfResponse } from "./protocol.ts";
import { refusalOf } from "./refusals.ts";
import type { KvService } from "./service.ts";

const maxOutstanding = 1_024;
/** Bytes that wait for a client before changes wait in their feeds. */
const maxBufferedBytes = 1 << 20;

export class ClientConnection implements ValueHandler {
  readonly #service: KvService;
  readonly #stream: FramedStream;
  readonly #feeds: Map<number, ChangeFeed> = new Map();
  #outstanding = 0;

  constructor(service: KvService, stream: FramedStream) {
    this.#service = service;
    this.#stream = stream;
  }

  /** Takes a request. Throws FrameError for what is none, which ends the stream. */
  value(value: unknown): void {
    if (value === null) {
      this.#stream.send(null);
      return;
    }
    const request = requestOf(value);
    if (request.kind === "watch") this.#watch(request);
    else if (request.kind === "unwatch") this.#unwatch(request.id);
    else {
      this.#outstanding++;
      if (this.#outstanding >= maxOutstanding) this.#stream.pause();
      this.#perform(request).then(
        (response) => this.#answered(response),
        (error: unknown) => this.#answered(this.#refusal(request.id, error)),
      );
    }
  }

  closed(): void {
    for (const id of this.#feeds.keys()) this.#unwatch(id);
  }

  async #perform(request: Exclude<Request, { kind: "watch" | "unwatch" }>): Promise<Response> {
    const { id } = request;
    const service = this.#service;
    switch (request.kind) {
      case "command":
        return { id, kind: "answer", answer: await service.command(request.command) };
      case "get": {
        const entry = await service.get(request.key, request.consistency);
        return { id, kind: "entries", entries: entry === null ? [] : [entry] };
      }
      case "list": {
        const { prefix, from, limit, consistency } = request;
        const entries = await service.list(prefix, from, limit, consistency);
        return { id, kind: "entries", entries };
      }
    }
  }

  #answered(response: Response): void {
    if (this.#outstanding === maxOutstanding) this.#stream.resume();
    this.#outstanding--;
    this.#send(response);
  }

  #send(response: Response): void {
    this.#stream.send(valueOfResponse(response));
  }

  #refusal(id: number, error: unknown): Response {
    const { reason, message, leader } = refusalOf(error);
    return { id, kind: "refused", reason, message, leader: this.#service.leaderAddress(leader) };
  }

  #watch({ id, keys, after }: Extract<Request, { kind: "watch" }>): void {
    try {
      const feed = this.#service.watch(keys, after);
      this.#feeds.set(id, feed);
      this.#send({ id, kind: "watching", version: after ?? this.#service.version });
      this.#pass(id, feed).catch((error: unknown) => {
        this.#feeds.delete(id);
        this.#send(this.#refusal(id, error));
      });
    } catch (error) {
      this.#send(this.#refusal(id, error));
    }
  }

  async #pass(id: number, feed: AsyncIterable<Change>): Promise<void> {
    for await (const change of feed) {
      this.#send({ id, kind: "change", change });
      if (this.#stream.bufferedBytes > maxBufferedBytes) await this.#stream.drained();
    }
  }

  #unwatch(id: number): void {
    const feed = this.#feeds.get(id);
    this.#feeds.delete(id);
    feed?.end();
  }
}
