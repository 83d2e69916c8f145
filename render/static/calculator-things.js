/*
 * The first question: what a person has or does, in everyday words, with a search. The answer gives the kind of the
 * claim and its subject.
 */
(() => {
  "use strict";

  const { rules, words, telling } = Tiaowen;
  const { begin } = telling;
  const { answer, button, go, h, now, subjectsOf, t, today } = Tiaowen.page;

  /** The things that can be claimed for: `[kind, id, name, everyday words]`, in the order of the kinds. */
  const list = () => Object.keys(rules.kinds).flatMap((kind) => subjectsOf(kind).map(([id, name]) => [kind, id, begin(name), words.things[id] ?? ""]));

  const bare = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");

  const pairsOf = (text) => [...text].slice(1).map((sign, n) => text[n] + sign);

  /**
   * The similarity of a typed text and a thing. Above 2: the text equals one of the thing's words. Above 1: one
   * contains the other; the name ranks before the everyday words. Otherwise: the proportion of the text's pairs of
   * characters that occur in one of the words.
   */
  function closeness(typed, [, , name, everyday]) {
    const said = bare(typed);
    const pairs = pairsOf(said);
    return Math.max(...[name, ...everyday.split(/[、,]/)].filter(Boolean).map(bare).map((one, n) => {
      if (one.includes(said) || said.includes(one)) return 1 + Math.min(said.length, one.length) / Math.max(said.length, one.length) + (one === said) + (n ? 0 : 0.5);
      return pairs.filter((pair) => one.includes(pair)).length / pairs.length || 0;
    }));
  }

  /**
   * The matching things, the most similar first: those with a score above 1, or else those that share enough pairs of
   * characters.
   */
  function search(typed, rows) {
    const near = /[a-z]/i.test(typed) ? 0.85 : 0.49;
    const scored = rows.map((row) => [closeness(typed, row.thing), row]).sort(([one], [other]) => other - one);
    return scored.filter(([score]) => score > (scored[0][0] > 1 ? 1 : near)).map(([, row]) => row);
  }

  /** A typed name: `{name}`, or null if it cannot be used. */
  function readName(text, kind) {
    const name = text.trim();
    const claims = [...now.state.case.claims, { id: name, kind }].map(({ id, kind: one }) => ({ id, kind: one }));
    return name && Tiaowen.readCase(rules, { date: today(), claims }).faults.length ? null : { name };
  }

  function askThing() {
    const { claims } = now.state.case;
    const error = h("p", { class: "error", role: "alert", id: "q-error" });
    const found = h("p", { class: "quiet", role: "status" });
    const own = h("input", { type: "text", id: "q-name", maxlength: 60, autocomplete: "off", "aria-describedby": "q-error" });
    const same = claims.length > 0 && h("select", { id: "q-same" }, h("option", { value: "" }, t("own_thing")),
      claims.filter((one) => (one.object ?? one.id) === one.id).map(({ id }) => h("option", { value: id }, t("same_as", { claim: id }))));
    const take = (kind, is) => {
      const given = readName(own.value, kind);
      if (given) return go(answer({ of: null, fact: "kind" }, { kind, is: is && [is], name: given.name, object: same ? same.value || true : undefined }));
      error.textContent = t("name_taken");
      own.closest("details").open = true;
      own.focus();
      return undefined;
    };
    const seen = new Set();
    const rows = list().map((thing) => {
      const [kind, is, name, everyday] = thing;
      const node = button([name, everyday && h("span", { class: "quiet" }, everyday.split(/[、,]/).slice(0, 3).join(t("comma")))],
        () => take(kind, is), { class: "choice", id: seen.has(is) ? `q-${kind}-${is}` : `q-${is}` });
      seen.add(is);
      return { thing, node };
    });
    const lists = Object.keys(rules.kinds).map((kind) => [kind, h("div", { class: "choices" })]);
    const hits = h("div", { class: "choices" });
    const place = () => lists.forEach(([kind, list]) => list.append(...rows.filter(({ thing }) => thing[0] === kind).map(({ node }) => node)));
    place();
    const groups = lists.map(([kind, list]) => h("section", { class: "things" }, h("h2", {}, begin(rules.kinds[kind][0])), list));
    const field = h("input", {
      type: "search", id: "q-find", autocomplete: "off", placeholder: t("thing_example"), "aria-label": t("thing_find"),
      oninput: () => {
        const typed = field.value.trim();
        const first = typed ? search(typed, rows) : [];
        place();
        hits.replaceChildren(...first.map(({ node }) => node));
        for (const group of groups) group.hidden = Boolean(typed);
        found.replaceChildren(!typed ? "" : first.length ? t("thing_found", { n: first.length }) : t("thing_none"),
          ...(typed && !first.length ? [" ", h("a", { href: `search.html?q=${encodeURIComponent(typed)}` }, t("thing_search"))] : []));
      },
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      hits.firstChild?.focus();
    });
    return h("form", { class: "ask", novalidate: true, onsubmit: (event) => event.preventDefault() },
      h("fieldset", { class: "question", id: "q-set" }, h("legend", { tabindex: -1, id: "q-legend" }, t("ask_thing")),
        field, same && h("p", { class: "row" }, h("label", { for: "q-same" }, t("ask_object")), same), found, hits, groups, error),
      h("details", { class: "own-name" }, h("summary", {}, t("give_name")), h("label", { for: "q-name" }, t("name_label")), own),
      h("div", { class: "buttons" },
        button(t("thing_unsure"), () => go({ at: [null, "kind"] }), { class: "second", id: "q-?" }),
        claims.length > 0 && button(t("leave_as_is"), () => go({}), { class: "second" })));
  }

  Tiaowen.page.askThing = askThing;
})();
