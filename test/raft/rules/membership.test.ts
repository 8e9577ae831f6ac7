// Changes of configuration as plain data: thesis 4.1 for single servers, Raft paper section 6 and
// thesis 4.3 for joint consensus, 4.2.1 for learners. Each case is a short transcript: v makes a voter,
// l a learner, r removes, as in etcd's own scenarios of configuration changes.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Configuration,
  ConfigurationError,
  checkConfiguration,
  configurationOf,
  decodeConfiguration,
  describeConfiguration,
  encodeConfiguration,
  enterJoint,
  isVoter,
  leaveJoint,
  type MembershipChange,
  membersOf,
  needsJoint,
  noConfiguration,
  simpleChange,
  votersOf,
} from "../../../src/raft/rules/index.ts";

const kinds = { v: "addVoter", l: "addLearner", r: "remove" } as const;

function changes(text: string): MembershipChange[] {
  return text
    .split(" ")
    .filter((word) => word !== "")
    .map((word) => ({ kind: kinds[word[0] as keyof typeof kinds], node: Number(word.slice(1)) }));
}

/** Runs lines such as `simple v1 v2`, `joint r1`, `leave`, and describes what comes after each. */
function run(lines: readonly string[]): string[] {
  let configuration = noConfiguration;
  return lines.map((line) => {
    const [verb = "", ...rest] = line.split(" ");
    try {
      configuration = step(configuration, verb, changes(rest.join(" ")));
      return describeConfiguration(configuration);
    } catch (error) {
      return (error as ConfigurationError).message;
    }
  });
}

function step(before: Configuration, verb: string, all: MembershipChange[]): Configuration {
  if (verb === "simple") return simpleChange(before, all);
  if (verb === "joint") return enterJoint(before, all, "explicit");
  return leaveJoint(before);
}

const joins = "a joint configuration must be left before the next change";
const isJointAlready = "a joint configuration is in force already";
const notJoint = "the configuration is not joint, there is nothing to leave";
const noVoter = "the change would leave no voter";

describe("single-server change (thesis 4.1)", () => {
  it("adds, removes and adds again, and changes nothing that is so already", () => {
    expect(
      run(["simple v1", "simple v1", "simple v2", "simple l1", "simple l1", "simple r1"]),
    ).toEqual([
      "voters 1",
      "voters 1",
      "voters 1 2",
      "voters 2, learners 1",
      "voters 2, learners 1",
      "voters 2",
    ]);
    expect(
      run(["simple v2", "simple r1", "simple v3", "simple r3", "simple r3", "simple r4"]),
    ).toEqual(["voters 2", "voters 2", "voters 2 3", "voters 2", "voters 2", "voters 2"]);
  });

  it("promotes and demotes, in one change too", () => {
    expect(
      run([
        "simple v1",
        "simple v2",
        "simple v3",
        "simple l1 v1",
        "simple l2",
        "simple v2 l2",
        "simple v2",
      ]),
    ).toEqual([
      "voters 1",
      "voters 1 2",
      "voters 1 2 3",
      "voters 1 2 3",
      "voters 1 3, learners 2",
      "voters 1 3, learners 2",
      "voters 1 2 3",
    ]);
  });

  it("alters one voter at most, and leaves one at least", () => {
    const both = (nodes: string) =>
      `nodes ${nodes} would begin or cease to vote at once; more than one needs joint consensus`;
    expect(
      run([
        "simple l1",
        "simple v1",
        "simple v2 l3",
        "simple r1 v5",
        "simple r1 r2",
        "simple v3 v4",
        "simple l1 v5",
        "simple l1 l2",
        "simple l2 l3 l4 l5",
        "simple r1",
        "simple r2 r3 r4 r5",
      ]),
    ).toEqual([
      noVoter,
      "voters 1",
      "voters 1 2, learners 3",
      both("1 5"),
      noVoter,
      both("3 4"),
      both("1 5"),
      noVoter,
      "voters 1, learners 2 3 4 5",
      noVoter,
      "voters 1",
    ]);
  });
});

describe("joint consensus (Raft paper 6, thesis 4.3)", () => {
  it("is entered from voters and left, and neither twice", () => {
    expect(
      run(["leave", "joint", "joint v1", "simple v1", "leave", "joint", "joint", "leave", "leave"]),
    ).toEqual([
      notJoint,
      "a configuration without voters cannot become joint",
      "a configuration without voters cannot become joint",
      "voters 1",
      notJoint,
      "voters 1, outgoing 1",
      isJointAlready,
      "voters 1",
      notJoint,
    ]);
  });

  it("exchanges all voters by way of both halves", () => {
    expect(
      run([
        "simple v1",
        "joint r1 v2 v3 l4",
        "joint",
        "joint v12",
        "simple l15",
        "leave",
        "simple l9",
      ]),
    ).toEqual([
      "voters 1",
      "voters 2 3, outgoing 1, learners 4",
      isJointAlready,
      isJointAlready,
      joins,
      "voters 2 3, learners 4",
      "voters 2 3, learners 4 9",
    ]);
  });

  it("takes changes that repeat and contradict each other, the last of each node counting", () => {
    expect(
      run(["simple v1", "joint r1 r2 r9 v2 v3 v4 v2 v3 v4 l2 l2 r4 r4 l1 l1", "leave"]),
    ).toEqual([
      "voters 1",
      "voters 3, outgoing 1, learners 2, next learners 1",
      "voters 3, learners 1 2",
    ]);
  });

  it("makes an outgoing voter a learner only when it no longer votes", () => {
    expect(run(["simple v1", "joint v2 l1", "leave"])).toEqual([
      "voters 1",
      "voters 2, outgoing 1, next learners 1",
      "voters 2, learners 1",
    ]);
  });

  it("passes on who leaves it", () => {
    const joint = enterJoint(configurationOf([1]), changes("v2 v3"), "automatic");
    expect(joint.autoLeave).toBe(true);
    expect(leaveJoint(joint)).toEqual(configurationOf([1, 2, 3]));
  });

  it("is needed exactly when more than one voter alters", () => {
    const before = configurationOf([1, 2, 3], [4]);
    expect(
      ["v5", "r3", "v4", "l5 l6", "l3"].map((text) => needsJoint(before, changes(text))),
    ).toEqual([false, false, false, false, false]);
    expect(["v5 v6", "r3 v5", "l3 v4"].map((text) => needsJoint(before, changes(text)))).toEqual([
      true,
      true,
      true,
    ]);
  });
});

const someChanges = fc.array(
  fc.record({
    kind: fc.constantFrom("addVoter", "addLearner", "remove"),
    node: fc.integer({ min: 1, max: 8 }),
  }) as fc.Arbitrary<MembershipChange>,
  { maxLength: 6 },
);
const someConfiguration = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }),
    fc.uniqueArray(fc.integer({ min: 6, max: 8 }), { maxLength: 3 }),
  )
  .map(([voters, learners]) => configurationOf(voters, learners));

/** The roles that the changes ask for in the end, one node after another. */
function wanted(before: Configuration, all: readonly MembershipChange[]): Map<number, string> {
  const roles = new Map<number, string>();
  for (const node of before.voters) roles.set(node, "addVoter");
  for (const node of before.learners) roles.set(node, "addLearner");
  for (const { kind, node } of all) roles.set(node, kind);
  return roles;
}

function nodesOf(roles: ReadonlyMap<number, string>, role: string): number[] {
  return [...roles]
    .filter(([, each]) => each === role)
    .map(([node]) => node)
    .sort((one, other) => one - other);
}

describe("any change", () => {
  it("comes, by the joint way, to what was asked for, with both halves voting between", () => {
    fc.assert(
      fc.property(someConfiguration, someChanges, (before, all) => {
        const roles = wanted(before, all);
        const voters = nodesOf(roles, "addVoter");
        if (voters.length === 0) {
          expect(() => enterJoint(before, all, "explicit")).toThrow(ConfigurationError);
          return;
        }
        const joint = enterJoint(before, all, "explicit");
        expect(joint.outgoing).toEqual(before.voters);
        expect(joint.voters).toEqual(voters);
        expect(new Set(votersOf(joint))).toEqual(new Set([...before.voters, ...voters]));
        expect(leaveJoint(joint)).toEqual(configurationOf(voters, nodesOf(roles, "addLearner")));
      }),
      { numRuns: 500 },
    );
  });

  it("made simply is the same as made jointly, where it may be made simply", () => {
    fc.assert(
      fc.property(someConfiguration, someChanges, (before, all) => {
        if (nodesOf(wanted(before, all), "addVoter").length === 0) return;
        if (needsJoint(before, all))
          expect(() => simpleChange(before, all)).toThrow(ConfigurationError);
        else
          expect(simpleChange(before, all)).toEqual(
            leaveJoint(enterJoint(before, all, "explicit")),
          );
      }),
      { numRuns: 500 },
    );
  });

  it("leaves the configuration it began with as it was", () => {
    const before = Object.freeze(configurationOf([1, 2, 3], [4]));
    simpleChange(before, changes("v5"));
    enterJoint(before, changes("r1 r2 v4"), "automatic");
    expect(before).toEqual(configurationOf([1, 2, 3], [4]));
  });
});

describe("a configuration", () => {
  it("knows who votes and who belongs to it", () => {
    const joint = enterJoint(configurationOf([1, 2, 3], [5]), changes("r1 v4 l2"), "explicit");
    expect(votersOf(joint)).toEqual([1, 2, 3, 4]);
    expect(membersOf(joint)).toEqual([1, 2, 3, 4, 5]);
    expect([1, 4, 5, 6].map((node) => isVoter(joint, node))).toEqual([true, true, false, false]);
  });

  it("reads as a line of its own, with nobody in it too", () => {
    expect(describeConfiguration(noConfiguration)).toBe("voters none");
  });

  it("comes back from its bytes as it was", () => {
    fc.assert(
      fc.property(someConfiguration, someChanges, fc.boolean(), (before, all, auto) => {
        if (nodesOf(wanted(before, all), "addVoter").length === 0) return;
        const joint = enterJoint(before, all, auto ? "automatic" : "explicit");
        for (const each of [before, joint, leaveJoint(joint)])
          expect(decodeConfiguration(encodeConfiguration(each))).toEqual(each);
      }),
    );
  });

  it.each([
    ["a node that is no id", { voters: [0] }, "0 in voters is no node id"],
    ["a fraction", { learners: [1.5] }, "1.5 in learners is no node id"],
    ["nodes out of order", { voters: [2, 1] }, "voters is not ascending at 1"],
    ["a node twice", { voters: [1, 1] }, "voters is not ascending at 1"],
    ["voter and learner at once", { learners: [1] }, "node 1 is both voter and learner"],
    ["outgoing voter and learner at once", { outgoing: [4], learners: [4] }, "node 4 is both"],
    ["a next learner that does not vote", { learnersNext: [4] }, "node 4 is to become a learner"],
    [
      "a next learner that comes in as a voter",
      { outgoing: [1], learnersNext: [1] },
      "node 1 is to become a learner",
    ],
    ["learners alone", { voters: [], learners: [1] }, "without voters could decide nothing"],
    ["leaving what is not joint", { autoLeave: true }, "autoLeave means nothing"],
    ["no list at all", { voters: 3 }, "voters is not a list of nodes"],
    ["a flag that is none", { autoLeave: "yes" }, "autoLeave is yes, not a boolean"],
  ])("is refused with %s", (_what, part, message) => {
    const whole = { ...configurationOf([1, 2, 3]), ...part } as Configuration;
    expect(() => checkConfiguration(whole)).toThrow(ConfigurationError);
    expect(() => checkConfiguration(whole)).toThrow(message);
  });

  it.each([
    ["no text", new Uint8Array([255, 254])],
    ["no JSON", new TextEncoder().encode("{")],
    ["no record", new TextEncoder().encode("null")],
    ["other fields", new TextEncoder().encode('{"nodes":[1]}')],
  ])("is refused from bytes that are %s", (_what, data) => {
    expect(() => decodeConfiguration(data)).toThrow(ConfigurationError);
  });

  it("refuses a change of another kind", () => {
    const change = { kind: "promote", node: 4 } as unknown as MembershipChange;
    expect(() => simpleChange(configurationOf([1]), [change])).toThrow(
      '"promote" of node 4 is no membership change',
    );
  });
});
