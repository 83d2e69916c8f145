/*
 * Runs the evaluator under Node.js for tests: `node answering.js FOLDER`. FOLDER holds `evaluator.js` and `rules.js` as
 * a page loads them, or `works.js` and `library.js` for a library. Each input line is a request and each output line its
 * answer: the outcomes and the combination. With `whole` in the request the answer also has the reasons and questions,
 * in the format of the program's results; a library gives the answers of all works and their total. In a browser this
 * file only sets `answerRequest`.
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

const writeOutcome = (one) => ({ ...one, reasons: one.reasons.map(writeReason) });

function answerWorks(works, request) {
  const read = works.readWorksCase(works.library, request.case);
  if (read.faults.length) return writeJson({ faults: read.faults });
  const found = works.assessWorks(works.library, read.case, request.readings);
  const given = ({ answer, ...rest }) => ({ work: found.answers[answer].work.id, version: found.answers[answer].version.name, ...rest });
  return writeJson({
    ...found,
    answers: found.answers.map(({ work, version, outcomes, combination }) =>
      ({ work: work.id, version: version.name, outcomes: outcomes.map(writeOutcome), combination })),
    limits: found.limits.map(({ answer, provision }) => [found.answers[answer].work.id, provision]),
    clashes: found.clashes.map((one) => ({ ...one, first: given(one.first), second: given(one.second), left: one.left })),
  });
}

globalThis.answerRequest = (line) => {
  const { Tiaowen } = globalThis;
  const request = JSON.parse(line);
  if (Tiaowen.works) return answerWorks(Tiaowen.works, request);
  const read = Tiaowen.readCase(Tiaowen.rules, request.case);
  if (read.faults.length) return writeJson({ faults: read.faults });
  const found = Tiaowen.assess(Tiaowen.rules, read.case, request.readings);
  const { total, best } = found.combination;
  if (!request.whole) return writeJson({ outcomes: found.outcomes, total, best });
  return writeJson({
    outcomes: found.outcomes.map(writeOutcome),
    combination: found.combination,
    questions: Tiaowen.questions(Tiaowen.rules, found),
  });
};

if (typeof require === "function") {
  const [fs, path, readline] = [require("node:fs"), require("node:path"), require("node:readline")];
  const folder = path.resolve(process.argv[2]);
  const names = [["evaluator.js", "rules.js"], ["works.js", "library.js"]].find(([name]) => fs.existsSync(path.join(folder, name)));
  for (const name of names) require(path.join(folder, name));
  // Each line is answered at once, so that one process can serve many requests.
  readline.createInterface({ input: process.stdin }).on("line", (line) => {
    if (line.trim()) process.stdout.write(`${globalThis.answerRequest(line)}\n`);
  });
}
