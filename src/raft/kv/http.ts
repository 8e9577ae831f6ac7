/**
 * The key-value store over HTTP, apart from any server: a request comes in as plain data and an answer
 * goes out.
 *
 * Invariants:
 * - Whatever is asked, the answer is one that a person can act on: errors are JSON with a code and a
 *   message that says what to do.
 * - All that changes something is PUT or DELETE, but for opening a session, which does no harm: a page of
 *   another site cannot make a browser send it.
 */

import type { NodeId } from "../rules/index.ts";
import type { KvAnswer, KvEntry } from "./answers.ts";
import type { ChangeFeed } from "./changes.ts";
import { type Condition, encodeCommand, type Operation } from "./commands.ts";
import { KvInputError } from "./errors.ts";
import { consistencies, type KvConsistency } from "./protocol.ts";
import { type Refusal, refusalOf } from "./refusals.ts";
import { type KvService, maxListed } from "./service.ts";
import { statusPage } from "./status-page.ts";

export interface HttpRequest {
  readonly method: string;
  /** As it came, percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** By its name in small letters. */
  readonly header: (name: string) => string | null;
  readonly body: Uint8Array;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A feed is sent change by change, as server-sent events. */
  readonly body: string | Uint8Array | ChangeFeed;
}

type Route = (service: KvService, request: HttpRequest, rest: string) => Promise<HttpResponse>;

/** What there is, by path; what stands behind a slash at the end is the key or the node. */
const routes: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
  "/": { GET: page },
  "/status": { GET: status },
  "/kv": { GET: list },
  "/kv/": { GET: get, PUT: change, DELETE: change },
  "/watch": { GET: watch },
  "/sessions": { POST: openSession },
  "/members/": { PUT: addMember, DELETE: removeMember },
  "/leader": { PUT: transfer },
};

/** Answers a request. Rejects only with what is a fault of this program. */
export async function respondTo(service: KvService, request: HttpRequest): Promise<HttpResponse> {
  const path = Object.keys(routes).find((each) => matches(each, request.path));
  if (path === undefined)
    return fault(
      404,
      "notFound",
      `no ${request.path} here; there are ${Object.keys(routes).join(" ")}`,
    );
  const methods = routes[path] as Readonly<Record<string, Route>>;
  const method = request.method === "HEAD" ? "GET" : request.method;
  const route = methods[method];
  if (route === undefined) {
    const allow = Object.keys(methods).join(", ");
    return fault(405, "method", `${path} takes ${allow}, not ${request.method}`, { allow });
  }
  try {
    return await route(service, request, decodeRest(request.path.slice(path.length)));
  } catch (error) {
    return refused(service, request, refusalOf(error));
  }
}

function matches(route: string, path: string): boolean {
  if (route === "/" || !route.endsWith("/")) return path === route;
  return path.startsWith(route) && path.length > route.length;
}

function decodeRest(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new KvInputError(`${text} is not percent-encoded UTF-8`);
  }
}

// ------------------------------------------------------------------------------------------- keys

async function get(service: KvService, { query }: HttpRequest, key: string): Promise<HttpResponse> {
  const entry = await service.get(key, consistencyIn(query));
  if (entry === null) return fault(404, "absent", `there is no key ${JSON.stringify(key)}`);
  const headers = { "content-type": "application/octet-stream", etag: etagOf(entry.version) };
  return { status: 200, headers, body: entry.value };
}

async function list(service: KvService, { query }: HttpRequest): Promise<HttpResponse> {
  const limit = wholeIn(query, "limit") ?? 100;
  const prefix = query.get("prefix") ?? "";
  const from = query.get("from") ?? "";
  const entries = await service.list(prefix, from, limit, consistencyIn(query));
  return json(200, { entries: entries.map(plain), limit, maxLimit: maxListed });
}

async function change(
  service: KvService,
  request: HttpRequest,
  key: string,
): Promise<HttpResponse> {
  const condition = conditionOf(request);
  const operation: Operation =
    request.method === "PUT"
      ? { kind: "set", key, value: request.body, condition }
      : { kind: "delete", key, condition };
  const session = sessionOf(request);
  const answer = await service.command(encodeCommand({ kind: "change", session, operation }));
  return outcome(answer, key);
}

function outcome(answer: KvAnswer, key: string): HttpResponse {
  switch (answer.kind) {
    case "done": {
      const { version, former } = answer;
      return json(former === 0 ? 201 : 200, { version, former }, { etag: etagOf(version) });
    }
    case "unmet": {
      const { version } = answer;
      const now = version === 0 ? "absent" : `at version ${version}`;
      const message = `${JSON.stringify(key)} is ${now}, so nothing was changed; read it and try again`;
      return json(412, { error: "unmet", message, version });
    }
    case "expired":
      return fault(
        409,
        "expired",
        "the cluster has forgotten the session; POST /sessions opens one",
      );
    case "acknowledged":
    case "crowded":
      return fault(409, answer.kind, "the serial number is not above those before");
    default:
      return fault(400, "input", `the command was answered: ${answer.kind}`);
  }
}

/** Which state of the key is asked for: If-Match with a version, If-None-Match: *, or ?expected=. */
function conditionOf({ header, query }: HttpRequest): Condition | null {
  const conditions: Condition[] = [];
  const match = header("if-match");
  if (match !== null) conditions.push({ kind: "version", version: versionIn(match) });
  const noneMatch = header("if-none-match");
  if (noneMatch !== null && noneMatch !== "*")
    throw new KvInputError("If-None-Match takes * alone, for a key that must be absent");
  if (noneMatch !== null) conditions.push({ kind: "absent" });
  const expected = query.get("expected");
  if (expected !== null)
    conditions.push({ kind: "value", value: new TextEncoder().encode(expected) });
  if (conditions.length > 1)
    throw new KvInputError("one of If-Match, If-None-Match and ?expected= is possible, not two");
  return conditions[0] ?? null;
}

function sessionOf({ header }: HttpRequest) {
  const [session, serial] = [header("session"), header("serial")];
  if (session === null && serial === null) return null;
  if (session === null || serial === null)
    throw new KvInputError(
      "Session and Serial go together: the serial number rises with each change",
    );
  const number = wholeOf(serial, "Serial");
  return { session: wholeOf(session, "Session"), serial: number, firstUnacknowledged: number };
}

async function openSession(service: KvService): Promise<HttpResponse> {
  const answer = await service.command(encodeCommand({ kind: "open" }));
  if (answer.kind !== "opened") return fault(503, "busy", "no session was opened; ask again");
  return json(201, { session: answer.session });
}

async function watch(service: KvService, { query, header }: HttpRequest): Promise<HttpResponse> {
  const [key, prefix] = [query.get("key"), query.get("prefix")];
  if (key !== null && prefix !== null)
    throw new KvInputError("one of ?key= and ?prefix= is possible, not both");
  // A browser that connects again says by itself which event was its last.
  const last = header("last-event-id");
  const after = last === null ? wholeIn(query, "after") : wholeOf(last, "Last-Event-ID");
  const feed = service.watch(key === null ? { prefix: prefix ?? "" } : { key }, after);
  const headers = { "content-type": "text/event-stream", "cache-control": "no-store" };
  return { status: 200, headers, body: feed };
}

// --------------------------------------------------------------------------------------- the cluster

async function status(service: KvService): Promise<HttpResponse> {
  return json(200, await service.status());
}

async function page(): Promise<HttpResponse> {
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
  };
  return { status: 200, headers, body: statusPage };
}

async function addMember(
  service: KvService,
  { body }: HttpRequest,
  node: string,
): Promise<HttpResponse> {
  const { address, role = "voter" } = recordOf(body);
  if (typeof address !== "string" || (role !== "voter" && role !== "learner"))
    throw new KvInputError(
      'the body is {"address": "host:port", "role": "voter" or "learner"}, where the node listens',
    );
  return json(200, await service.addMember(nodeOf(node), address, role));
}

async function removeMember(
  service: KvService,
  _request: HttpRequest,
  node: string,
): Promise<HttpResponse> {
  return json(200, await service.removeMember(nodeOf(node)));
}

async function transfer(service: KvService, { body }: HttpRequest): Promise<HttpResponse> {
  const { node } = recordOf(body);
  if (!Number.isSafeInteger(node))
    throw new KvInputError('the body is {"node": 2}, who is to lead');
  await service.node.transferLeadership(node as NodeId);
  return json(200, { leader: node });
}

// ------------------------------------------------------------------------------------ what goes out

function json(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  const body = `${JSON.stringify(value)}\n`;
  return { status, headers: { "content-type": "application/json", ...headers }, body };
}

export function fault(
  status: number,
  error: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return json(status, { error, message }, headers);
}

const statuses: Readonly<Record<Refusal["reason"], number>> = {
  notLeader: 503,
  busy: 503,
  unknown: 504,
  unavailable: 503,
  input: 400,
  gone: 410,
  lagged: 410,
};

function refused(service: KvService, request: HttpRequest, refusal: Refusal): HttpResponse {
  const { reason, message, leader } = refusal;
  const there = service.leaderService(leader);
  if (reason === "notLeader" && there !== null) {
    const query = request.query.size > 0 ? `?${request.query}` : "";
    const location = `http://${there}${request.path}${query}`;
    return fault(307, reason, `${message}; ask ${location}`, { location });
  }
  const again: Readonly<Record<string, string>> =
    statuses[reason] === 503 ? { "retry-after": "1" } : {};
  return fault(statuses[reason], reason, message, again);
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** A value as JSON can hold it: as text where it is UTF-8, else in base64. */
export function plain({
  key,
  version,
  value,
}: Omit<KvEntry, "value"> & { value: Uint8Array | null }) {
  if (value === null) return { key, version, deleted: true };
  try {
    return { key, version, value: utf8.decode(value) };
  } catch {
    return {
      key,
      version,
      base64: btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join("")),
    };
  }
}

function etagOf(version: number): string {
  return `"${version}"`;
}

// ------------------------------------------------------------------------------------- what comes in

function consistencyIn(query: URLSearchParams): KvConsistency {
  const text = query.get("consistency") ?? "quorum";
  const found = consistencies.find((each) => each === text);
  if (found === undefined)
    throw new KvInputError(`consistency is ${text}; there are ${consistencies.join(", ")}`);
  return found;
}

function wholeIn(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  return text === null ? null : wholeOf(text, name);
}

function versionIn(etag: string): number {
  return wholeOf(/^"(.*)"$/.exec(etag)?.[1] ?? etag, "If-Match");
}

function nodeOf(text: string): NodeId {
  const node = wholeOf(text, "the node");
  if (node < 1) throw new KvInputError("nodes are numbered from 1 up");
  return node;
}

function wholeOf(text: string, what: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number))
    throw new KvInputError(`${what} is ${JSON.stringify(text)}; a whole number is needed`);
  return number;
}

function recordOf(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(utf8.decode(body));
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below, whatever is wrong with it.
  }
  throw new KvInputError("the body is no JSON object");
}
