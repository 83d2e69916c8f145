/*
 * Ways to save the answers: short links, files, a table to fill in, a letter with a checklist, and the applicant stored
 * in this browser. Loaded when a person wants one of them or opens a short link.
 */
(() => {
  "use strict";

  const { rules, telling } = Tiaowen;
  const { begin, factOf, support: supportName } = telling;
  const {
    answer, button, decode, encode, errorOf, freeName, fresh, go, h, kindOf, now, readText, sayValue, shorten, t, tellAll, today, write,
  } = Tiaowen.page;

  // ---- Short links: the facts of a case, each word as a two-character hash, compressed

  const SIGNS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const NO_LEDGER = "-";

  function hash(text) {
    let found = 2166136261;
    for (const sign of text) found = Math.imul(found ^ sign.codePointAt(0), 16777619) >>> 0;
    return SIGNS[found % 62] + SIGNS[Math.floor(found / 62) % 62];
  }

  /** The two-character code of an id among all possible ids; the id itself if two ids have the same code. */
  const codeOf = (id, all) => (all.filter((one) => hash(one) === hash(id)).length > 1 ? `!${id}` : hash(id));
  /** The id that a code stands for. Throws if no id or more than one has the code, which a later edition may cause. */
  function meaning(code, all) {
    const found = code.startsWith("!") ? [code.slice(1)].filter((one) => all.includes(one)) : all.filter((one) => hash(one) === code);
    if (found.length !== 1) throw new Error(code);
    return found[0];
  }

  const idsOf = (kind) => Tiaowen.factsOf(rules, kind).map((one) => one.id);
  const choicesOf = (fact, kind) => Tiaowen.choicesOf(rules, fact, kind).map(([id]) => id);
  const days = (text) => (Date.parse(text) / 864e5).toString(36);
  const dayOf = (code) => new Date(parseInt(code, 36) * 864e5).toISOString().slice(0, 10);
  const KINDS = Object.keys(rules.kinds);

  /** The function that encodes names: as they are, or as numbers. The same name always has the same code. */
  function namesFor(state, isNamed) {
    const known = new Map(state.case.claims.map(({ id }, n) => [Tiaowen.foldName(id), `.${n}`]));
    const others = new Map();
    return (name) => {
      const folded = Tiaowen.foldName(name);
      if (known.has(folded)) return known.get(folded);
      if (isNamed) return `~${encodeURIComponent(name)}`;
      if (!others.has(folded)) others.set(folded, `$${others.size}`);
      return others.get(folded);
    };
  }

  function packValue(key, value, kind, name) {
    const fact = factOf(key, kind);
    if (fact.type === "date") return days(value);
    if (fact.type === "money") return String(value).replace(/0{3,}$/, (zeros) => `e${zeros.length}`);
    if (fact.type === "choices") {
      const all = choicesOf(fact, kind);
      if (Array.isArray(value)) return `=${value.map((one) => codeOf(one, all)).join(",")}`;
      return Object.entries(value).map(([one, is]) => `${is === true || is === "yes" ? "+" : "-"}${codeOf(one, all)}`).join(",");
    }
    if (typeof value === "boolean") return value ? "1" : "0";
    if (fact.type === "yes-no") return { yes: "1", no: "0" }[value] ?? `!${value}`;
    if (fact.type === "choice") return codeOf(value, choicesOf(fact, kind));
    if (fact.type === "count") return String(value);
    return name(value);
  }

  function unpackValue(key, text, kind, nameOf) {
    const fact = factOf(key, kind);
    if (fact.type === "date") return dayOf(text);
    if (fact.type === "money") return text.replace(/e(\d+)$/, (_, zeros) => "0".repeat(Number(zeros)));
    if (fact.type === "choices") {
      const all = choicesOf(fact, kind);
      if (text.startsWith("=")) return text.slice(1).split(",").filter(Boolean).map((one) => meaning(one, all));
      return Object.fromEntries(text.split(",").filter(Boolean).map((one) => [meaning(one.slice(1), all), one[0] === "+"]));
    }
    if (fact.type === "yes-no") return text === "1" ? true : text === "0" ? false : text.slice(1);
    if (fact.type === "choice") return meaning(text, choicesOf(fact, kind));
    if (fact.type === "count") return Number(text);
    return nameOf(text);
  }

  const packFacts = (facts, kind, name) => Object.entries(facts).filter(([key]) => !["id", "kind"].includes(key))
    .map(([key, value]) => codeOf(key, idsOf(kind)) + packValue(key, value, kind, name)).join(";");

  function unpackFacts(text, kind, nameOf) {
    return Object.fromEntries(text.split(";").filter(Boolean).map((one) => {
      const [, code] = one.startsWith("!") ? /^(!.+?)(?==|$)/.exec(one) : [null, one.slice(0, 2)];
      const key = meaning(code, idsOf(kind));
      return [key, unpackValue(key, one.slice(code.length), kind, nameOf)];
    }));
  }

  function pack(state, isNamed) {
    const name = namesFor(state, isNamed);
    const { claims, ledger, applicant, date } = state.case;
    const made = [];
    const lines = claims.map((claim) => {
      const usual = freeName(claim.kind, made);
      made.push({ id: isNamed ? claim.id : usual });
      return `${codeOf(claim.kind, KINDS)}${packFacts(claim, claim.kind, name)}${isNamed && claim.id !== usual ? `\t${encodeURIComponent(claim.id)}` : ""}`;
    });
    const unsure = state.unsure.map((one) => {
      const at = one.lastIndexOf("|");
      const [of, fact] = [one.slice(0, at), one.slice(at + 1)];
      return `${of === "applicant" ? "a" : of ? claims.findIndex(({ id }) => id === of) : ""}|${fact}`;
    });
    return [days(date), packFacts(applicant, "applicant", name), Object.entries(state.readings).map((pair) => pair.join(":")).join(","),
      unsure.join(","), ledger ? ledger.map((one) => packFacts(one, "grant", name)).join("/") : NO_LEDGER, ...lines].join("\n");
  }

  function unpack(text) {
    const [date, applicant, readings, unsure, ledger, ...lines] = text.split("\n");
    const claims = [];
    for (const line of lines) {
      const [packed, named] = line.split("\t");
      const code = packed.startsWith("!") ? `!${KINDS.find((kind) => packed.startsWith(`!${kind}`))}` : packed.slice(0, 2);
      const kind = meaning(code, KINDS);
      claims.push({ id: named ? decodeURIComponent(named) : freeName(kind, claims), kind, rest: packed.slice(code.length) });
    }
    const nameOf = (one) => {
      if (one.startsWith(".")) return claims[Number(one.slice(1))].id;
      return one.startsWith("~") ? decodeURIComponent(one.slice(1)) : t("unnamed", { n: Number(one.slice(1)) + 1 });
    };
    return {
      case: {
        date: dayOf(date), applicant: unpackFacts(applicant, "applicant", nameOf),
        claims: claims.map(({ id, kind, rest }) => ({ id, kind, ...unpackFacts(rest, kind, nameOf) })),
        ...(ledger !== NO_LEDGER && { ledger: ledger.split("/").filter(Boolean).map((one) => unpackFacts(one, "grant", nameOf)) }),
      },
      readings: Object.fromEntries(readings.split(",").filter(Boolean).map((one) => one.split(":"))),
      unsure: unsure.split(",").filter(Boolean).map((one) => {
        const [of, fact] = one.split("|");
        return `${of === "a" ? "applicant" : of && claims[of].id}|${fact}`;
      }),
    };
  }

  const through = async (bytes, stream) => new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());

  /** The fragment of a short link. Its checksum detects a link that was cut or changed. */
  async function shortLink(state, isNamed) {
    const bytes = await through(new TextEncoder().encode(pack(state, isNamed)), new CompressionStream("deflate"));
    return `#s=${btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")}`;
  }

  /** Opens a short link. If it cannot be read, the page says so and takes nothing from it. */
  async function openShort(fragment) {
    try {
      const packed = atob(fragment.slice(3).replace(/-/g, "+").replace(/_/g, "/"));
      const bytes = await through(Uint8Array.from(packed, (one) => one.charCodeAt(0)), new DecompressionStream("deflate"));
      const [state, faults] = decode(encode(unpack(new TextDecoder().decode(bytes))));
      if (!state || faults.length) throw new Error();
      go(state, { replace: true });
    } catch {
      tellAll(t("link_broken"));
    }
  }

  // ---- Files

  const BARE = /^[a-z][a-z0-9-]*$/;
  const TAKEN = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];

  /** A value of a case in YAML, written as `tiaowen ask` writes it. */
  function yaml(value) {
    if (Array.isArray(value)) return `[${value.map(yaml).join(", ")}]`;
    if (value !== null && typeof value === "object") return `{${Object.entries(value).map(([key, one]) => `${key}: ${yaml(one)}`).join(", ")}}`;
    if (typeof value === "boolean") return value ? "yes" : "no";
    const text = String(value);
    return (BARE.test(text) && !TAKEN.includes(text)) || /^\d{4}-\d\d-\d\d$/.test(text) || /^\d+(\.\d+)?$/.test(text) ? text : JSON.stringify(text);
  }

  /** A case as YAML with one fact on each line. */
  function writeYaml({ date, applicant, claims, ledger }) {
    const block = (facts, first) => Object.entries(facts).map(([key, value], n) => `${n ? "    " : first}${key}: ${yaml(value)}`);
    return [`date: ${date}`, `applicant: ${yaml(applicant)}`, claims.length ? "claims:" : "claims: []", ...claims.flatMap((one) => block(one, "  - ")),
      ...(ledger ? (ledger.length ? ["ledger:", ...ledger.flatMap((one) => block(one, "  - "))] : ["ledger: []"]) : []), ""].join("\n");
  }

  function hand(text, name, type) {
    const url = URL.createObjectURL(new Blob([text], { type }));
    h("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
  }

  const tellSaved = (said, name) => {
    const chosen = Object.entries(now.state.readings).map(([id, option]) => ` --reading ${id}=${option}`).join("");
    said.replaceChildren(t("saved"), " ", h("code", {}, `tiaowen assess ${name}${chosen}`));
  };

  // ---- The applicant, stored in this browser

  const PLACE = "tiaowen-applicant";

  // ---- A table of things of one kind

  /** A table for each kind of claim, with a row for each thing and a column for each fact in use. */
  function openTable() {
    const state = structuredClone(now.state);
    const { claims } = state.case;
    const kinds = [...new Set(claims.map(({ kind }) => kind))];
    const tables = kinds.map((kind) => {
      const asked = [...new Set([...claims.filter((one) => one.kind === kind).flatMap(Object.keys),
        ...now.found.open.filter(({ of }) => kindOf(of) === kind).map(({ fact }) => fact)])];
      const facts = Tiaowen.factsOf(rules, kind).filter(({ id, type }) => asked.includes(id) && !["is", "object"].includes(id) && type !== "choices");
      const body = h("tbody");
      const add = (claim) => body.append(tableRow(claim, facts, body));
      claims.filter((one) => one.kind === kind).forEach(add);
      const more = button(t("table_more"), () => {
        const rows = [...body.rows];
        const { claim } = rows.at(-1);
        const id = freeName(kind, [...claims, ...document.querySelectorAll("#ask tbody tr")].map((one) => one.claim ?? one));
        add({ ...structuredClone(claim), id, object: id, ...Object.fromEntries(rows.at(-1).read().filter(([, , given]) => !given.error && given.value !== undefined).map(([fact, , given]) => [fact, given.value])) });
        body.rows[body.rows.length - 1].querySelector("input,select").focus();
      });
      return h("section", {}, h("h3", {}, begin(rules.kinds[kind][0])), h("div", { class: "wide", tabindex: 0, role: "region", "aria-label": begin(rules.kinds[kind][0]) },
        h("table", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("name_label")), facts.map((one) => h("th", { scope: "col" }, begin(one.name[0]))))), body)),
      h("div", { class: "buttons" }, more));
    });
    const form = h("form", { class: "ask", novalidate: true, onsubmit: (event) => {
      event.preventDefault();
      const rows = [...form.querySelectorAll("tbody tr")];
      const faulty = rows.flatMap((row) => row.read()).find(([, , given]) => given.error);
      if (faulty) return faulty[1].focus();
      const known = new Map(claims.map((one) => [one.id, one]));
      const changed = rows.map((row) => {
        const claim = { ...(known.get(row.claim.id) ?? row.claim) };
        for (const [fact, , { value }] of row.read()) {
          if (value === undefined) delete claim[fact];
          else claim[fact] = value;
        }
        return claim;
      });
      return go({ case: { ...state.case, claims: changed } });
    } }, h("h2", { tabindex: -1, id: "q-legend" }, t("table_title")), h("p", { class: "quiet" }, t("table_note")), tables,
    h("div", { class: "buttons" }, h("button", { type: "submit" }, t("table_done")), button(t("leave_as_is"), () => go({}), { class: "second" })));
    document.getElementById("ask").replaceChildren(form);
    document.getElementById("q-legend").focus();
  }

  function tableRow(claim, facts, body) {
    const cells = facts.map((fact) => {
      const [error, tellError] = errorOf(`${claim.id}-${fact.id}`, () => [input]);
      const given = claim[fact.id];
      const label = `${claim.id}${t("between")}${fact.name[0]}`;
      const options = fact.type === "yes-no" ? [["yes", t("yes")], ["no", t("no")]] : fact.type === "choice" ? Tiaowen.choicesOf(rules, fact, claim.kind) : null;
      const one = given === true ? "yes" : given === false ? "no" : given ?? "";
      const input = options
        ? h("select", { "aria-label": label }, [["", t("unsure")], ...options].map(([value, name]) => h("option", { value, selected: value === one }, name)))
        : h("input", { type: "text", "aria-label": label, autocomplete: "off", maxlength: 200, value: fact.type === "money" && given !== undefined ? shorten(given) : one });
      const read = () => {
        const text = input.value.trim();
        if (!text) return {};
        const found = options ? { value: text === "yes" && fact.type === "yes-no" ? true : text === "no" && fact.type === "yes-no" ? false : text } : readText(fact.type, text, fact, claim.kind);
        tellError(found.error ?? "");
        return found;
      };
      return { fact: fact.id, input, read, node: h("td", {}, input, error) };
    });
    const row = h("tr", {}, h("th", { scope: "row" }, claim.id, " ", button(t("remove"), () => body.rows.length > 1 && row.remove(), { class: "link", "aria-label": t("remove_what", { name: claim.id }) })), cells.map(({ node }) => node));
    row.claim = claim;
    row.read = () => cells.map(({ fact, input, read }) => [fact, input, read()]);
    return row;
  }

  // ---- A letter and a checklist, filled in and ready to print

  function writeLetter() {
    const { stepsOf, listed } = Tiaowen.page;
    const { dataset } = document.getElementById("calculator");
    const outcomes = listed();
    const agencies = [...new Set(outcomes.flatMap((one) => rules.measures[one.measure].agencies.concat(rules.measures[one.measure].issuers ?? [])))].map(telling.agency);
    const facts = (of, given) => Object.keys(given).filter((fact) => !["id", "kind", "object"].includes(fact))
      .map((fact) => h("li", {}, begin(telling.fact(fact, kindOf(of))), t("colon"), sayValue(of, fact, given[fact])));
    const { case: data } = now.state;
    return [h("h2", {}, t("letter_title")), h("p", {}, t("letter_to", { agencies: telling.join(agencies) })),
      h("p", {}, t("letter_lead", { title: dataset.title })),
      h("h3", {}, t("letter_facts")), h("ul", {}, facts("applicant", data.applicant)),
      data.claims.map((claim) => [h("h4", {}, claim.id), h("ul", {}, facts(claim.id, claim))]),
      h("h3", {}, t("letter_ask")),
      outcomes.map((one) => [h("h4", {}, now.state.case.claims.length > 1 ? telling.item(one.claim, one.support) : begin(supportName(one.support))),
        h("ul", { class: "checks" }, stepsOf(one).ask.map((line) => h("li", {}, line))),
        h("p", {}, t("letter_bring")), h("ul", { class: "checks" }, stepsOf(one).prove.map((line) => h("li", {}, line)))]),
      h("p", {}, t("letter_end", { day: telling.day(today()) })), h("p", { class: "quiet" }, t("letter_note"))];
  }

  function printLetter() {
    const box = document.getElementById("letter");
    box.replaceChildren(...writeLetter().flat(9));
    addEventListener("afterprint", () => box.replaceChildren(), { once: true });
    print();
  }

  const keep = {
    async copy(said) {
      const named = h("input", { type: "checkbox", id: "with-names" });
      const field = h("input", { type: "text", readonly: true, "aria-label": t("the_link") });
      const make = async () => {
        field.value = location.href.split("#")[0] + (globalThis.CompressionStream ? await shortLink(now.state, named.checked) : encode({ ...now.state, at: undefined }));
        try {
          await navigator.clipboard.writeText(field.value);
          told.textContent = t("copied");
        } catch {
          told.textContent = t("copy_this");
          field.select();
        }
      };
      const told = h("p");
      named.addEventListener("change", make);
      said.replaceChildren(told, field, h("p", {}, h("label", {}, named, " ", t("with_names"))));
      await make();
    },
    save(said) {
      hand(`${JSON.stringify(now.state.case, null, 2)}\n`, "tiaowen-case.json", "application/json");
      tellSaved(said, "tiaowen-case.json");
    },
    save_yaml(said) {
      hand(writeYaml(now.state.case), "tiaowen-case.yaml", "application/yaml");
      tellSaved(said, "tiaowen-case.yaml");
    },
    letter: printLetter,
    company(said) {
      try {
        localStorage.setItem(PLACE, JSON.stringify(now.state.case.applicant));
        said.replaceChildren(t("company_kept"), " ", button(t("company_forget"), () => {
          localStorage.removeItem(PLACE);
          said.replaceChildren(t("company_gone"));
        }, { class: "link" }));
      } catch {
        said.replaceChildren(t("company_not"));
      }
    },
    use_company(said) {
      let known = null;
      try {
        known = JSON.parse(localStorage.getItem(PLACE));
      } catch { /* Nothing can be kept in this browser. */ }
      if (!known) return said.replaceChildren(t("company_none"));
      const { case: read } = Tiaowen.readCase(rules, { date: now.state.case.date, applicant: known });
      return go({ case: { ...structuredClone(now.state.case), applicant: write(read).applicant } }, { stay: true });
    },
  };

  Object.assign(Tiaowen.page, { keep, openShort, openTable, pack, shortLink, unpack, writeYaml });
})();
