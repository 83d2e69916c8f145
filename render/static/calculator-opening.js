/*
 * Opens a case from a file, and tells what of a file or a link could not be read. It is loaded with what reads case
 * files, when somebody opens one.
 */
(() => {
  "use strict";

  const { files, rules, words, telling } = Tiaowen;
  const { begin } = telling;
  const { fresh, go, t, tellAll, write } = Tiaowen.page;

  /** Tells what could not be read: what it is about, what is written, where, and what is wrong. */
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

  /** Takes up a case from a file. */
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
