// Commands of a key-value store, drawn at random.

import fc from "fast-check";
import type { Condition, KvCommand, Operation } from "../../../src/raft/kv/commands.ts";

export const keys = fc.constantFrom("a", "ab", "abc", "b", "ключ", "𝒳");
export const values: fc.Arbitrary<Uint8Array> = fc.uint8Array({ maxLength: 3, max: 2 });
const whole = fc.nat(2 ** 40);

const conditions: fc.Arbitrary<Condition | null> = fc.oneof(
  fc.constant(null),
  fc.record({ kind: fc.constant("version" as const), version: fc.nat(30) }),
  fc.record({ kind: fc.constant("value" as const), value: values }),
  fc.record({ kind: fc.constant("absent" as const) }),
);

export const operations: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: fc.constant("set" as const), key: keys, value: values, condition: conditions }),
  fc.record({ kind: fc.constant("delete" as const), key: keys, condition: conditions }),
);

export const commands: fc.Arbitrary<KvCommand> = fc.oneof(
  fc.record({ kind: fc.constant("open" as const) }),
  fc.record({
    kind: fc.constant("change" as const),
    session: fc.option(fc.record({ session: whole, serial: whole, firstUnacknowledged: whole })),
    operation: operations,
  }),
  fc.record({
    kind: fc.constant("member" as const),
    node: fc.integer({ min: 1, max: 2 ** 40 }),
    address: fc.option(fc.constantFrom("host:1", "[::1]:65535")),
  }),
);
