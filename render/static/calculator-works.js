/*
 * The section on all works of the site: what each gives for the same case, and the total of all. Loaded with the
 * evaluator of all works once there is an answer. Links lead to the calculators of the other works with the whole case:
 * what a work does not ask is kept in its state as `others`, so that no answer is lost or asked twice.
 */
(() => {
  "use strict";

  const { GROUPS } = Tiaowen.parts;
  const { rules, telling, works } = Tiaowen;
  const { begin, fill, range } = telling;
  const { cite, encode, h, now, subjectsOf, t, write } = Tiaowen.page;
  const section = document.getElementById("together");
  const { work: own } = section.dataset;
  const OF_CASE = ["thing", "kind", "date", "ledger"];
  const MOST_SHOWN = 5;

  const say = (key, parts) => fill(works.words[key], parts);
  const presentOf = ({ present, versions }) => versions.find(({ name }) => name === present).rules;
  const linkTo = (work) => document.querySelector(`#works a[data-work="${work}"]`);
  const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const later = globalThis.requestIdleCallback ?? setTimeout;

  // ---- The case of all works

  /** Every choice of `is` that a claim states, whether it holds. */
  const stated = ({ is, kind }) => (Array.isArray(is) ? Object.fromEntries(subjectsOf(kind).map(([id]) => [id, is.includes(id)])) : is);

  /** The case of this page with the answers that belong to other works, as a case file of all works has it. */
  function jointCase() {
    const { case: data, others = {} } = now.state;
    const elsewhere = others.claims ?? [];
    const claims = data.claims.map((claim) => {
      const more = elsewhere.find(({ id, kind }) => id === claim.id && kind === claim.kind);
      const is = (claim.is || more?.is) && { ...more?.is, ...stated(claim) };
      return { ...more, ...claim, ...(is && { is }) };
    });
    claims.push(...elsewhere.filter(({ kind }) => !(kind in rules.kinds)));
    const grants = [...others.ledger ?? []];
    const wholeOf = (grant) => {
      const at = grants.findIndex(([here]) => here && isSame(here, grant));
      if (at >= 0) return grants.splice(at, 1)[0][1];
      return grant.support ? { ...grant, support: `${own}/${grant.support}` } : grant;
    };
    const ledger = data.ledger && [...data.ledger.map(wholeOf), ...grants.filter(([here]) => !here).map(([, whole]) => whole)];
    return { ...data, applicant: { ...others.applicant, ...data.applicant }, claims, ledger };
  }

  const readingsOf = () => ({ ...now.state.others?.readings, [own]: now.state.readings });

  /** The facts of a part of a case that a work can read, and the others. */
  function divide(theirs, kind, facts) {
    const [here, elsewhere] = [{}, {}];
    const declared = new Map(works.factsOf(theirs, kind).map((fact) => [fact.id, fact]));
    for (const [key, value] of Object.entries(facts)) {
      const fact = declared.get(key);
      if (key === "is") {
        const known = works.choicesOf(theirs, fact, kind).map(([id]) => id);
        for (const [id, holds] of Object.entries(value)) {
          const part = known.includes(id) ? here : elsewhere;
          part.is = { ...part.is, [id]: holds };
        }
        if (here.is && known.every((id) => id in here.is)) here.is = known.filter((id) => here.is[id]);
      } else if (fact && !works.readFact(theirs, fact, kind, value).code) here[key] = value;
      else elsewhere[key] = value;
    }
    return [here, elsewhere];
  }

  /** The state of the calculator of another work with the same case. */
  function stateFor(work) {
    const theirs = presentOf(work);
    const { date, applicant, claims, ledger } = jointCase();
    const { others = {} } = now.state;
    const [mine, rest] = divide(theirs, "applicant", applicant);
    const data = { date, applicant: mine, claims: [] };
    const kept = { applicant: rest, claims: [], readings: readingsOf() };
    for (const { id, kind, ...facts } of claims) {
      const [here, elsewhere] = kind in theirs.kinds ? divide(theirs, kind, facts) : [null, facts];
      if (here) data.claims.push({ id, kind, ...here });
      if (!here || Object.keys(elsewhere).length) kept.claims.push({ id, kind, ...elsewhere });
    }
    if (ledger) {
      kept.ledger = ledger.map((grant) => {
        const told = works.tellGrant(works.library.places, work.id, theirs, grant);
        const { case: read } = told ? works.readCase(theirs, { date, ledger: [divide(theirs, "grant", told)[0]] }) : {};
        return [read ? write({ ...read, applicant: {} }).ledger[0] : null, grant];
      });
      data.ledger = kept.ledger.map(([here]) => here).filter((here) => here);
    }
    kept.unsure = [...new Set([...now.state.unsure, ...others.unsure ?? []])];
    const asks = (one) => {
      const [of, fact] = [one.slice(0, one.lastIndexOf("|")), one.slice(one.lastIndexOf("|") + 1)];
      const kind = of === "applicant" ? of : data.claims.find(({ id }) => id === of)?.kind;
      return of ? kind && works.factsOf(theirs, kind).some(({ id }) => id === fact) : OF_CASE.includes(fact);
    };
    return { case: data, readings: kept.readings[work.id] ?? {}, unsure: kept.unsure.filter(asks), others: kept };
  }

  // ---- The answer of all works

  const nameOf = (answer, support) => answer.version.rules.supports.find(({ id }) => id === support).name[0];

  /** The name of a fact or term of another work. */
  function factOf({ version: { rules: theirs } }, key) {
    const fact = theirs.facts.find(({ id }) => id === key);
    return fact?.name[0] ?? theirs.names[key]?.[0] ?? telling.fact(key);
  }

  function titleOf({ work, version }) {
    const there = linkTo(work.id);
    return [there ? h("a", { href: there.href }, work.title) : work.title, work.id === own ? say("own") : "", work.versions.length > 1 ? say("version", { day: telling.day(version.first) }) : ""];
  }

  /** What a work gives in all, and what it depends on. */
  function tellWork(answer) {
    const { total, waits } = answer.combination;
    const there = linkTo(answer.work.id);
    return h("section", {}, h("h3", {}, titleOf(answer)), h("p", {}, begin(range(total))),
      waits.length > 0 && h("p", { class: "quiet" }, say("waits", { facts: telling.join(waits.map((key) => factOf(answer, key))) }), t("stop"), " ",
        there && h("a", { href: there.href, "aria-label": say("go_on_what", { title: answer.work.title }) }, say("go_on"))),
      answer.work.id !== own && details(answer));
  }

  /** What another work says of each claim, and why a sum is left out of its own total. */
  function details(answer) {
    const item = ({ claim, support }) => say("item", { claim, support: nameOf(answer, support) });
    const told = answer.outcomes.filter(({ claim, reasons }) => claim !== null && !(reasons.length === 1 && reasons[0].kind === "subject"));
    const sumOf = ({ status, amount, ceiling }) => (GROUPS[status] === "refused" || amount === null ? ""
      : `${t("colon")}${amount.high === null ? t("no_bound") : t(ceiling ? "ceiling" : "due", { sum: telling.sum(amount.high) })}`);
    const bars = answer.combination.barred.map((bar) => h("li", {}, fill(works.words[`bar-${bar.kind}`], {
      item: begin(item(bar)), by: telling.join(bar.by.map(item), "and"),
    }), t("stop"), " ", citeOf(answer, bar.provision)));
    return (told.length || bars.length) > 0 && h("details", {}, h("summary", {}, say("details")),
      h("ul", {}, told.map((one) => h("li", {}, begin(item(one)), t("between"), telling.say("status", one.status), sumOf(one))), bars));
  }

  /** A link to a provision in the guide of its work, if that shows the version of the answer. */
  function citeOf({ work, version }, provision) {
    const there = linkTo(work.id);
    if (version.name !== work.present || (work.id !== own && !there)) return "";
    const link = cite(provision);
    if (work.id !== own) link.href = there.href.split("#")[0].replace(/calculator\.html$/, link.getAttribute("href"));
    return link;
  }

  /** What bars or lessens what between two works, with the provision that says so. */
  function listClashes({ answers, clashes }) {
    const given = ({ answer, claim, support }) => say("given", {
      title: answers[answer].work.title, level: works.words[works.library.places[answers[answer].work.id.split("/")[0]].level],
      claim, support: nameOf(answers[answer], support),
    });
    const lines = h("ul", {}, clashes.map(({ first, second, kind, provision }) => h("li", {},
      begin(say(kind, { first: given(first), second: given(second) })), t("stop"), " ", citeOf(answers[second.answer], provision))));
    return clashes.length > 0 && h("details", { open: clashes.length <= MOST_SHOWN }, h("summary", {}, say("clashes", { n: clashes.length })), lines);
  }

  /** Whether an answer of the case is not in the state of this work. */
  function hasOthers() {
    const { claims = [], applicant = {} } = now.state.others ?? {};
    return claims.length > 0 || Object.keys(applicant).length > 0;
  }

  function list(found) {
    const { answers, silent, limits, total, proved } = found;
    const isBound = !proved || answers.some(({ combination }) => !combination.proved);
    return [
      answers.length > 1 && h("p", {}, h("strong", {}, say(isBound ? "bound" : "total", { range: range(total) }))),
      listClashes(found),
      limits.map(({ answer, provision }) => h("p", {}, say("limited", { title: answers[answer].work.title }), " ", citeOf(answers[answer], provision))),
      answers.map(tellWork),
      hasOthers() && h("p", { class: "quiet" }, say("share")),
      silent.map(({ title, kind, day, by }) => h("p", {}, say(kind, { title, day: telling.day(day), by }))),
    ];
  }

  let asked = 0;

  /** Shows the answer of all works to the case of the page. It takes longer than the rest, so it comes after it. */
  Tiaowen.page.showWorks = () => {
    const mine = asked += 1;
    later(() => {
      if (mine !== asked || !now.state.case.claims.length) return;
      let shown;
      try {
        for (const work of works.library.works) {
          const link = linkTo(work.id);
          if (link) link.href = link.href.split("#")[0] + encode(stateFor(work));
        }
        const { case: read } = works.readWorksCase(works.library, jointCase());
        shown = list(works.assessWorks(works.library, read, readingsOf()));
      } catch {
        // An address that was changed may contain anything; the rest of the page does not depend on this section.
        shown = [h("p", { class: "notice" }, say("failed"))];
      }
      section.querySelector("div").replaceChildren(...shown.flat(9).filter(Boolean));
    }, { timeout: 2000 });
  };
})();
