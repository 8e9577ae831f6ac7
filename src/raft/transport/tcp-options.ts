/** What a TCP transport is told at its start, and the limits it keeps. */

import { type NodeId, OptionError } from "../rules/index.ts";
import type { Address } from "./address.ts";
import type { FramedStream, ValueHandler } from "./framed-stream.ts";

/** What a transport by TCP is made of. */
export interface TcpOptions {
  /** Which of the nodes this is. */
  readonly id: NodeId;
  /** The cluster's name, the same on all nodes and clients: others are refused. */
  readonly cluster: string;
  /** Where it waits for connections. */
  readonly listen: Address;
  /** What other nodes are told to call, `host:port`, where that is another address than `listen`. */
  readonly advertise?: string;
  /** Gives where this node serves clients, `host:port`, for nodes that send theirs to a leader. */
  readonly service?: () => string | null;
  /** The other nodes, as far as they are known; `setPeer` adds to them. */
  readonly peers?: ReadonlyMap<NodeId, Address>;
  /** Entries and bytes that one message may bring: no less than what other nodes send. */
  readonly maxEntries?: number;
  /** A message that is larger ends its connection. */
  readonly maxMessageBytes?: number;
  /** Bytes that wait for one peer; what comes beyond is dropped. 32 MiB unless told. */
  readonly maxQueuedBytes?: number;
  /** The first wait before a peer is called again, doubled each time up to the longest. */
  readonly minBackoffMs?: number;
  /** How long it waits at most before it calls a node again. */
  readonly maxBackoffMs?: number;
  /** How often an idle stream is tried, and how long one may be silent before it is given up. */
  readonly pingMs?: number;
  /** After how long without a word a connection is given up. */
  readonly silenceMs?: number;
  /** Streams that may be open from elsewhere; more are refused. */
  readonly maxStreams?: number;
  /** Takes the streams of clients; without it they are refused. */
  readonly acceptClient?: (stream: FramedStream) => ValueHandler;
  /** Is told of what ends or refuses streams. */
  readonly observer?: TcpObserver;
}

/** Who is told of connections. */
export interface TcpObserver {
  /** The node is connected to from here, or not any more. */
  connected?(node: NodeId): void;
  /** The connection to the node is gone, for that reason. */
  disconnected?(node: NodeId, reason: string): void;
  /** A stream from elsewhere has ended, and why: `node` is who had greeted on it. */
  left?(remote: string, node: NodeId | null, reason: string): void;
}

export type CheckedTcpOptions = TcpOptions & typeof defaults;

const defaults = {
  maxEntries: 65_536,
  maxMessageBytes: 8 << 20,
  maxQueuedBytes: 32 << 20,
  minBackoffMs: 20,
  maxBackoffMs: 2_000,
  pingMs: 1_000,
  silenceMs: 5_000,
  maxStreams: 4_096,
};

/** The options with their defaults. Throws OptionError. */
export function checkTcpOptions(options: TcpOptions): CheckedTcpOptions {
  const checked: CheckedTcpOptions = { ...defaults, ...options };
  for (const name of ["id", ...(Object.keys(defaults) as (keyof typeof defaults)[])] as const)
    if (!Number.isSafeInteger(checked[name]) || checked[name] < 1)
      throw new OptionError(`${name} is ${checked[name]}; a whole number from 1 up is needed`);
  if (checked.maxBackoffMs < checked.minBackoffMs)
    throw new OptionError(
      `maxBackoffMs is ${checked.maxBackoffMs}, below minBackoffMs, ${checked.minBackoffMs}`,
    );
  if (checked.silenceMs <= checked.pingMs)
    throw new OptionError(
      `silenceMs is ${checked.silenceMs}; it must be above pingMs, ${checked.pingMs}`,
    );
  return checked;
}
