/**
 * The HTTP server of a node: the one file of this room that knows the platform.
 *
 * Invariants:
 * - A body is read up to its limit and no further; a request that takes too long to come is ended.
 * - Changes go out as fast as the client takes them; when it leaves, its watch ends.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Address } from "../transport/address.ts";
import { ChangeFeed } from "./changes.ts";
import { fault, type HttpResponse, plain, respondTo } from "./http.ts";
import { refusalOf } from "./refusals.ts";
import type { KvService } from "./service.ts";

export class HttpServer {
  readonly #service: KvService;
  readonly #server: Server;

  constructor(service: KvService) {
    this.#service = service;
    const limits = { maxHeaderSize: 16_384, requestTimeout: 30_000, headersTimeout: 10_000 };
    this.#server = createServer(limits, (request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        // A client that left is nobody to answer.
        if (response.headersSent || request.destroyed) response.destroy();
        else answer(response, fault(500, "internal", String(error)));
      });
    });
  }

  /** Gives the address with the port. Throws what the system does, an address in use above all. */
  async listen({ host, port }: Address): Promise<Address> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ host, port }, resolve);
    });
    return { host, port: (this.#server.address() as { port: number }).port };
  }

  /** Ends all that is under way. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const maxBytes = this.#service.limits.maxValueBytes;
    const body = await bodyOf(request, maxBytes);
    if (body === null) {
      const message = `the body is past the limit of ${maxBytes} bytes`;
      answer(response, fault(413, "tooLarge", message, { connection: "close" }));
      return;
    }
    const url = new URL(request.url ?? "/", "http://node");
    const header = (name: string) => {
      const value = request.headers[name];
      return typeof value === "string" ? value : null;
    };
    const answered = await respondTo(this.#service, {
      method: request.method ?? "GET",
      path: url.pathname,
      query: url.searchParams,
      header,
      body,
    });
    if (answered.body instanceof ChangeFeed) await stream(response, answered, answered.body);
    else answer(response, answered);
  }
}

/** Null if it is past the limit. */
async function bodyOf(request: IncomingMessage, maxBytes: number): Promise<Uint8Array | null> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return null;
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > maxBytes) return null;
    parts.push(part);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function answer(response: ServerResponse, { status, headers, body }: HttpResponse): void {
  response.writeHead(status, headers);
  response.end(body);
}

/** Server-sent events, each with its version as id, so that who comes again goes on from there. */
async function stream(
  response: ServerResponse,
  { status, headers }: HttpResponse,
  feed: ChangeFeed,
): Promise<void> {
  response.on("close", () => feed.end());
  response.writeHead(status, headers);
  response.write(": watching\n\n");
  try {
    for await (const change of feed) {
      const kind = change.value === null ? "delete" : "set";
      const text = `id: ${change.version}\nevent: ${kind}\ndata: ${JSON.stringify(plain(change))}\n\n`;
      if (!response.write(text)) await drained(response);
    }
  } catch (error) {
    const { reason, message } = refusalOf(error);
    response.write(`event: error\ndata: ${JSON.stringify({ error: reason, message })}\n\n`);
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.on("drain", done);
    response.on("close", done);
  });
}
