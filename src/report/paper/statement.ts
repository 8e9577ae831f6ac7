/**
 * Sentences that depend on figures. Each names, as data, what has to be so for it to be true; a sentence
 * whose claims the run does not bear out does not appear.
 *
 * Invariant: nothing that a figure could contradict is said in the paper but by a statement.
 */

import { digits, times } from "../results/amount.ts";
import type { Idiom } from "../results/result-set.ts";
import type { CodeFigure, Facts, RowId } from "./facts.ts";

export type Claim =
  /** In every round, by the margin of the ranking. */
  | { readonly kind: "beats"; readonly row: RowId; readonly one: string; readonly other: string }
  /** Both have figures, and the run does not decide between them. */
  | {
      readonly kind: "undecided";
      readonly row: RowId;
      readonly one: string;
      readonly other: string;
    }
  | { readonly kind: "measured"; readonly row: RowId; readonly one: string }
  /** They did not do the same for it: messages an operation differ by more than SAME_WORK. */
  | {
      readonly kind: "unequal work";
      readonly row: RowId;
      readonly one: string;
      readonly other: string;
    }
  /** One idiom of Raft has less of it than the other. */
  | { readonly kind: "less code"; readonly figure: CodeFigure; readonly one: Idiom }
  | { readonly kind: "equal code"; readonly figure: CodeFigure };

export interface Statement {
  /** All of them have to hold. */
  readonly claims: readonly Claim[];
  /** One or more whole sentences; called only where the claims hold. */
  readonly text: (facts: Facts) => string;
}

/** What says how much was done for an operation of Raft. */
const WORK = "messages a commit";

/** A speed of twice as many messages is another speed; a tenth more is the same work. */
const SAME_WORK = 1.15;

const OTHER: Readonly<Record<Idiom, Idiom>> = { go: "threads", threads: "go" };

export function holds(claim: Claim, facts: Facts): boolean {
  switch (claim.kind) {
    case "beats":
      return facts.beats(claim.row, claim.one, claim.other);
    case "undecided": {
      const { row, one, other } = claim;
      const both = facts.median(row, one) !== undefined && facts.median(row, other) !== undefined;
      return both && !facts.beats(row, one, other) && !facts.beats(row, other, one);
    }
    case "measured":
      return facts.median(claim.row, claim.one) !== undefined;
    case "unequal work": {
      const [one, other] = [claim.one, claim.other].map((of) => facts.beside(claim.row, of, WORK));
      if (one === undefined || other === undefined) return false;
      return Math.max(one, other) > Math.min(one, other) * SAME_WORK;
    }
    case "less code": {
      const [less, more] = [claim.one, OTHER[claim.one]].map((of) => facts.code(claim.figure, of));
      return less !== undefined && more !== undefined && less < more;
    }
    case "equal code": {
      const [one, other] = (["go", "threads"] as const).map((of) => facts.code(claim.figure, of));
      return one !== undefined && one === other;
    }
  }
}

/** What may be said of the statements, in their order; empty where nothing may. */
export function said(statements: readonly Statement[], facts: Facts): string[] {
  return statements
    .filter(({ claims }) => claims.every((claim) => holds(claim, facts)))
    .map(({ text }) => text(facts));
}

/** Two subjects of a row, and how to speak of them. */
export interface Contest {
  readonly row: RowId;
  readonly one: string;
  readonly other: string;
  /** What is measured, as the beginning of a sentence: "A ping-pong", "A parked goroutine". */
  readonly topic: string;
  readonly oneTitle: string;
  readonly otherTitle: string;
}

/** Three statements, of which at most one holds: the first is ahead, the second is, or nothing decides. */
export function contest({ row, one, other, topic, oneTitle, otherTitle }: Contest): Statement[] {
  const names = { [one]: oneTitle, [other]: otherTitle };
  const ahead = (first: string, second: string): Statement => ({
    claims: [{ kind: "beats", row, one: first, other: second }],
    text: (facts) => {
      const more = facts.row(row)?.better === "higher" ? "as many" : "as much";
      const figures = `${names[first]} ${facts.amount(row, first)}, ${names[second]} ${facts.amount(row, second)}`;
      const ratio = times(facts.ratio(row, one, other) ?? 1);
      const whose = facts.row(row)?.better === "higher" ? names[first] : names[second];
      return `${topic}: ${figures}; for ${whose} that is ${ratio} ${more}.`;
    },
  });
  return [
    ahead(one, other),
    ahead(other, one),
    {
      claims: [{ kind: "undecided", row, one, other }],
      text: (facts) =>
        `${topic}: ${oneTitle} ${facts.amount(row, one)}, ${otherTitle} ${facts.amount(row, other)}; ` +
        "between these the run does not decide.",
    },
  ];
}

/** That the two of a contest did not do the same, where they did not: a caution behind its figures. */
export function workOf({ row, one, other, oneTitle, otherTitle }: Contest): Statement {
  return {
    claims: [{ kind: "unequal work", row, one, other }],
    text: (facts) => {
      const [first, second] = [one, other].map((of) => digits(facts.beside(row, of, WORK) ?? 0));
      return (
        `For a commit, ${oneTitle} sent ${first} messages and ${otherTitle} ${second}; what lies between ` +
        "their speeds is in part how much each gathers before it sends."
      );
    },
  };
}

/** Which idiom of Raft has less of something, or that both have the same. */
export function codeContest(figure: CodeFigure, what: string): Statement[] {
  const less = (one: Idiom): Statement => ({
    claims: [{ kind: "less code", figure, one }],
    text: (facts) => {
      const [few, many] = [facts.code(figure, one) ?? 0, facts.code(figure, OTHER[one]) ?? 0];
      const [name, other] = one === "go" ? ["goroutines", "threads"] : ["threads", "goroutines"];
      const share = few > 0 ? ` (${Math.round((many / few - 1) * 100)} % more)` : "";
      return `Written in ${name} a node has ${few} ${what}, in ${other} ${many}${share}.`;
    },
  });
  return [
    less("go"),
    less("threads"),
    {
      claims: [{ kind: "equal code", figure }],
      text: (facts) => `In both idioms a node has ${facts.code(figure, "go")} ${what}.`,
    },
  ];
}
