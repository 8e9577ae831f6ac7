/**
 * The first value each way on a stream: who calls, for which node of which cluster, in which version of
 * the protocol; then a welcome, or why not.
 *
 * Invariant: nothing else passes before, so two clusters that share addresses by mistake never mix, and
 * a node that moved is never taken for the one that was there before.
 */

import type { NodeId } from "../rules/index.ts";
import { HandshakeError } from "./errors.ts";

const magic = "goroutine-kit raft";
const version = 1;

/** What the longest first value may take. */
export const maxHelloBytes = 4_096;

/** One node calls another. */
export interface NodeHello {
  readonly role: "node";
  readonly cluster: string;
  readonly from: NodeId;
  readonly to: NodeId;
  /** Where `from` can be called, and where it serves its clients, if it says so. */
  readonly address: string | null;
  readonly service: string | null;
}

/** A client calls any node. */
export interface ClientHello {
  readonly role: "client";
  readonly cluster: string;
}

export type Hello = NodeHello | ClientHello;

export function valueOfHello(hello: Hello): unknown {
  const common = [magic, version, hello.cluster, hello.role];
  if (hello.role === "client") return common;
  return [...common, hello.from, hello.to, hello.address, hello.service];
}

/** Throws HandshakeError unless it is a hello of this protocol to that cluster. */
export function helloOf(value: unknown, cluster: string): Hello {
  const [first, theirVersion, theirCluster, role, from, to, address, service] = Array.isArray(value)
    ? (value as readonly unknown[])
    : [];
  if (first !== magic) throw new HandshakeError("the other end does not speak this protocol");
  if (theirVersion !== version)
    throw new HandshakeError(
      `the other end speaks version ${String(theirVersion)} of the protocol, this node ${version}`,
    );
  if (theirCluster !== cluster)
    throw new HandshakeError(
      `the other end is of cluster ${JSON.stringify(theirCluster)}, this node of ${JSON.stringify(cluster)}`,
    );
  if (role === "client") return { role, cluster };
  if (role !== "node" || !isNode(from) || !isNode(to) || !isText(address) || !isText(service))
    throw new HandshakeError("the other end does not say which node it is");
  return { role, cluster, from, to, address, service };
}

/** What the other end does with the stream. */
export type Reception = { readonly kind: "welcome" } | { readonly kind: "refused"; reason: string };

export function valueOfReception(reception: Reception): unknown {
  return reception.kind === "welcome" ? [magic, "welcome"] : [magic, "refused", reception.reason];
}

/** Throws HandshakeError unless it is an answer to a hello. */
export function receptionOf(value: unknown): Reception {
  const [first, kind, reason] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  if (first === magic && kind === "welcome") return { kind };
  if (first === magic && kind === "refused" && typeof reason === "string") return { kind, reason };
  throw new HandshakeError("the other end does not speak this protocol");
}

function isNode(value: unknown): value is NodeId {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isText(value: unknown): value is string | null {
  return value === null || (typeof value === "string" && value.length <= 512);
}
