/*
 * Runs the evaluator under Node.js for tests: `node answering.js FOLDER`. FOLDER holds `evaluator.js` and `rules.js` as
 * a page loads them. Each input line is a request and each output line its answer: the outcomes and the combination.
 * With `whole` in the request the answer also has the reasons and questions, in the format of the program's results. In
 * a browser this file only sets `answerRequest`.
 */
"use strict";

/** JSON text in which a BigInt is written as a number with all its digits, and an unknown value as null. */
function writeJson(value) {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map(writeJson).join(",")}]`;
  if (value && typeof value === "object") {
    return `{${Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}:${writeJson(one)}`).join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}

function writeReason({ kind, holds, provision, words, fact, values, parts }) {
  const told = { provision: provision || null, words: words || null, fact: fact || null };
  return { kind, holds, ...told, values, parts: parts.map(writeReason) };
}

globalThis.answerRequest = (line) => {
  const { Tiaowen } = globalThis;
  const request = JSON.parse(line);
  const read = Tiaowen.readCase(Tiaowen.rules, request.case);
  if (read.faults.length) return writeJson({ faults: read.faults });
  const found = Tiaowen.assess(Tiaowen.rules, read.case, request.readings);
  const { total, best } = found.combination;
  if (!request.whole) return writeJson({ outcomes: found.outcomes, total, best });
  return writeJson({
    outcomes: found.outcomes.map((one) => ({ ...one, reasons: one.reasons.map(writeReason) })),
    combination: found.combination,
    questions: Tiaowen.questions(Tiaowen.rules, found),
  });
};

if (typeof require === "function") {
  const [path, readline] = [require("node:path"), require("node:readline")];
  const folder = path.resolve(process.argv[2]);
  for (const name of ["evaluator.js", "rules.js"]) require(path.join(folder, name));
  // Each line is answered at once, so that one process can serve many requests.
  readline.createInterface({ input: process.stdin }).on("line", (line) => {
    if (line.trim()) process.stdout.write(`${globalThis.answerRequest(line)}\n`);
  });
}
