/*
 * The input fields of the page: one for each kind of fact, and one for earlier grants. Each field is an element with
 * `read()` → `{value}`, written as in a case file, or `{error}`, a sentence.
 */
(() => {
  "use strict";

  const { rules, words, telling } = Tiaowen;
  const { begin, support: supportName } = telling;
  const { UNSURE, answer, bring, button, givenOf, h, key, kindOf, now, subjectsOf, t, write } = Tiaowen.page;
  const PICKED = ["yes-no", "choice", "choices"];
  const NONE = "-";

  /** Names without those that differ from an earlier name only in spelling. */
  function distinct(names) {
    const found = new Map();
    for (const name of names) if (!found.has(Tiaowen.foldName(name))) found.set(Tiaowen.foldName(name), name);
    return [...found.values()];
  }

  // ---- Fields

  /** The question of a fact, its hint and its choices; `choices` is null if the answer is typed. */
  function describe({ of, fact }) {
    if (fact === "kind") {
      const kinds = Object.keys(rules.kinds).map((id) => {
        const names = subjectsOf(id).map(([, name]) => name);
        const some = telling.join(names.slice(0, 4));
        return [id, begin(rules.kinds[id][0]), names.length > 4 ? t("and_others", { some }) : some];
      });
      return { type: "choice", ask: t("ask_kind"), choices: kinds, sure: true };
    }
    if (fact === "date" && of === null) return { type: "date", ask: t("ask_date"), sure: true };
    if (fact === "object") {
      const others = now.state.case.claims.filter((claim) => claim.id !== of).map((claim) => claim.object ?? claim.id);
      const same = distinct([of, ...others]).slice(1).map((id) => [id, t("same_as", { claim: id })]);
      return { type: "choice", ask: t("ask_object"), choices: [[of, t("own_thing")], ...same] };
    }
    const declared = telling.factOf(fact, kindOf(of));
    const choices = ["choice", "choices"].includes(declared.type) ? Tiaowen.choicesOf(rules, declared, kindOf(of)) : [];
    if (declared.type === "yes-no") choices.push(["yes", t("yes")], ["no", t("no")]);
    const unsure = declared.judged ? t("not_judged") : t("unsure");
    const line = declared.lines?.[kindOf(of)];
    return { declared, type: declared.type, ask: declared.ask[0], choices, unsure, hint: line ?? declared.why?.[0] };
  }

  /**
   * A place for an error, which screen readers announce at once: `[element, tell]`. While there is an error, the
   * elements of `inputs()` are marked as invalid.
   */
  function errorOf(id, inputs) {
    const error = h("p", { class: "error", role: "alert", id: `${id}-error` });
    const tell = (text) => {
      error.textContent = text;
      for (const input of inputs()) {
        if (text) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    };
    return [error, tell];
  }

  const HINTS = { money: "hint_money", date: "hint_date", count: "hint_count" };
  const hintOf = (type, id) => HINTS[type] && h("p", { class: "quiet", id: `${id}-hint` }, t(HINTS[type]));

  /**
   * A field for a fact: its element, and `read()` → `{value}` or `{error}`. With `take`, each choice is a button that
   * answers at once, and the field is `direct`.
   */
  function field(asked, id, { take, whole }) {
    const told = describe(asked);
    const given = asked.fact === "date" && asked.of === null ? now.state.case.date : givenOf(asked.of)[asked.fact];
    const isUnsure = now.state.unsure.includes(key(asked));
    const [error, tellError] = errorOf(id, () => made.querySelectorAll("input:not([name$=unit])"));
    const { node, read } = PICKED.includes(told.type)
      ? picked(told, given, isUnsure, id, told.type !== "choices" && take) : typed(asked, told, given, id, tellError, take);
    const why = asked.supports && !whole ? waits(asked) : "";
    const made = h("fieldset", { class: "question", id: `${id}-set`, "aria-describedby": `${id}-error` },
      h("legend", { tabindex: -1, id: `${id}-legend` }, told.ask),
      why && h("p", { class: "quiet" }, why), told.hint && h("p", { class: "quiet" }, told.hint), node, error);
    const picks = PICKED.includes(told.type);
    return { node: made, sure: told.sure, picks, isDirect: picks && take && told.type !== "choices", read, tellError };
  }

  /** A sentence with the supports that depend on the answer. */
  function waits({ supports }) {
    const names = supports.map(supportName);
    return t(names.length > 3 ? "waits_many" : "waits", { supports: telling.join(names.slice(0, 3)), count: names.length });
  }

  /** A choice whose button answers at once. */
  const direct = (id, value, label, isChosen, take, hint) => button([label, hint && h("span", { class: "quiet" }, hint)], () => take(value),
    { class: "choice", id: `${id}-${value}`, "aria-pressed": isChosen ? "true" : undefined });

  function picked(told, given, isUnsure, id, take) {
    const several = told.type === "choices";
    const is = several && given !== undefined ? (Array.isArray(given) ? given : Object.keys(given).filter((one) => isYes(given[one]))) : [];
    const one = typeof given === "boolean" ? (given ? "yes" : "no") : given;
    const rows = [...told.choices];
    if (several) rows.push([NONE, t("none_of_these")]);
    if (!told.sure) rows.push([UNSURE, told.unsure ?? t("unsure")]);
    if (take) {
      const answerOf = (value) => (told.type === "yes-no" && value !== UNSURE ? value === "yes" : value);
      return { node: h("div", { class: "choices" }, rows.map(([value, label, hint]) =>
        direct(id, value, label, value === UNSURE ? isUnsure : value === one, (chosen) => take(answerOf(chosen)), hint))) };
    }
    const inputs = rows.map(([value]) => h("input", {
      type: several ? "checkbox" : "radio", name: id, id: `${id}-${value}`, value,
      checked: value === UNSURE ? isUnsure
        : several ? (value === NONE ? Array.isArray(given) && !given.length : is.includes(value)) : value === one,
    }));
    const alone = (input) => [NONE, UNSURE].includes(input.value);
    const node = h("div", {
      class: "choices",
      onchange: ({ target }) => {
        if (!several || !target.checked) return;
        for (const other of inputs) if (other !== target && (alone(other) || alone(target))) other.checked = false;
      },
    }, rows.map(([, label, hint], n) => h("label", {}, inputs[n], h("span", {}, label, hint && h("span", { class: "quiet" }, hint)))));
    const read = () => {
      const values = inputs.filter((input) => input.checked).map((input) => input.value);
      if (!values.length) return { error: t(several ? "choose_some" : "choose_one") };
      if (values[0] === UNSURE) return { value: UNSURE };
      if (several) return { value: values[0] === NONE ? [] : values };
      return { value: told.type === "yes-no" ? values[0] === "yes" : values[0] };
    };
    return { node, read };
  }

  const isYes = (value) => [true, "yes", "true", "是"].includes(value);

  /** The units that the program reads, for each way of typing them. */
  const UNITS = { 萬: "万", 億: "亿", 圓: "元", 圆: "元", k: "千", thousand: "千", m: "百万", mn: "百万", million: "百万", bn: "十亿", billion: "十亿", yuan: "元" };
  const UNIT = /[萬億圓圆]|(?<![a-z])(?:thousand|million|billion|yuan|mn|bn|[km])(?![a-z])/gi;
  const BARE = /^[\d.,\s]+$/;
  const SMALL = 1000000n; // fen

  const readSum = (text) => Tiaowen.readMoney(text.normalize("NFKC").replace(UNIT, (unit) => UNITS[unit.toLowerCase()]));

  /**
   * Reads a day. A plan may give a month or a year, which means its last day. The exact day is required if validity
   * begins or ends within that month or year, or if it is past.
   */
  function readDay(text) {
    const [, year, month] = /^(\d{4})(?:[-年./ ](\d{1,2})月?|年)?$/.exec(text.normalize("NFKC").trim()) ?? [];
    if (!year || month > 12) return Tiaowen.readDate(text);
    const first = Tiaowen.readDate(`${year}-${month ?? 1}-1`);
    if (first.code) return first;
    const last = new Date(Date.UTC(year, month ?? 12, 0)).toISOString().slice(0, 10);
    const { validity } = Tiaowen.readRules(rules, now.state.readings);
    const isCut = validity && ((first.value < validity.first && validity.first <= last) || (first.value <= validity.last && validity.last < last));
    return isCut || last < now.state.case.date ? { code: "day-wanted" } : { value: last };
  }

  const READ = { money: readSum, date: readDay };

  /** A typed text as a value of its type: `{value, echo}`, or `{error}` as a sentence. */
  function readText(type, text, declared, kind) {
    const given = READ[type] ? READ[type](text) : Tiaowen.readFact(rules, declared, kind, text);
    if (given.code) return { error: words.faults[given.code] ?? t("not_read") };
    if (type === "money") return { value: write({ applicant: { sum: given.value } }).applicant.sum, echo: telling.sum(given.value) };
    return { value: given.value, echo: type === "date" ? telling.day(given.value) : "" };
  }

  function typed(asked, told, given, id, tellError, take) {
    const shown = given !== undefined && told.type === "money" ? shorten(given) : given ?? "";
    const echo = h("p", { class: "echo", role: "status", id: `${id}-echo` });
    const isLarge = () => node.querySelector("[value=large]")?.checked;
    const understand = () => {
      const text = input.value.trim();
      if (!text) return { error: t("blank") };
      return readText(told.type, BARE.test(text) && isLarge() ? `${text}${t("unit_scale")}` : text, told.declared, kindOf(asked.of));
    };
    let confirmed = "";
    /** A small sum without a unit is confirmed once, because people often mean tens of thousands of yuan. */
    const read = () => {
      const found = understand();
      const fen = told.type === "money" && found.value && Tiaowen.readMoney(found.value).value;
      const text = input.value.trim();
      if (!take || !fen || fen >= SMALL || !BARE.test(text) || isLarge() || confirmed === text) return found;
      confirmed = text;
      return { error: t("small_sum", { value: found.echo, other: telling.sum(fen * BigInt(t("unit_times"))) }) };
    };
    const refresh = () => {
      const { echo: understood } = input.value.trim() ? understand() : {};
      echo.textContent = understood ? t("understood", { value: understood }) : "";
      tellError("");
    };
    const input = h("input", {
      type: "text", id: `${id}-text`, name: id, value: shown, autocomplete: "off", spellcheck: "false", maxlength: 200,
      "aria-labelledby": `${id}-legend`, "aria-describedby": `${id}-hint ${id}-echo ${id}-error`,
      oninput: refresh,
    });
    const units = told.type === "money" && h("span", {
      class: "units",
      onchange: (event) => {
        refresh();
        if (!input.value.trim()) event.stopPropagation();
      },
    }, [["one", t("unit_one")], ["large", t("unit_large")]].map(([unit, label]) => h("label", {}, h("input", { type: "radio", name: `${id}-unit`, value: unit, checked: unit === "one" }), label)));
    // The answers for other things are offered, because they are often the same.
    const others = told.type === "date" && take && asked.of ? distinct(now.state.case.claims.filter(({ id: other }) => other !== asked.of).map((claim) => claim[asked.fact]).filter(Boolean)) : [];
    const node = h("div", { class: "typed" }, hintOf(told.type, id), input, units, echo,
      others.slice(0, 3).map((one) => [button(t("same_day", { day: telling.day(one) }), () => take(one), { class: "choice" }), " "]));
    return { node, read };
  }

  /** A sum in yuan, written as people write it. */
  const shorten = (yuan) => telling.sum(Tiaowen.readMoney(yuan).value).replace(/ yuan$/, "");

  // ---- Earlier grants

  const withRows = (act) => (Tiaowen.page.grantRow ? act() : bring(words.writing.grants, act));

  /** The field for earlier grants: none, some, or unknown. Each grant is a group of fields. */
  function ledgerField(id, take) {
    const given = now.state.case.ledger;
    const list = h("div", { class: "grants-had" });
    const [error, tellError] = errorOf(id, () => []);
    const some = h("div", { hidden: !given?.length }, list, h("div", { class: "buttons" }, button(t("another_grant"), () => withRows(() => add({}).focus())),
      take && h("button", { type: "submit" }, t("next"))));
    const rows = [];
    const add = (entry) => {
      const row = Tiaowen.page.grantRow(entry, `${id}-${Date.now()}-${rows.length}`, () => {
        rows.splice(rows.indexOf(row), 1);
        row.node.remove();
      });
      rows.push(row);
      list.append(row.node);
      return row;
    };
    if (given?.length) withRows(() => given.forEach(add));
    const rowsOf = [["no", t("none_had")], ["yes", t("some_had")], [UNSURE, t("unsure")]];
    const unfold = () => {
      some.hidden = false;
      if (!rows.length) withRows(() => rows.length || add({}));
    };
    const buttons = take && rowsOf.map(([value, label]) => direct(id, value, label, false, (chosen) => {
      if (chosen === "yes") unfold();
      else take(chosen === "no" ? [] : UNSURE);
    }));
    const inputs = rowsOf.map(([value, label]) => {
      const checked = value === UNSURE ? now.state.unsure.includes("|ledger") : given && (given.length ? "yes" : "no") === value;
      return [h("input", { type: "radio", name: id, id: `${id}-${value}`, value, checked: Boolean(checked) }), label];
    });
    const chosen = () => (take ? !some.hidden && "yes" : inputs.find(([input]) => input.checked)?.[0].value);
    const node = h("fieldset", { class: "question", id: `${id}-set` },
      h("legend", { tabindex: -1, id: `${id}-legend` }, t("ask_ledger")), h("p", { class: "quiet" }, t("hint_ledger")),
      h("div", {
        class: "choices",
        onchange: () => {
          if (chosen() === "yes") unfold();
          else some.hidden = true;
        },
      }, buttons || inputs.map(([input, label]) => h("label", {}, input, h("span", {}, label)))), some, error);
    const read = () => {
      if (!chosen()) return { error: t("choose_one") };
      if (chosen() !== "yes") return { value: chosen() === "no" ? [] : UNSURE };
      const grants = rows.map((row) => row.read());
      if (grants.some((one) => one.error)) return { error: t("grant_faulty") };
      const told = grants.map((one) => one.value);
      return told.length && told.every((one) => Object.keys(one).length) ? { value: told } : { error: t("grant_blank") };
    };
    return { node, read, tellError, picks: true, isDirect: true };
  }

  Object.assign(Tiaowen.page, {
    distinct, errorOf, field, hintOf, isYes, ledgerField, readText, shorten,
  });
})();
