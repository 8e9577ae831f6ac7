/** Where a node listens, as people write it: `host:port`, `[::1]:port`, or `:port` for this machine. */

import { AddressError } from "./errors.ts";

export interface Address {
  /** A name or an address of IP. */
  readonly host: string;
  /** 0 to be given any free one. */
  readonly port: number;
}

/** Throws AddressError. */
export function parseAddress(text: string): Address {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65_535) throw new AddressError(text);
  return { host: bracketed ?? (plain || "127.0.0.1"), port };
}

export function describeAddress({ host, port }: Address): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
