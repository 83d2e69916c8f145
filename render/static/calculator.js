/*
 * The page "What can I apply for": asks what still matters, shows what may be had, and keeps the answers in the
 * fragment of the address alone, so that the page can be reloaded, shared and gone back in. Nothing is sent anywhere.
 *
 * `state` has the case as a case file writes it, the readings chosen, and what the person does not know:
 * `unsure` holds `claim|fact`; `at` is the answer being changed; `all` shows every question at once.
 */
(() => {
  "use strict";

  const { rules, words, telling } = Tiaowen;
  const { begin, fact: nameOf, fill, item, range, support: supportName, supportOf, tell } = telling;
  const t = (key, parts) => fill(words.page[key], parts);
  const root = document.getElementById("calculator");
  const home = document.title;
  const GROUPS = {
    eligible: "open", candidate: "open", judgement: "waiting", undetermined: "waiting",
    "case-by-case": "elsewhere", "by-reference": "elsewhere", barred: "refused", ineligible: "refused",
  };
  const PICKED = ["yes-no", "choice", "choices"];
  const MOST_READINGS = 4;
  const UNSURE = "?";
  const NONE = "-";

  // ---- The page's elements

  /** An element with attributes, listeners (`onclick`) and children; what is empty is left out. */
  function h(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") element.addEventListener(name.slice(2), value);
      else if (["value", "checked"].includes(name)) element[name] = value;
      else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.flat(9).filter((child) => child || child === 0));
    return element;
  }

  const button = (label, onclick, attributes) => h("button", { type: "button", onclick, ...attributes }, label);
  const provisionHref = (eid) => (eid.startsWith("para_") ? `measures/${eid.split("__")[0]}.html#${eid}` : `text.html#${eid}`);
  const cite = (eid, quoted) => h("a", { class: "quote-link", href: provisionHref(eid) },
    quoted ? h("q", { class: "quote", lang: "zh-Hans" }, quoted) : t("clause"));

  // ---- The state and the address

  const today = () => {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  };
  const fresh = () => ({ case: { date: today(), applicant: {}, claims: [] }, readings: {}, unsure: [] });

  function encode(data) {
    const bytes = new TextEncoder().encode(JSON.stringify(data));
    const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    return `#c=${btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")}`;
  }

  /** The state in an address: a new one where there is none, null where it cannot be read. */
  function decode(hash) {
    if (!hash.startsWith("#c=")) return fresh();
    try {
      const text = atob(hash.slice(3).replace(/-/g, "+").replace(/_/g, "/"));
      const data = JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (one) => one.charCodeAt(0))));
      const readings = Object.entries(data.readings ?? {}).filter(([id, option]) =>
        rules.readings.some((one) => one.id === id && one.options.some(([key]) => key === option)));
      return {
        case: write(Tiaowen.readCase(rules, data.case).case),
        readings: Object.fromEntries(readings),
        unsure: (data.unsure ?? []).map(String),
        at: Array.isArray(data.at) ? data.at : undefined,
        all: data.all === true || undefined,
      };
    } catch {
      return null;
    }
  }

  /** A case as it was read, as a case file writes it. */
  function write(data) {
    const value = (one) => {
      if (typeof one === "bigint") return one % 100n ? `${one / 100n}.${String(one % 100n).padStart(2, "0")}` : String(one / 100n);
      return one;
    };
    const facts = (all) => Object.fromEntries(Object.entries(all).map(([key, one]) => [key, value(one)]));
    const claims = (data.claims ?? []).map(({ id, kind, facts: { is, ...rest } }) =>
      ({ id, kind, ...(is && { is: listed(is, kind) }), ...facts(rest) }));
    const found = { date: data.date ?? today(), applicant: facts(data.applicant), claims };
    if (data.ledger) found.ledger = data.ledger.map(facts);
    return found;
  }

  /** What a claim is: a list where all is stated, as a mapping where some is unknown. */
  const listed = (is, kind) => {
    const known = subjectsOf(kind).map(([id]) => id);
    return known.every((id) => id in is) ? known.filter((id) => is[id]) : is;
  };

  let state = fresh();
  let before = null;
  let isWhole = false;

  /** Goes on to a new state: a step that the back button undoes, or one that takes the place of the last. */
  function go(change, { replace = false, stay = replace } = {}) {
    before = found?.assessment.combination.total ?? null;
    state = { ...structuredClone(state), at: undefined, ...change };
    history[replace ? "replaceState" : "pushState"](null, "", encode(state));
    document.getElementById("told").replaceChildren();
    show(!stay, false, replace);
  }

  // ---- What the state comes to

  let found = null;

  function assess() {
    const read = Tiaowen.readCase(rules, state.case);
    const assessment = Tiaowen.assess(rules, read.case, state.readings);
    const open = Tiaowen.questions(rules, assessment).map((one) => place(one, read.case)).filter((one) => one);
    const seen = new Set();
    const asked = open.filter((one) => !seen.has(key(one)) && seen.add(key(one)));
    return { case: read.case, assessment, open: asked, ahead: asked.filter((one) => !state.unsure.includes(key(one))) };
  }

  const key = ({ of, fact }) => `${of ?? ""}|${fact}`;
  const kindOf = (of) => state.case.claims.find((claim) => claim.id === of)?.kind ?? of ?? "";
  const subjectsOf = (kind) => Tiaowen.choicesOf(rules, Tiaowen.factsOf(rules, kind).find((one) => one.id === "is"), kind);
  const givenOf = (of) => (of === "applicant" ? state.case.applicant : state.case.claims.find((claim) => claim.id === of)) ?? {};

  /** A question as it can be asked here: facts of earlier grants are told in the ledger, and instruments nobody asks. */
  function place({ of, fact, supports }, data) {
    if (of === null) return fact === "ledger" ? { of, fact, supports } : null;
    if (of === "applicant") return { of, fact, supports };
    const claim = data.claims.find((one) => one.id === of);
    if (fact === "ledger") return { of: null, fact, supports };
    const declared = Tiaowen.factsOf(rules, claim.kind).some((one) => one.id === fact);
    if (declared && (fact === "is" || claim.facts[fact] === undefined) && fact !== "object") return { of, fact, supports };
    return null;
  }

  /** The next thing to ask: what is being changed, a claim, whether it is a thing of its own, or what matters most. */
  function next() {
    if (state.at) return { of: state.at[0], fact: state.at[1] };
    if (!state.case.claims.length) return { of: null, fact: "kind" };
    for (const claim of state.case.claims) {
      const one = { of: claim.id, fact: "is" };
      if (claim.is === undefined && !state.unsure.includes(key(one))) return one;
    }
    for (const claim of state.case.claims.slice(1)) {
      const one = { of: claim.id, fact: "object" };
      if (claim.object === undefined && !state.unsure.includes(key(one))) return one;
    }
    return found.ahead[0];
  }

  // ---- Answering

  function answer({ of, fact }, given) {
    const data = structuredClone(state.case);
    const unsure = state.unsure.filter((one) => one !== key({ of, fact }));
    if (given === UNSURE) unsure.push(key({ of, fact }));
    const value = given === UNSURE ? undefined : given;
    const put = (facts) => {
      if (value === undefined) delete facts[fact];
      else facts[fact] = value;
    };
    if (fact === "kind") {
      const id = value.name || freeName(value.kind, data.claims);
      data.claims.push({ id, kind: value.kind });
    } else if (fact === "date" && of === null) data.date = value;
    else if (fact === "ledger") put(data);
    else if (of === "applicant") put(data.applicant);
    else put(data.claims.find((claim) => claim.id === of) ?? {});
    return { case: data, unsure };
  }

  function freeName(kind, claims) {
    for (let n = 1; ; n += 1) {
      const name = t("claim_name", { kind: begin(rules.kinds[kind][0]), n });
      if (claims.every((claim) => claim.id !== name)) return name;
    }
  }

  function without(id) {
    const data = structuredClone(state.case);
    data.claims = data.claims.filter((claim) => claim.id !== id);
    return { case: data, unsure: state.unsure.filter((one) => !one.startsWith(`${id}|`)) };
  }

  // ---- Fields

  /** The question of a fact, a hint, and the choices it has; `null` choices for what is typed. */
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
      const others = state.case.claims.filter((claim) => claim.id !== of).map((claim) => claim.object ?? claim.id);
      const same = [...new Set(others)].map((id) => [id, t("same_as", { claim: id })]);
      return { type: "choice", ask: t("ask_object"), choices: [[of, t("own_thing")], ...same] };
    }
    const declared = telling.factOf(fact, kindOf(of));
    const choices = ["choice", "choices"].includes(declared.type) ? Tiaowen.choicesOf(rules, declared, kindOf(of)) : [];
    if (declared.type === "yes-no") choices.push(["yes", t("yes")], ["no", t("no")]);
    const unsure = declared.judged ? t("not_judged") : t("unsure");
    return { declared, type: declared.type, ask: declared.ask[0], choices, unsure, hint: declared.why?.[0] };
  }

  /** A field for a fact: its element, and `read()` → `{value}` or `{error}`. */
  function field(asked, id, whole) {
    const told = describe(asked);
    const given = asked.fact === "date" && asked.of === null ? state.case.date : givenOf(asked.of)[asked.fact];
    const isUnsure = state.unsure.includes(key(asked));
    const error = h("p", { class: "error", id: `${id}-error`, hidden: true });
    const tellError = (text) => {
      error.textContent = text;
      error.hidden = !text;
      for (const input of made.querySelectorAll("input")) {
        if (text) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    };
    const { node, read } = PICKED.includes(told.type)
      ? picked(told, given, isUnsure, id) : typed(asked, told, given, id, tellError);
    const why = asked.supports && !whole ? waits(asked) : "";
    const made = h("fieldset", { class: "question", id: `${id}-set`, "aria-describedby": `${id}-error` },
      h("legend", { tabindex: -1, id: `${id}-legend` }, told.ask),
      why && h("p", { class: "quiet" }, why), told.hint && h("p", { class: "quiet" }, told.hint), node, error);
    return { node: made, sure: told.sure, picks: PICKED.includes(told.type), read, tellError };
  }

  /** What waits for an answer. */
  function waits({ supports }) {
    const names = supports.map(supportName);
    return t(names.length > 3 ? "waits_many" : "waits", { supports: telling.join(names.slice(0, 3)), count: names.length });
  }

  function picked(told, given, isUnsure, id) {
    const several = told.type === "choices";
    const is = several && given !== undefined ? (Array.isArray(given) ? given : Object.keys(given).filter((one) => isYes(given[one]))) : [];
    const one = typeof given === "boolean" ? (given ? "yes" : "no") : given;
    const rows = [...told.choices];
    if (several) rows.push([NONE, t("none_of_these")]);
    if (!told.sure) rows.push([UNSURE, told.unsure ?? t("unsure")]);
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

  const READ = { money: "readMoney", date: "readDate" };

  /** Text as a value of a type: `{value, echo}`, or `{error}` in words. */
  function readText(type, text, declared, kind) {
    const given = READ[type] ? Tiaowen[READ[type]](text) : Tiaowen.readFact(rules, declared, kind, text);
    if (given.code) return { error: words.faults[given.code] ?? t("not_read") };
    if (type === "money") return { value: write({ applicant: { sum: given.value } }).applicant.sum, echo: telling.sum(given.value) };
    return { value: given.value, echo: type === "date" ? telling.day(given.value) : "" };
  }

  function typed(asked, told, given, id, tellError) {
    const shown = given !== undefined && told.type === "money" ? shorten(given) : given ?? "";
    const echo = h("p", { class: "echo", role: "status", id: `${id}-echo` });
    const hints = { money: "hint_money", date: "hint_date", count: "hint_count" };
    const hint = hints[told.type] && t(hints[told.type]);
    const read = () => (input.value.trim() ? readText(told.type, input.value, told.declared, kindOf(asked.of)) : { error: t("blank") });
    const input = h("input", {
      type: "text", id: `${id}-text`, name: id, value: shown, autocomplete: "off", spellcheck: "false", maxlength: 200,
      "aria-labelledby": `${id}-legend`, "aria-describedby": `${id}-hint ${id}-echo ${id}-error`,
      oninput: () => {
        const { echo: understood } = input.value.trim() ? read() : {};
        echo.textContent = understood ? t("understood", { value: understood }) : "";
        tellError("");
      },
    });
    return { node: h("div", { class: "typed" }, hint && h("p", { class: "quiet", id: `${id}-hint` }, hint), input, echo), read };
  }

  /** A sum of yuan as people write it. */
  const shorten = (yuan) => telling.sum(Tiaowen.readMoney(yuan).value).replace(/ yuan$/, "");

  // ---- Earlier grants

  const PAID = ["support", "level", "object", "amount", "date"];

  /** The field for earlier grants: none, some, or not known; each grant is a group of its own. */
  function ledgerField(id) {
    const given = state.case.ledger;
    const list = h("div", { class: "grants-had" });
    const error = h("p", { class: "error", id: `${id}-error`, hidden: true });
    const some = h("div", { hidden: !given?.length }, list, button(t("another_grant"), () => add({}).focus()));
    const rows = [];
    const add = (entry) => {
      const row = grantRow(entry, `${id}-${Date.now()}-${rows.length}`, () => {
        rows.splice(rows.indexOf(row), 1);
        row.node.remove();
      });
      rows.push(row);
      list.append(row.node);
      return row;
    };
    (given ?? []).forEach(add);
    const inputs = [["no", t("none_had")], ["yes", t("some_had")], [UNSURE, t("unsure")]].map(([value, label]) => {
      const checked = value === UNSURE ? state.unsure.includes("|ledger") : given && (given.length ? "yes" : "no") === value;
      return [h("input", { type: "radio", name: id, id: `${id}-${value}`, value, checked: Boolean(checked) }), label];
    });
    const chosen = () => inputs.find(([input]) => input.checked)?.[0].value;
    const node = h("fieldset", { class: "question", id: `${id}-set` },
      h("legend", { tabindex: -1, id: `${id}-legend` }, t("ask_ledger")), h("p", { class: "quiet" }, t("hint_ledger")),
      h("div", {
        class: "choices",
        onchange: () => {
          some.hidden = chosen() !== "yes";
          if (chosen() === "yes" && !rows.length) add({});
        },
      }, inputs.map(([input, label]) => h("label", {}, input, h("span", {}, label)))), some, error);
    const tellError = (text) => {
      error.textContent = text;
      error.hidden = !text;
    };
    const read = () => {
      if (!chosen()) return { error: t("choose_one") };
      if (chosen() !== "yes") return { value: chosen() === "no" ? [] : UNSURE };
      const grants = rows.map((row) => row.read());
      if (grants.some((one) => one.error)) return { error: t("grant_faulty") };
      const told = grants.map((one) => one.value);
      return told.length && told.every((one) => Object.keys(one).length) ? { value: told } : { error: t("grant_blank") };
    };
    return { node, read, tellError, picks: true, isLedger: true };
  }

  function grantRow(entry, id, remove) {
    const objects = [...new Set([...state.case.claims.map((claim) => claim.object ?? claim.id), entry.object].filter(Boolean))];
    const declared = (name) => telling.factOf(name, "grant");
    const options = {
      support: [["", t("other_policy")], ...rules.supports.filter((one) => isPaid(one)).map((one) => [one.id, begin(supportName(one.id))])],
      level: [["", t("unsure")], ...Tiaowen.choicesOf(rules, declared("level"), "grant")],
      object: [["", t("unsure")], ...objects.map((one) => [one, one]), [t("another_thing"), t("another_thing")]],
    };
    const errors = {};
    const inputs = Object.fromEntries(PAID.map((name) => [name, options[name]
      ? h("select", { id: `${id}-${name}`, onchange: () => { level.hidden = inputs.support.value !== ""; } },
        options[name].map(([value, label]) => h("option", { value, selected: value === (entry[name] ?? "") }, label)))
      : h("input", {
        type: "text", id: `${id}-${name}`, autocomplete: "off", maxlength: 200, "aria-describedby": `${id}-${name}-error`,
        value: entry[name] === undefined ? "" : name === "amount" ? shorten(entry[name]) : entry[name],
      })]));
    const rows = Object.fromEntries(PAID.map((name) => {
      errors[name] = h("p", { class: "error", id: `${id}-${name}-error`, hidden: true });
      return [name, h("div", { class: "row" }, h("label", { for: `${id}-${name}` }, begin(declared(name).name[0])), inputs[name], errors[name])];
    }));
    const level = rows.level;
    level.hidden = Boolean(entry.support);
    const node = h("fieldset", { class: "grant-had" }, h("legend", {}, t("one_grant")), Object.values(rows), button(t("remove_grant"), remove));
    const read = () => {
      // What other files state of a grant stays as it is.
      const value = { ...entry };
      let faulty = false;
      for (const name of PAID) {
        const text = inputs[name].value.trim();
        delete value[name];
        errors[name].hidden = true;
        if (!text || (name === "level" && inputs.support.value)) continue;
        const got = ["amount", "date"].includes(name) ? readText(declared(name).type, text) : { value: text };
        if (got.error) {
          errors[name].textContent = got.error;
          errors[name].hidden = false;
          faulty = true;
        } else value[name] = got.value;
      }
      return faulty ? { error: true } : { value };
    };
    return { node, read, focus: () => inputs.support.focus() };
  }

  const isPaid = (one) => !["case-by-case", "by-reference", "in-kind"].includes(one.amount.k);

  // ---- One question at a time

  const about = ({ of }) => (of && of !== "applicant" ? t("about", { claim: of }) : of ? t("about_applicant") : "");

  function askOne(asked) {
    const id = "q";
    const made = asked.fact === "ledger" ? ledgerField(id) : field(asked, id);
    const name = asked.fact === "kind" && h("input", { type: "text", id: "q-name", maxlength: 60, autocomplete: "off" });
    const left = found.ahead.length;
    const submit = (event) => {
      event.preventDefault();
      const given = made.read();
      if (given.error) {
        made.tellError(given.error);
        (made.node.querySelector(".grant-had .error:not([hidden])")?.previousElementSibling ?? made.node.querySelector("input")).focus();
        return;
      }
      if (name) {
        const own = name.value.trim();
        if (own && (state.case.claims.some((claim) => claim.id === own) || Tiaowen.readCase(rules, { date: today(), claims: [{ id: own, kind: given.value }] }).faults.length)) {
          made.tellError(t("name_taken"));
          name.focus();
          return;
        }
        given.value = { kind: given.value, name: own };
      }
      go(answer(asked, given.value));
    };
    const skip = !made.picks && !made.sure && button(t("unsure"), () => go(answer(asked, UNSURE)), { class: "second" });
    const back = (state.at || asked.fact === "kind") && state.case.claims.length
      ? button(t("leave_as_is"), () => go({}), { class: "second" }) : "";
    return h("form", { class: "ask", novalidate: true, onsubmit: submit },
      h("p", { class: "eyebrow" }, [about(asked), asked.fact !== "kind" && left ? t(left === 1 ? "left_one" : "left", { n: left }) : ""].filter(Boolean).join(t("between"))),
      made.node,
      name && h("details", { class: "own-name" }, h("summary", {}, t("give_name")), h("label", { for: "q-name" }, t("name_label")), name),
      h("div", { class: "buttons" }, h("button", { type: "submit" }, t("next")), skip, back));
  }

  const finished = () => h("div", { class: "ask done" }, h("h2", { tabindex: -1, id: "q-legend" }, t("done")),
    h("p", {}, t(found.open.length ? "done_unsure" : "done_all")));

  // ---- All on one page

  /** Every question in one form; one that is there already stays in its place, so that nobody is interrupted. */
  function askAll(old) {
    const groups = [["applicant", t("about_applicant")], ...state.case.claims.map((claim) => [claim.id, t("about", { claim: claim.id })])];
    const order = rules.facts.map((one) => one.id);
    const sections = groups.map(([of, title], n) => {
      const given = Object.keys(givenOf(of)).filter((fact) => !["id", "kind"].includes(fact));
      const open = found.open.filter((one) => one.of === of).map((one) => one.fact);
      const always = n === 0 ? [] : n === 1 ? ["is"] : ["is", "object"];
      const facts = [...new Set([...always, ...given, ...open])].sort((one, other) => order.indexOf(one) - order.indexOf(other));
      const section = old?.querySelector(`#g-${n}`) ?? h("section", { class: "group", id: `g-${n}` }, h("h2", {}, title));
      const ids = facts.map((fact) => `${liveId({ of, fact })}-set`);
      for (const one of [...section.children].slice(1)) if (!ids.includes(one.id)) one.remove();
      facts.forEach((fact, at) => {
        if (section.children[at + 1]?.id !== ids[at]) section.children[at].after(live({ of, fact }));
      });
      section.hidden = !facts.length;
      return section;
    });
    return old ?? h("form", { class: "ask all", novalidate: true, onsubmit: (event) => event.preventDefault() }, sections,
      h("section", { class: "group" }, h("h2", {}, t("about_ledger")), liveLedger()));
  }

  const liveId = ({ of, fact }) => `f-${rules.facts.findIndex((one) => one.id === fact)}-${state.case.claims.findIndex((one) => one.id === of)}`;

  /** A field whose answer counts as soon as it is given. */
  function live(asked) {
    const made = field(asked, liveId(asked), true);
    const take = (target) => {
      const blank = target.type === "text" && !target.value.trim();
      const given = blank ? { value: UNSURE } : made.read();
      made.tellError(given.error && target.type !== "checkbox" ? given.error : "");
      if (!given.error) go(answer(asked, given.value), { replace: true });
    };
    // Somebody who leaves a field with a click must find what they click on where it was.
    made.node.addEventListener("change", ({ target }) => {
      if (target.type === "text") setTimeout(take, 200, target);
      else take(target);
    });
    return made.node;
  }

  function liveLedger() {
    const made = ledgerField("f-ledger");
    const take = () => {
      const given = made.read();
      made.tellError(given.error ?? "");
      if (!given.error) go(answer({ of: null, fact: "ledger" }, given.value), { replace: true });
    };
    made.node.addEventListener("change", ({ target }) => {
      if (target.type === "radio" && target.value !== "yes") take();
    });
    made.node.append(button(t("take_grants"), take));
    return made.node;
  }

  // ---- The answers given

  function listAnswers() {
    const change = (of, fact, name) => button(t("change"), () => go({ at: [of, fact] }), { class: "link", "aria-label": t("change_what", { name }) });
    const row = (of, fact, name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value, " ", change(of, fact, name)));
    const rows = (of, given) => [
      ...Object.keys(given).filter((fact) => !["id", "kind"].includes(fact))
        .map((fact) => row(of, fact, begin(nameOf(fact, kindOf(of))), sayValue(of, fact, given[fact]))),
      ...state.unsure.filter((one) => one.startsWith(`${of}|`) && !(one.split("|").at(-1) in given)).map((one) => {
        const fact = one.slice(of.length + 1);
        return row(of, fact, begin(nameOf(fact, kindOf(of))), h("span", { class: "quiet-inline" }, t("unsure")));
      }),
    ];
    const ledger = state.case.ledger === undefined ? t(state.unsure.includes("|ledger") ? "unsure" : "not_told")
      : state.case.ledger.length ? h("ul", {}, state.case.ledger.map((one) => h("li", {}, sayGrant(one)))) : t("none_had");
    const applicant = rows("applicant", state.case.applicant);
    return h("section", { class: "answers", "aria-labelledby": "answers-title" },
      h("h2", { id: "answers-title" }, t("answers")),
      state.case.claims.map((claim) => [
        h("h3", {}, claim.id, " ", h("span", { class: "quiet-inline" }, begin(rules.kinds[claim.kind][0])), " ",
          button(t("remove"), () => go(without(claim.id)), { class: "link", "aria-label": t("remove_what", { name: claim.id }) })),
        h("dl", { class: "details" }, rows(claim.id, claim)),
      ]),
      h("h3", {}, t("about_case")),
      h("dl", { class: "details" }, applicant, row(null, "ledger", t("about_ledger"), ledger),
        row(null, "date", t("on"), telling.day(state.case.date))),
      h("div", { class: "buttons" },
        button(t("another"), () => go({ at: [null, "kind"] })),
        button(t(state.all ? "one_by_one" : "all_at_once"), () => go({ all: !state.all || undefined }))));
  }

  function sayValue(of, fact, value) {
    const type = telling.factOf(fact, kindOf(of))?.type;
    if (type === "money") return telling.sum(Tiaowen.readMoney(value).value);
    if (type === "date") return telling.day(value);
    if (type !== "choices") return telling.choice(fact, value, kindOf(of));
    const is = Array.isArray(value) ? value : Object.keys(value).filter((one) => isYes(value[one]));
    return is.length ? telling.join(is.map(telling.concept)) : t("none_of_these");
  }

  function sayGrant(one) {
    const parts = [one.support ? begin(supportName(one.support)) : t("other_policy"), one.level && telling.choice("level", one.level, "grant"),
      one.object, one.amount && telling.sum(Tiaowen.readMoney(one.amount).value), one.date && telling.day(one.date)];
    return parts.filter(Boolean).join(t("between"));
  }

  // ---- The result

  const groupOf = (one) => (one.claim === null || (one.reasons.length === 1 && one.reasons[0].kind === "subject") ? "apart" : GROUPS[one.status]);
  const worth = ({ amount }) => (amount === null ? -1n : amount.high ?? 10n ** 17n);
  const byWorth = (one, other) => (worth(one) > worth(other) ? -1 : worth(one) < worth(other) ? 1 : 0);

  /** How much is possible now, and how many supports are where: the line that is read out after each answer. */
  function sayStanding() {
    const { outcomes, combination: { best, total } } = found.assessment;
    const count = (name) => outcomes.filter((one) => groupOf(one) === name).length;
    const counts = ["open", "waiting", "elsewhere", "refused"].filter(count).map((name) => t(`count_${name}`, { n: count(name) }));
    const sum = !best.length ? t("no_money") : total.high === null ? t("no_bound") : t(isSure() ? "comes_to" : "at_most", { sum: range(isSure() ? total : { low: total.high, high: total.high }) });
    const was = before && best.length && before.high !== null && total.high !== null && before.high > total.high
      ? t("narrowed", { before: telling.sum(before.high), after: telling.sum(total.high) }) : "";
    return { sum, was, counts: telling.join(counts) };
  }

  /** Whether everything that is counted is open without a question left. */
  const isSure = () => found.assessment.combination.best.every(({ claim, support }) =>
    ["open", "elsewhere"].includes(groupOf(outcomeOf(claim, support))));
  const outcomeOf = (claim, support) => found.assessment.outcomes.find((one) => one.claim === claim && one.support === support);

  function showStanding() {
    const { sum, was, counts } = sayStanding();
    document.getElementById("standing").replaceChildren(h("p", { class: "sum" }, sum), ...[was, counts].filter(Boolean).map((line) => h("p", { class: "quiet" }, line)));
  }

  function listResult(whole) {
    const { outcomes, combination } = found.assessment;
    const of = (name) => outcomes.filter((one) => groupOf(one) === name).sort(byWorth);
    if (!whole) {
      const possible = ["open", "waiting", "elsewhere"].flatMap(of);
      return h("section", { class: "result", "aria-labelledby": "result-title" }, h("h2", { id: "result-title" }, t("possible")),
        possible.length ? h("ul", { class: "entries" }, possible.map(brief)) : h("p", {}, t("nothing_left")),
        h("div", { class: "buttons" }, button(t("show_whole"), () => {
          isWhole = true;
          show(false);
          document.getElementById("result-title").focus();
        })));
    }
    const section = (name, ...content) => (content.flat().filter(Boolean).length ? h("section", { class: `part-${name}` }, h("h3", {}, t(`title_${name}`)), content) : "");
    return h("section", { class: "result", "aria-labelledby": "result-title" }, h("h2", { id: "result-title", tabindex: -1 }, t("result")),
      h("p", { class: "notice" }, t("no_promise")),
      ["open", "waiting", "elsewhere"].map((name) => section(name, of(name).map(card))),
      section("refused", listRefused(of("refused"))),
      outcomes.some((one) => one.claim !== null && groupOf(one) !== "apart") ? section("best", listBest(combination)) : "",
      section("presumed", listPresumed()),
      section("readings", listReadings()));
  }

  /** A support in one line, while there are still questions. */
  const brief = (one) => h("li", {}, h("a", { href: supportHref(one) }, several() ? item(one.claim, one.support) : begin(supportName(one.support))), " ",
    h("span", { class: "quiet-inline" }, sayAmount(one)));

  const measureOf = (one) => rules.measures[one.measure];
  const supportHref = (one) => `measures/${one.measure}.html#${one.support}`;
  const heading = (one) => h("h4", {}, h("a", { href: supportHref(one) }, `${t("measure", { n: one.measure.split("_").at(-1) })} `, supportOf.get(one.support).name[0]));
  const several = () => state.case.claims.length > 1;

  function card(one) {
    const kind = supportOf.get(one.support).per;
    const reasons = one.reasons.filter(telling.isSum);
    const row = (title, ...content) => h("div", {}, h("dt", {}, title), h("dd", {}, content));
    const ask = (fact) => {
      const asked = place({ of: Tiaowen.factsOf(rules, "applicant").some((a) => a.id === fact) ? "applicant" : one.claim, fact, supports: [] }, found.case);
      return asked ? button(begin(nameOf(fact, kind)), () => go({ at: [asked.of, asked.fact] }), { class: "chip-button" })
        : button(nameOf(fact, "grant"), () => go({ at: [null, "ledger"] }), { class: "chip-button" });
    };
    const needed = Tiaowen.readRules(rules, state.readings).byId[one.support].needed?.length;
    const chosen = supportOf.get(one.support).choice;
    const judged = one.judged.map(({ term }) => term);
    return h("article", { class: `support${one.amount ? " support-money" : ""}` }, heading(one),
      h("p", {}, h("strong", { class: "tag" }, begin(telling.say("status", one.status))), several() && ` ${one.claim}`),
      h("p", { class: "worth" }, sayAmount(one)),
      h("dl", { class: "details" },
        one.amount && one.amount.high !== null && row(t("how"), reasons.map((reason) => h("p", {}, tell(reason, kind))),
          supportOf.get(one.support).said.map(([at, said]) => h("p", {}, cite(at, said)))),
        row(t("decided"), needed ? [t(chosen ? "chosen_by" : "chosen_read"), chosen && cite(supportOf.get(one.support).at, chosen)] : t("not_chosen"), " ",
          one.status === "candidate" && button(t("was_chosen"), () => go({ at: [one.claim, "selected"] }), { class: "link" })),
        row(t("whom"), measureOf(one).agencies.map((id, n) => [n ? telling.say("list", "between") : "", h("a", { href: `agencies/${id}.html` }, telling.agency(id))])),
        one.missing.length ? row(t("missing"), one.missing.map((fact) => [ask(fact), " "])) : "",
        judged.length ? row(t("judged"), judged.map((term) => [Tiaowen.factsOf(rules, kind).some((f) => f.id === term) || Tiaowen.factsOf(rules, "applicant").some((f) => f.id === term) ? ask(term) : telling.concept(term), " "])) : ""),
      why(one, kind));
  }

  function sayAmount(one) {
    if (one.amount === null) return t(one.status === "case-by-case" ? "case_by_case" : "no_sum");
    if (one.amount.high === null) return t("no_bound");
    return t(one.ceiling ? "ceiling" : "due", { sum: one.amount.low === one.amount.high || one.status === "undetermined" ? telling.sum(one.amount.high) : range(one.amount) });
  }

  /** Links to the sentences that a reason quotes. */
  function citesOf(reason) {
    const each = [reason, ...reason.parts].filter((one) => one.provision && one.words);
    const seen = new Set();
    return each.filter((one) => !seen.has(one.words) && seen.add(one.words)).map((one) => [cite(one.provision, one.words), " "]);
  }

  function why(one, kind) {
    const line = (reason) => h("li", { class: `is-${reason.holds}` },
      h("span", { class: "mark", "aria-hidden": "true" }, { true: "✓", false: "✗" }[reason.holds] ?? "?"),
      h("span", { class: "hidden" }, t({ true: "met", false: "unmet" }[reason.holds] ?? "not_known")), " ", tell(reason, kind), " ",
      reason.provision && reason.words ? cite(reason.provision, reason.words) : "",
      reason.parts.length && !telling.isSum(reason) ? h("ul", {}, reason.parts.map(line)) : "");
    return h("details", {}, h("summary", {}, t("why")), h("ul", { class: "why" }, one.reasons.map(line)));
  }

  function listRefused(refused) {
    const lines = refused.map((one) => {
      const kind = supportOf.get(one.support).per;
      const failed = one.reasons.filter((reason) => reason.holds === false || reason.kind === "topped-up");
      return h("li", {}, h("a", { href: supportHref(one) }, several() ? item(one.claim, one.support) : begin(supportName(one.support))), " ",
        h("strong", { class: "tag" }, begin(telling.say("status", one.status))),
        failed.map((reason) => h("p", {}, tell(reason, kind), " ", citesOf(reason))));
    });
    return lines.length ? h("ul", { class: "plain" }, lines) : "";
  }

  function listBest({ best, total, settled, proved, barred }) {
    if (!best.length) return h("p", {}, telling.say("combination", barred.length ? "nothing" : "none"));
    const name = ({ claim, support }) => (several() ? item(claim, support) : supportName(support));
    const bars = barred.map((bar) => h("li", {}, telling.say("bar", bar.kind, {
      item: begin(name(bar)), by: telling.join(bar.by.map(name), "and"),
    }), t("stop"), " ", cite(bar.provision)));
    return [
      h("p", {}, telling.say("combination", "total", { range: range(total) })),
      h("table", { class: "money" }, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("item")), h("th", { scope: "col" }, t("sum")))),
        h("tbody", {}, best.map((one) => h("tr", {}, h("th", { scope: "row" }, begin(name(one))), h("td", {}, begin(range(one.amount))))))),
      !settled && h("p", {}, telling.say("combination", "unsettled")),
      !proved && h("p", {}, telling.say("combination", "unproved")),
      bars.length ? h("ul", { class: "plain" }, bars) : "",
    ];
  }

  function listPresumed() {
    const seen = new Map();
    for (const one of found.assessment.outcomes.filter((other) => groupOf(other) !== "apart")) {
      for (const fact of one.presumed) seen.set(fact, [one.claim, supportOf.get(one.support).per]);
    }
    const rows = [...seen].map(([fact, [claim, kind]]) => {
      const declared = telling.factOf(fact, kind);
      return declared?.why ? h("li", {}, begin(declared.name[0]), t("colon"), declared.why[0], " ",
        fact !== "object" && button(t("change"), () => go({ at: [claim, fact] }), { class: "link", "aria-label": t("change_what", { name: declared.name[0] }) })) : "";
    });
    return rows.length ? h("ul", { class: "plain" }, rows) : "";
  }

  // ---- Readings

  const gist = ({ status, amount, ceiling }) => [status, amount?.low, amount?.high, ceiling].join();

  /** The readings that the result turns on, each changed by itself: what its options give; the most money first. */
  function weigh() {
    const { assessment, case: data } = found;
    const spread = (totals) => {
      const highs = totals.map(({ high }) => high ?? 10n ** 17n);
      return highs.reduce((one, other) => (one > other ? one : other)) - highs.reduce((one, other) => (one < other ? one : other));
    };
    return rules.readings.map((reading) => {
      const chosen = assessment.readings[reading.id];
      const options = reading.options.map(([id]) => {
        const other = id === chosen ? assessment : Tiaowen.assess(rules, data, { ...state.readings, [reading.id]: id });
        const { total } = other.combination;
        const changed = other.outcomes.find((one, n) => gist(one) !== gist(assessment.outcomes[n]));
        return { id, total, changed };
      });
      return { reading, chosen, options, spread: spread(options.map(({ total }) => total)) };
    })
      .filter(({ reading, chosen, options }) => chosen !== reading.default || options.some(({ changed }) => changed))
      .sort((one, other) => (one.spread > other.spread ? -1 : one.spread < other.spread ? 1 : 0));
  }

  function listReadings() {
    if (!Tiaowen.readings) return loadReadings();
    const weighed = weigh();
    const isFirst = ({ reading, chosen, spread }, n) => chosen !== reading.default || (n < MOST_READINGS && (spread || !weighed[0].spread));
    const first = weighed.filter(isFirst);
    const others = weighed.filter((one) => !first.includes(one));
    if (!weighed.length) return "";
    return [h("p", {}, t("readings_lead")), first.map(switchOf),
      others.length ? h("details", { id: "others" }, h("summary", {}, t("readings_others", { n: others.length })), others.map(switchOf)) : ""];
  }

  /** The words of the readings come in a file of their own, once a result is shown. */
  function loadReadings() {
    if (document.getElementById("readings-words")) return;
    document.head.append(h("script", { id: "readings-words", src: `../static/readings-${rules.langs[0]}.js`, onload: () => show(false, true) }));
  }

  /** A reading with its options; choosing another works everything out again. */
  function switchOf({ reading, chosen, options, spread }) {
    const [ask, texts] = Tiaowen.readings[reading.id];
    const tells = ({ id, total, changed }) => {
      if (id !== chosen && !changed) return t("same_result");
      if (spread) return t("total", { sum: range(total) });
      return changed ? t("outcome", { support: supportName(changed.support), status: telling.say("status", changed.status) }) : "";
    };
    return h("fieldset", { class: "question reading" },
      h("legend", {}, h("a", { href: `readings.html#${reading.id}` }, reading.id), " ", ask),
      h("div", { class: "choices", onchange: ({ target }) => {
        const readings = { ...state.readings, [reading.id]: target.value };
        if (target.value === reading.default) delete readings[reading.id];
        go({ readings }, { stay: true });
      } }, options.map((option) => h("label", {},
        h("input", { type: "radio", name: `r-${reading.id}`, id: `r-${reading.id}-${option.id}`, value: option.id, checked: option.id === chosen }),
        h("span", {}, texts[option.id], option.id === reading.default && h("span", { class: "tag" }, t("default")),
          h("span", { class: "quiet" }, tells(option)))))));
  }

  // ---- Keeping the answers

  function listTools() {
    const said = h("p", { role: "status" });
    const address = () => location.href.split("#")[0] + encode({ ...state, at: undefined });
    const copy = async () => {
      const field = h("input", { type: "text", readonly: true, value: address(), "aria-label": t("the_link") });
      try {
        await navigator.clipboard.writeText(address());
        said.replaceChildren(t("copied"), field);
      } catch {
        said.replaceChildren(t("copy_this"), field);
        field.select();
      }
    };
    const save = () => {
      const url = URL.createObjectURL(new Blob([`${JSON.stringify(state.case, null, 2)}\n`], { type: "application/json" }));
      h("a", { href: url, download: "tiaowen-case.json" }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60000);
      const chosen = Object.entries(state.readings).map(([id, option]) => ` --reading ${id}=${option}`).join("");
      said.replaceChildren(t("saved"), " ", h("code", {}, `tiaowen assess tiaowen-case.json${chosen}`));
    };
    const begun = state.case.claims.length > 0;
    return h("section", { class: "tools", "aria-labelledby": "tools-title" }, h("h2", { id: "tools-title" }, t(begun ? "keep" : "resume")),
      begun && h("p", { class: "quiet" }, t("keep_note")),
      begun && h("div", { class: "buttons" }, button(t("copy"), copy), button(t("save"), save), button(t("print"), () => print()),
        button(t("anew"), () => go(fresh()))),
      said, h("p", {}, h("label", { for: "file" }, t("open_file")), " ",
        h("input", { type: "file", id: "file", accept: ".json,application/json", onchange: ({ target }) => reopen(target.files[0]) })));
  }

  /** Takes up a case from a file, and tells what of it could not be read. */
  async function reopen(file) {
    const tellAll = (...lines) => document.getElementById("told").replaceChildren(...lines.map((line) => h("span", { class: "line" }, line)));
    if (!file) return;
    try {
      const data = JSON.parse((await file.text()).replace(/^\ufeff/, ""));
      const { case: read, faults } = Tiaowen.readCase(rules, data);
      go({ ...fresh(), case: write(read) });
      if (faults.length) {
        tellAll(t("file_part"), ...faults.map(({ path, code }) => `${path}${t("colon")}${words.faults[code] ?? t("not_read")}`));
      } else tellAll();
    } catch {
      tellAll(t("file_broken"));
    }
  }

  // ---- Showing it all

  /**
   * Puts everything on the page again; `moved` takes the reader to the question, else the focus stays where it is.
   * With `only` the result, nothing that is being answered is touched; the `same` form goes on as it is.
   */
  function show(moved, only = false, same = false) {
    const focused = document.activeElement?.id;
    const unfolded = [...document.querySelectorAll("details[id][open]")].map((one) => one.id);
    found = assess();
    const asked = next();
    const begun = state.case.claims.length > 0;
    const place_ = (id, ...nodes) => document.getElementById(id).replaceChildren(...nodes.filter(Boolean));
    const form = same && document.querySelector("form.all");
    if (form) askAll(form);
    else if (!only) place_("ask", state.all && begun && !state.at ? askAll() : asked ? askOne(asked) : finished());
    if (begun) showStanding();
    else place_("standing");
    place_("given", begun && listAnswers());
    const isDone = !asked || state.all;
    place_("result", begun && listResult(isDone || isWhole));
    if (!only) place_("tools", listTools());
    for (const link of document.querySelectorAll("a.switch")) link.href = link.href.split("#")[0] + (begun ? encode(state) : "");
    for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
    document.title = asked || !begun ? home : `${t("done")} – ${home}`;
    if (moved) document.getElementById("q-legend")?.focus();
    else if (focused && document.activeElement.id !== focused) document.getElementById(focused)?.focus();
  }

  function open() {
    const read = decode(location.hash);
    document.getElementById("told").textContent = read ? "" : t("link_broken");
    state = read ?? fresh();
    before = null;
  }

  // Links within the page would take the answers out of the address.
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.('a[href="#content"]')) return;
    event.preventDefault();
    document.getElementById("content").focus();
  });
  addEventListener("popstate", () => {
    if (location.hash && !location.hash.startsWith("#c=")) return;
    open();
    show(true);
  });
  open();
  root.hidden = false;
  show(false);
})();
