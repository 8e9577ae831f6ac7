/**
 * Client sessions (Raft paper 8, thesis 6.3): each command of a client takes effect once, however
 * often it stands in the log. Part of the replicated state machine, so every function is determined
 * by its arguments, and all nodes call them in the order of the log.
 *
 * Invariants:
 * - A command is executed at most once: with its response kept, discarded as acknowledged, or its
 *   session gone, it never is again.
 * - A session's id is the log index of the entry that registered it, so it is unique for all time.
 * - Sessions are kept in the order of their last use; where there would be too many, the one unused
 *   for longest goes, on all nodes the same.
 */

import { OptionError } from "./errors.ts";

interface Session<Response> {
  /** Responses the client has not acknowledged, by the command's serial number. */
  readonly responses: Map<number, Response>;
  /** The client has the responses to all serial numbers below. */
  firstUnacknowledged: number;
}

export interface Sessions<Response> {
  readonly maxSessions: number;
  readonly maxResponses: number;
  /** In the order of last use. */
  readonly byId: Map<number, Session<Response>>;
}

/** A command of a session. Its client raises `serial` with each, and not with a repetition. */
export interface SessionCommand {
  readonly session: number;
  readonly serial: number;
  /** The lowest serial number to which the client has no response yet. */
  readonly firstUnacknowledged: number;
}

/**
 * What to do with a command: `execute` it and call `respond`; give the `response` it had; or refuse it,
 * since the session has `expired`, the client has said that it `has` the response, or it leaves more
 * than maxResponses `unacknowledged`.
 */
export type Admission<Response> =
  | { readonly kind: "execute" }
  | { readonly kind: "repeated"; readonly response: Response }
  | { readonly kind: "expired" | "acknowledged" | "crowded" };

/** No sessions yet. Both limits are from 1 up, and the same on all nodes; throws OptionError. */
export function newSessions<Response>(
  maxSessions: number,
  maxResponses: number,
): Sessions<Response> {
  for (const [name, limit] of Object.entries({ maxSessions, maxResponses }))
    if (!Number.isSafeInteger(limit) || limit < 1)
      throw new OptionError(`${name} is ${limit}; a whole number from 1 up is needed`);
  return { maxSessions, maxResponses, byId: new Map() };
}

/** A client registers by the entry at `index`; that is the session's id. */
export function registerSession<Response>(sessions: Sessions<Response>, index: number): number {
  sessions.byId.set(index, { responses: new Map(), firstUnacknowledged: 0 });
  if (sessions.byId.size > sessions.maxSessions) {
    const [oldest] = sessions.byId.keys();
    if (oldest !== undefined) sessions.byId.delete(oldest);
  }
  return index;
}

/** Decides about a command that is to be applied now. */
export function admitCommand<Response>(
  sessions: Sessions<Response>,
  command: SessionCommand,
): Admission<Response> {
  const session = sessions.byId.get(command.session);
  if (session === undefined) return { kind: "expired" };
  sessions.byId.delete(command.session);
  sessions.byId.set(command.session, session);
  acknowledge(session, command.firstUnacknowledged);
  if (command.serial < session.firstUnacknowledged) return { kind: "acknowledged" };
  if (session.responses.has(command.serial))
    return { kind: "repeated", response: session.responses.get(command.serial) as Response };
  return { kind: session.responses.size < sessions.maxResponses ? "execute" : "crowded" };
}

/** The command was executed with this response. */
export function respond<Response>(
  sessions: Sessions<Response>,
  command: SessionCommand,
  response: Response,
): void {
  sessions.byId.get(command.session)?.responses.set(command.serial, response);
}

/** All sessions as plain data, for a snapshot. */
export interface SessionsImage<Response> {
  readonly sessions: readonly {
    readonly id: number;
    readonly firstUnacknowledged: number;
    readonly responses: readonly (readonly [serial: number, response: Response])[];
  }[];
}

export function imageOfSessions<Response>(sessions: Sessions<Response>): SessionsImage<Response> {
  return {
    sessions: [...sessions.byId].map(([id, { firstUnacknowledged, responses }]) => ({
      id,
      firstUnacknowledged,
      responses: [...responses],
    })),
  };
}

/** Puts what a snapshot holds in place of what there is. */
export function restoreSessions<Response>(
  sessions: Sessions<Response>,
  image: SessionsImage<Response>,
): void {
  sessions.byId.clear();
  for (const { id, firstUnacknowledged, responses } of image.sessions)
    sessions.byId.set(id, { firstUnacknowledged, responses: new Map(responses) });
}

function acknowledge<Response>(session: Session<Response>, firstUnacknowledged: number): void {
  if (firstUnacknowledged <= session.firstUnacknowledged) return;
  session.firstUnacknowledged = firstUnacknowledged;
  for (const serial of session.responses.keys())
    if (serial < firstUnacknowledged) session.responses.delete(serial);
}
