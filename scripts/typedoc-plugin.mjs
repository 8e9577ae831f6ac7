// What typedoc has to be told of this house: which members mean the same everywhere, and so are documented
// once, here; which are for the house itself; and that a written-out type is documented as a whole.

import { Comment, Converter, ReflectionKind } from "typedoc";

/** By name: what the language, or the class's own documentation, has said already. */
const SAME_EVERYWHERE = {
  "[asyncDispose]": "What `await using` calls at the end of its block.",
  "[dispose]": "What `using` calls at the end of its block.",
  "[asyncIterator]": "What `for await` goes through.",
  "[iterator]": "What `yield*` performs.",
  toString: "As it is named in dumps and messages.",
  name: "The name of the class.",
};

/** Named by symbols that the house keeps to itself. */
const OWN = /^\[([A-Z_]+|parked)\]$/;

/** @param {import("typedoc").Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    const all = Object.values(project.reflections);
    for (const reflection of all.filter(({ name }) => OWN.test(name))) {
      project.removeReflection(reflection);
    }
    for (const reflection of all) {
      const text = SAME_EVERYWHERE[reflection.name];
      const told = reflection.signatures ?? [reflection];
      for (const each of text === undefined ? [] : told) {
        each.comment ??= new Comment([{ kind: "text", text }]);
      }
    }
  });
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    const within = Object.values(project.reflections)
      .filter((each) => each.parent?.name === "__type" && each.kindOf(ReflectionKind.Property))
      .filter((each) => !each.hasComment() && !isOfParameter(each))
      .map((reflection) => reflection.getFullName());
    app.options.setValue("intentionallyNotDocumented", [...new Set(within)]);
  });
}

/** What a parameter is made of belongs to the documentation of its function. */
function isOfParameter(reflection) {
  for (let each = reflection; each !== undefined; each = each.parent) {
    if (each.kindOf(ReflectionKind.Parameter)) return true;
  }
  return false;
}
