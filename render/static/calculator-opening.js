/*
 * Opens a case from a file, and lists the errors of a file or a link. Loaded with case-file.js when a person opens a
 * file.
 */
(() => {
  "use strict";

  const { files, rules, words, telling } = Tiaowen;
  const { begin } = telling;
  const { fresh, go, t, tellAll, write } = Tiaowen.page;

  /** Lists the values that could not be read: the fact, the text, its place and the error. */
  function tellFaults(faults) {
    if (!faults.length) return tellAll();
    return tellAll(files.part_unread, ...faults.map(({ path, code, raw }) => {
      const id = path.split(".").at(-1);
      const name = id === "date" && path === id ? t("on") : rules.facts.find((one) => one.id === id)?.name[0];
      const written = typeof raw === "object" ? JSON.stringify(raw) : raw ?? "";
      const what = [name && begin(name), written !== "" && telling.say("list", "quoted", { name: String(written).slice(0, 60) }), path];
      return `${what.filter(Boolean).join(t("between"))}${t("colon")}${files[code] ?? words.faults[code] ?? t("not_read")}${path === "date" ? files.today_taken : ""}`;
    }));
  }

  /** Opens a case from a file. */
  async function reopen(file) {
    try {
      const { case: read, faults } = Tiaowen.readCase(rules, Tiaowen.readCaseFile(await file.text()));
      go({ ...fresh(), case: write(read) });
      tellFaults(faults);
    } catch ({ line }) {
      tellAll(telling.fill(files[line ? "line" : "form"], { line }));
    }
  }

  Object.assign(Tiaowen.page, { reopen, tellFaults });
})();
