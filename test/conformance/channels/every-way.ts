// All texts that a template can give. A template asks `maybe()` wherever there are two ways to go on; it
// is run again and again, with the answers counted up as the digits of a number, until all ways have
// been gone. Go's test/chan/select5.go enumerates its programs so.

/** Answers yes the first time it is asked at some place, and no the second time. */
export type Maybe = () => boolean;

/** What `write` gives, for every sequence of answers. */
export function everyWay<R>(write: (maybe: Maybe) => R): R[] {
  const results: R[] = [];
  const answers: boolean[] = [];
  do {
    let asked = 0;
    results.push(
      write(() => {
        if (asked === answers.length) answers.push(true);
        return answers[asked++] === true;
      }),
    );
    while (answers.at(-1) === false) answers.pop();
    if (answers.length > 0) answers[answers.length - 1] = false;
  } while (answers.length > 0);
  return results;
}
