/**
 * The state machine of simulated clusters: registers by name, which can be set and compared and
 * swapped. Small, so that what a history says about it can be judged.
 */

import type { StateMachine } from "../node/state-machine.ts";

export interface SetCommand {
  readonly kind: "set";
  readonly key: string;
  readonly value: string;
}

export interface SwapCommand {
  readonly kind: "swap";
  readonly key: string;
  /** What the register must hold for it to be set; null for one that was never set. */
  readonly expected: string | null;
  readonly value: string;
}

/** What is done to a register. */
export type RegisterCommand = SetCommand | SwapCommand;

/** Whether the register has been set. */
export type RegisterAnswer = boolean;

export class Registers implements StateMachine<RegisterAnswer> {
  #values: Map<string, string> = new Map();

  get(key: string): string | null {
    return this.#values.get(key) ?? null;
  }

  apply(command: Uint8Array): RegisterAnswer {
    const decoded = decodeCommand(command);
    const { key, value } = decoded;
    if (decoded.kind === "swap" && this.get(key) !== decoded.expected) return false;
    this.#values.set(key, value);
    return true;
  }

  capture(): () => Uint8Array {
    const values = [...this.#values];
    return () => new TextEncoder().encode(JSON.stringify(values));
  }

  restore(state: Uint8Array): void {
    this.#values = new Map(JSON.parse(new TextDecoder().decode(state)) as [string, string][]);
  }

  /** All registers, ordered by name. */
  toString(): string {
    return [...this.#values]
      .map(([key, value]) => `${key}=${value}`)
      .sort()
      .join(" ");
  }
}

/** The command as a log holds it. */
export function encodeCommand(command: RegisterCommand): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(command));
}

function decodeCommand(bytes: Uint8Array): RegisterCommand {
  return JSON.parse(new TextDecoder().decode(bytes)) as RegisterCommand;
}
