/** How a chart calls and colours a subject: the same in every chart. */

import type { Subject } from "../results/result-set.ts";
import { type ColourName, colour } from "./palette.ts";

/** Ours are many in one chart, so their name is what they differ in. */
export function labelOf({ title }: Subject): string {
  return title
    .replace(/^goroutine-kit, /, "ours: ")
    .replace(/^goroutine-kit\//, "ours: ")
    .replace(/, threading \+ queue$/, "")
    .replace(/, queues and fibers$/, "");
}

/** An idiom has its colour wherever idioms are compared; elsewhere it is ours beside the others. */
export function colourOf(subject: Subject): string {
  return colour(colourNameOf(subject));
}

function colourNameOf({ side, idiom }: Subject): ColourName {
  if (side !== "ours") return side;
  return idiom ?? "go";
}
