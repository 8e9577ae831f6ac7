// What a node is told at its start is checked, and what it is not told has a default.

import { describe, expect, it } from "vitest";
import {
  ConfigurationError,
  checkOptions,
  configurationOf,
  OptionError,
  type RaftOptions,
} from "../../../src/raft/rules/index.ts";

const least: RaftOptions = {
  id: 1,
  bootstrap: configurationOf([1, 2, 3]),
  electionTimeoutMs: 150,
  reader: 0,
};

describe("options", () => {
  it("have defaults for every limit", () => {
    const checked = checkOptions(least);
    expect(checked).toEqual(expect.objectContaining(least));
    expect(Object.values(checked).every((value) => value !== undefined)).toBe(true);
  });

  it.each([
    ["id", 0, "id is 0; a whole number from 1 up is needed"],
    ["id", 1.5, "id is 1.5"],
    ["reader", -1, "reader is -1; a whole number from 0 up is needed"],
    ["electionTimeoutMs", 0, "electionTimeoutMs is 0; milliseconds above 0 are needed"],
    ["electionTimeoutMs", Number.NaN, "electionTimeoutMs is NaN"],
    ["clockDriftBound", 0.9, "clockDriftBound is 0.9; 1 or more is needed"],
    ["maxAppendEntries", 0, "maxAppendEntries is 0"],
    ["maxInflightAppends", 0, "maxInflightAppends is 0"],
    ["maxChunkBytes", Number.POSITIVE_INFINITY, "maxChunkBytes is Infinity"],
    ["keptEntries", -1, "keptEntries is -1"],
    ["commitNotice", "never", "commitNotice is never"],
  ])("refuse %s of %s", (name, value, text) => {
    const options = { ...least, [name]: value };
    expect(() => checkOptions(options)).toThrow(OptionError);
    expect(() => checkOptions(options)).toThrow(text);
  });

  it("refuse a configuration that could not work", () => {
    const bootstrap = { ...configurationOf([1]), learners: [1] };
    expect(() => checkOptions({ ...least, bootstrap })).toThrow(ConfigurationError);
  });
});
