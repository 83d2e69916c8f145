/*
 * The state of the page "What can I apply for": the answers, their result, and the next question. The answers are
 * stored only in the fragment of the address, so that a person can reload and share the page and go back.
 *
 * The state contains the case as a case file writes it, the chosen readings, and the facts that the person does not
 * know: `unsure` holds `claim|fact`. `at` is the answer being changed; `all` shows every question at once.
 */
(() => {
  "use strict";

  const { rules, words, telling } = Tiaowen;
  const { begin, fill } = telling;
  const UNSURE = "?";

  const t = (key, parts) => fill(words.page[key], parts);

  // ---- The page's elements

  /** An element with attributes, listeners (`onclick`) and children; empty children are omitted. */
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
  const provisionHref = (eid) => (/(^|_)(para|art)_/.test(eid) ? `measures/${eid.replace(/__(s|sup|resp)(_|$).*/, "")}.html#${eid}` : `text.html#${eid}`);
  const cite = (eid, quoted) => h("a", { class: "quote-link", href: provisionHref(eid) },
    quoted ? h("q", { class: "quote", lang: words.writing.lang }, quoted) : t("clause"));

  // ---- The edition of the page

  const { edition } = document.getElementById("calculator").dataset;

  /** The text that the result is based on, its last day under the chosen readings, and the build of the data. */
  function tellEdition() {
    const { validity } = Tiaowen.readRules(rules, now.state.readings);
    const valid = !validity ? "" : validity.last
      ? t("in_force", { first: telling.day(validity.first), last: telling.day(validity.last) })
      : t("in_force_open", { first: telling.day(validity.first) });
    const trial = rules.policy.trial ? t("trial") : "";
    return t("edition", { date: telling.day(rules.policy.date), valid: valid + trial, data: edition });
  }

  /**
   * Loads a script of the site once, for all callers. If the script cannot be loaded, the site may have a newer edition,
   * and the next caller tries again.
   */
  function bring(path, onload, onerror = compareEdition) {
    const src = `../${path}`;
    const there = document.querySelector(`script[src="${src}"]`);
    if (there?.isLoaded) return onload();
    const script = there ?? h("script", {
      src, onload: () => { script.isLoaded = true; }, onerror: () => { script.remove(); onerror(); },
    });
    script.addEventListener("load", onload);
    if (!there) document.head.append(script);
    return undefined;
  }

  /**
   * Asks the server for the current edition, bypassing all caches, and tells the reader if this page is from another.
   */
  const compareEdition = () => bring(`version.js?${Date.now()}`, () => Tiaowen.latest !== edition
    && document.getElementById("newer").replaceChildren(
      h("p", { class: "notice" }, t("newer"), " ", button(t("reload"), () => location.reload())),
    ), () => {});

  // ---- The state and the address

  /** Today's date in China, in whatever time zone the browser is: the text uses the time of Shenzhen. */
  const today = () => new Date(Date.now() + 8 * 3600000).toISOString().slice(0, 10);
  const fresh = () => ({ case: { date: today(), applicant: {}, claims: [] }, readings: {}, unsure: [] });

  function encode(data) {
    const bytes = new TextEncoder().encode(JSON.stringify(data));
    const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    return `#c=${btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")}`;
  }

  /**
   * The state in an address, with a list of the parts that could not be read. Without a state in the address, a new
   * one; an empty array if the address cannot be read. An address may be older than the page: unknown parts are omitted
   * and listed.
   */
  function decode(hash) {
    if (hash.startsWith("#t=")) return [startWith(hash.slice(3).split(",")), []];
    if (!hash.startsWith("#c=")) return [fresh(), []];
    try {
      const text = atob(hash.slice(3).replace(/-/g, "+").replace(/_/g, "/"));
      const data = JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (one) => one.charCodeAt(0))));
      const { case: read, faults } = Tiaowen.readCase(rules, data.case);
      const state = { ...fresh(), case: write(read), all: data.all === true || undefined };
      const { claims } = state.case;
      const isThere = (of, fact) => {
        if (!of) return ["thing", "kind", "date", "ledger"].includes(fact);
        const kind = of === "applicant" ? of : claims.find((claim) => claim.id === of)?.kind;
        return kind && Tiaowen.factsOf(rules, kind).some((one) => one.id === fact);
      };
      const take = (isKnown, act, path, raw) => (isKnown ? act() : faults.push({ path, code: "case-fact-unknown", raw }));
      for (const [id, option] of Object.entries(data.readings ?? {})) {
        take(rules.readings.some((one) => one.id === id && one.options.some(([key]) => key === option)),
          () => { state.readings[id] = option; }, id, option);
      }
      for (const one of (data.unsure ?? []).map(String)) {
        take(isThere(...ofKey(one)), () => state.unsure.push(one), one.replace("|", "."));
      }
      const at = [].concat(data.at ?? []);
      if (at.length) take(isThere(...at), () => { state.at = at; }, at.join("."));
      return [state, faults];
    } catch {
      return [];
    }
  }

  /** A state with a claim for each thing that a link names; unknown things are omitted. */
  function startWith(ids) {
    now.state = fresh();
    for (const is of ids) {
      const kind = Object.keys(rules.kinds).find((one) => subjectsOf(one).some(([id]) => id === is));
      if (kind) Object.assign(now.state, answer({ of: null, fact: "kind" }, { kind, is: [is], object: now.state.case.claims.length > 0 }));
    }
    return now.state;
  }

  /** A case returned by `readCase`, as a case file writes it. */
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

  /** The value of `is` of a claim: a list if every choice is stated, a mapping if some are unknown. */
  const listed = (is, kind) => {
    const known = subjectsOf(kind).map(([id]) => id);
    return known.every((id) => id in is) ? known.filter((id) => is[id]) : is;
  };

  /** The current state, its result, the total before the last answer, and whether the whole result is shown. */
  const now = { state: fresh(), found: null, before: null, isWhole: false, widest: {} };

  /** Changes the state. The back button undoes the change; with `replace` the change replaces the last step instead. */
  function go(change, { replace = false, stay = replace } = {}) {
    now.before = now.found?.assessment.combination.total ?? null;
    now.state = { ...structuredClone(now.state), at: undefined, ...change };
    history[replace ? "replaceState" : "pushState"](null, "", encode(now.state));
    document.getElementById("told").replaceChildren();
    now.show(!stay, false, replace);
  }

  // ---- The result of the state

  function assess() {
    const read = Tiaowen.readCase(rules, now.state.case);
    const assessment = Tiaowen.assess(rules, read.case, now.state.readings);
    const open = Tiaowen.questions(rules, assessment).map((one) => place(one, read.case)).filter((one) => one);
    const seen = new Set();
    const asked = open.filter((one) => !seen.has(key(one)) && seen.add(key(one)));
    return { case: read.case, assessment, widest: widest(), open: asked, ahead: asked.filter((one) => !now.state.unsure.includes(key(one))) };
  }

  /** The highest total of these claims if nothing were known about them: the upper end of the bar. */
  function widest() {
    const claims = now.state.case.claims.map(({ id, kind }) => ({ id, kind }));
    const known = JSON.stringify([now.state.case.date, now.state.readings, claims]);
    if (claims.length && now.widest.known !== known && claims.length <= 3) {
      const { case: bare } = Tiaowen.readCase(rules, { date: now.state.case.date, claims });
      now.widest = { known, high: Tiaowen.assess(rules, bare, now.state.readings).combination.total.high };
    }
    return now.widest.known === known ? now.widest.high : null;
  }

  const key = ({ of, fact }) => `${of ?? ""}|${fact}`;
  // A name may contain `|`, but the id of a fact never does.
  const ofKey = (one) => [one.slice(0, one.lastIndexOf("|")), one.slice(one.lastIndexOf("|") + 1)];
  const unsureOf = (claim) => now.state.unsure.map(ofKey).filter(([of]) => of === claim).map(([, fact]) => fact);
  const kindOf = (of) => now.state.case.claims.find((claim) => claim.id === of)?.kind ?? of ?? "";
  const subjectsOf = (kind) => Tiaowen.choicesOf(rules, Tiaowen.factsOf(rules, kind).find((one) => one.id === "is"), kind);
  const givenOf = (of) => (of === "applicant" ? now.state.case.applicant : now.state.case.claims.find((claim) => claim.id === of)) ?? {};

  /**
   * A question in the form in which the page can ask it: facts of earlier grants are asked as the ledger, and forms of
   * support are not asked.
   */
  function place({ of, fact, supports }, data) {
    if (of === null) return fact === "ledger" ? { of, fact, supports } : null;
    if (of === "applicant") return { of, fact, supports };
    const claim = data.claims.find((one) => one.id === of);
    if (fact === "ledger") return { of: null, fact, supports };
    const declared = Tiaowen.factsOf(rules, claim.kind).some((one) => one.id === fact);
    if (declared && (fact === "is" || claim.facts[fact] === undefined) && fact !== "object") return { of, fact, supports };
    return null;
  }

  /**
   * The next question: the answer being changed, the first claim, whether a claim is for a separate thing, or the most
   * important missing fact.
   */
  function next() {
    if (now.state.at) return { of: now.state.at[0], fact: now.state.at[1] };
    if (!now.state.case.claims.length) return { of: null, fact: "thing" };
    for (const claim of now.state.case.claims) {
      const one = { of: claim.id, fact: "is" };
      if (claim.is === undefined && !now.state.unsure.includes(key(one))) return one;
    }
    for (const claim of now.state.case.claims.slice(1)) {
      const one = { of: claim.id, fact: "object" };
      if (claim.object === undefined && !now.state.unsure.includes(key(one))) return one;
    }
    return now.found.ahead[0];
  }

  // ---- Answering

  function answer({ of, fact }, given) {
    const data = structuredClone(now.state.case);
    const unsure = now.state.unsure.filter((one) => one !== key({ of, fact }));
    if (given === UNSURE) unsure.push(key({ of, fact }));
    const value = given === UNSURE ? undefined : given;
    const put = (facts) => {
      if (value === undefined) delete facts[fact];
      else facts[fact] = value;
    };
    if (fact === "kind") {
      const { kind, is, name, object } = value;
      const id = name || freeName(kind, data.claims);
      data.claims.push({ id, kind, ...(is && { is }), ...(object && { object: object === true ? id : object }) });
    } else if (fact === "date" && of === null) data.date = value;
    else if (fact === "ledger") put(data);
    else if (of === "applicant") put(data.applicant);
    else {
      const mine = data.claims.find((claim) => claim.id === of) ?? {};
      // If this thing is now the same as another, the claims and grants for the same thing change with it.
      if (fact === "object" && value && isSame(mine.object ?? of, of)) {
        for (const one of [...data.claims, ...data.ledger ?? []]) if (one.object && isSame(one.object, of)) one.object = value;
      }
      put(mine);
    }
    return { case: data, unsure };
  }

  const isSame = (one, other) => Tiaowen.foldName(one) === Tiaowen.foldName(other);

  function freeName(kind, claims) {
    for (let n = 1; ; n += 1) {
      const name = t("claim_name", { kind: begin(rules.kinds[kind][0]), n });
      if (!claims.some((claim) => isSame(claim.id, name))) return name;
    }
  }

  function without(id) {
    const data = structuredClone(now.state.case);
    data.claims = data.claims.filter((claim) => claim.id !== id);
    return { case: data, unsure: now.state.unsure.filter((one) => ofKey(one)[0] !== id) };
  }

  Tiaowen.page = {
    UNSURE, answer, assess, bring, button, cite, compareEdition, decode, encode, freeName, fresh, givenOf, go, h, key, kindOf, next, now,
    place, subjectsOf, t, tellEdition, today, unsureOf, without, write,
  };
})();
