/**
 * What threads are doing, when none of them can go on.
 */

import { otherThreads } from "../runtime/other-threads.ts";
import { type GoroutineState, type ParkedWait, snapshot } from "../runtime/report.ts";
import { tracing } from "../runtime/trace.ts";

/** The text of the report: each thread and what it waits for. */
export function deadlockReport(): string {
  const { goroutines, unattributed } = snapshot();
  const blocks = goroutines.map(threadBlock);
  if (unattributed.length > 0) {
    const lines = unattributed.map((wait) => `\t[${waitText(wait)}]`);
    blocks.push(`waits of the threads above:\n${lines.join("\n")}`);
  }
  if (!tracing()) {
    blocks.push("(set GOROUTINE_KIT_TRACE=1 to see where each was started and where it waits)");
  }
  blocks.push(...otherThreads.reports());
  return `fatal error: all threads are asleep - deadlock!\n\n${blocks.join("\n\n")}`;
}

function threadBlock({ id, name, waits, started }: GoroutineState): string {
  const state = waits.length === 0 ? "awake or awaiting" : waits.map(waitText).join("; ");
  const lines = [`thread ${id} [${state}]: ${name}`];
  for (const { stack } of waits) if (stack) lines.push(stack);
  if (started) lines.push("started by", started);
  return lines.join("\n");
}

function waitText({ reason, on }: ParkedWait): string {
  return on === "" ? reason : `${reason} on ${on}`;
}
