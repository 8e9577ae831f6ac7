/** Registers that tell of every command they apply, and whose indexes must ascend. */

import type { StateMachine } from "../node/state-machine.ts";
import { type RegisterAnswer, Registers } from "./registers.ts";

export class Machine implements StateMachine<RegisterAnswer> {
  readonly registers: Registers = new Registers();
  readonly #applying: (index: number, command: Uint8Array) => void;

  /** `applying` is called before each command is applied; what it throws ends the node. */
  constructor(applying: (index: number, command: Uint8Array) => void) {
    this.#applying = applying;
  }

  apply(command: Uint8Array, index: number): RegisterAnswer {
    this.#applying(index, command);
    return this.registers.apply(command);
  }

  capture(): () => Uint8Array {
    return this.registers.capture();
  }

  restore(state: Uint8Array): void {
    this.registers.restore(state);
  }
}
