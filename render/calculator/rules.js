/*
 * Applies the rules to one claim: the rules in force under the chosen readings, the known facts of a claim, the
 * requirements of a support and the computation of its amount. kb/assess is the Python implementation, function by
 * function.
 *
 * A test has three values: true, false, and undefined for unknown. Sums are fen (BigInt), `{low, high}`, with `high`
 * null if there is no upper limit. A reason has `kind`, `holds`, `provision`, `words`, `fact`, `values` and `parts`, as
 * in the results of the program.
 */
(() => {
  "use strict";

  const UNBOUNDED = { low: 0n, high: null };
  const NOTHING = { low: 0n, high: 0n };
  const NO_SUM = ["case-by-case", "by-reference", "in-kind"];
  // The group of each status, as in kb/core/claim.py.
  const GROUPS = {
    eligible: "open", candidate: "open", judgement: "waiting", undetermined: "waiting",
    "case-by-case": "elsewhere", "by-reference": "elsewhere", barred: "refused", ineligible: "refused",
  };

  const both = (values) => (values.includes(false) ? false : values.includes(undefined) ? undefined : true);
  const either = (values) => (values.includes(true) ? true : values.includes(undefined) ? undefined : false);
  const isOne = (one, other) => (one === undefined || other === undefined ? undefined : one === other);
  const unique = (values) => [...new Set(values)];
  const least = (values) => values.reduce((one, other) => (other < one ? other : one));
  const notBelowZero = (fen) => (fen < 0n ? 0n : fen);
  const money = (facts, fact) => (typeof facts[fact] === "bigint" ? facts[fact] : undefined);
  const isMoney = (support) => !NO_SUM.includes(support.amount.k);
  const reason = (kind, holds, provision = "", words = "", fact = "", values = [], parts = []) =>
    ({ kind, holds, provision, words, fact, values, parts });

  /** The lower of several ranges, bound by bound. */
  function lowest(sums) {
    const highs = sums.map((sum) => sum.high).filter((high) => high !== null);
    return { low: least(sums.map((sum) => sum.low)), high: highs.length ? least(highs) : null };
  }

  /** The undecided tests among reasons, down to the missing facts. */
  const waiting = (reasons) => reasons
    .filter((one) => one.holds === undefined)
    .flatMap((one) => (one.parts.length ? waiting(one.parts) : [one]));

  // ---- Rules in force

  const MOST_KEPT = 200;
  const kept = new WeakMap();

  /**
   * The rules in force under `readings`; a reading that is not named has its default. Throws RangeError for an unknown
   * one.
   */
  function readRules(rules, readings = {}) {
    const chosen = Object.fromEntries(rules.readings.map((one) => [one.id, one.default]));
    for (const [id, option] of Object.entries(readings)) {
      const known = rules.readings.find((one) => one.id === id);
      if (!known) throw new RangeError(`reading-not-known ${id}`);
      if (!known.options.some(([key]) => key === option)) throw new RangeError(`option-unknown ${id}:${option}`);
      chosen[id] = option;
    }
    if (!kept.has(rules)) kept.set(rules, new Map());
    const [before, key] = [kept.get(rules), Object.values(chosen).join(" ")];
    if (before.size >= MOST_KEPT) before.clear();
    if (!before.has(key)) before.set(key, readUnder(rules, chosen));
    return before.get(key);
  }

  function readUnder(rules, chosen) {
    const active = new Set(Object.entries(chosen).map(([id, option]) => `${id}:${option}`));
    const holds = (guard) => !guard || guard.split(" ").every((one) => active.has(one));

    function read(node) {
      if (Array.isArray(node)) return node.filter((part) => holds(part.if)).map(read);
      if (node === null || typeof node !== "object") return node;
      const found = {};
      for (const [key, value] of Object.entries(node)) found[key] = key === "r" ? readRulings(value) : read(value);
      if (found.k === "agreed" && found.lent.length) return { ...found, ...found.lent[0], k: "share" };
      return found;
    }

    function readRulings(rulings) {
      const held = (values) => values.filter(([, guard]) => holds(guard)).map(([value]) => value);
      return Object.fromEntries(Object.entries(rulings).map(([name, values]) => [name, held(values)]));
    }

    const supports = read(rules.supports);
    const terms = read(rules.terms);
    const says = (term, name) => terms[term]?.r[name] ?? [];
    const kinds = ["applicant", "grant", ...Object.keys(rules.kinds)];
    const presumed = (kind) => Tiaowen.factsOf(rules, kind).filter((fact) => fact.presumed && fact.presumed !== "none");
    const consequence = (term) => ({ then: says(term, "then")[0] ?? "", at: terms[term]?.at ?? "", q: terms[term]?.q ?? "" });
    return {
      rules,
      readings: chosen,
      supports,
      byId: Object.fromEntries(supports.map((support) => [support.id, support])),
      common: read(rules.common),
      validity: terms.validity && {
        ...terms.validity,
        last: says("validity", "until")[0] === "anniversary" ? terms.validity.anniversary : terms.validity.last,
        days: unique(says("validity", "day")),
        since: says("validity", "since"),
        unless: says("validity", "unless")[0],
        deadline: says("special-deadline", "day")[0] ?? "",
        replaces: says("special-deadline", "then").includes("replaces"),
        moved: unique(says("transition", "day")),
        transition: terms.transition,
        own: terms["special-deadline"] ?? { at: "", q: "" },
      },
      bar: {
        within: says("non-cumulation", "within").at(-1) ?? "stacks",
        similar: says("non-cumulation", "similar").at(-1) ?? "object",
        unit: says("non-cumulation", "unit").at(-1) ?? "object",
        conflict: says("non-cumulation", "conflict").at(-1) ?? "choose",
        referred: says("non-cumulation", "referred").length > 0,
        unpaid: says("non-cumulation", "unpaid").length > 0,
        judged: says("non-cumulation", "judged")[0],
        levels: "city",
        lower: "district",
        at: "",
        q: "",
        ...terms["non-cumulation"],
      },
      // An overlap that applies only if a certain support is open is more specific and is applied first.
      overlaps: read(rules.overlaps)
        .map((one) => ({ where: "", ...one, then: one.r.then?.[0] ?? "stacks" }))
        .sort((one, other) => Number(!one.where) - Number(!other.where)),
      presumed: Object.fromEntries(kinds.map((kind) => [kind, presumed(kind)])),
      district: consequence("district-measures"),
      higher: consequence("higher-law"),
    };
  }

  // ---- Known facts

  /**
   * The facts, with the presumed value of each fact that the case does not state; `taken` are the ids of the presumed
   * facts.
   */
  function presume(read, given, kinds, day, claim) {
    const [facts, taken] = [{ ...given }, new Set()];
    for (const fact of kinds.flatMap((kind) => read.presumed[kind] ?? [])) {
      if (fact.id in facts) continue;
      // A grant of this policy is at city level. The level of a grant of another policy is unknown unless it is stated.
      if (kinds[0] === "grant" && fact.id === "level" && !facts.support) continue;
      const found = {
        "@case-date": day, "@claim": claim, "@object": facts.object, "@date": facts.date, yes: true, no: false,
      };
      const value = fact.presumed in found ? found[fact.presumed] : fact.presumed;
      if (value === undefined) continue;
      facts[fact.id] = value;
      taken.add(fact.id);
    }
    for (const fact of kinds[0] === "grant" ? [] : read.rules.facts) {
      for (const [relation, other, when] of fact.agrees ?? []) if (relation === "one" && facts[fact.id] === when) facts[other] = 1;
    }
    return { claim, facts, taken };
  }

  const know = (read, claim, day, applicant) =>
    presume(read, { ...applicant, ...claim.facts }, [claim.kind, "applicant"], day, claim.id);

  const under = (ledger, support) => ledger.filter((entry) => (entry.support ?? "") === support);

  /** A day of an earlier grant; its day of payment is its `date`. */
  const entryDay = (entry, fact) => entry[fact === "paid-on" ? "date" : fact];

  // ---- Requirements of a support

  function testRequirements(read, support, known, ledger) {
    const test = (one) => testOne(one, support, known, ledger);
    const asks = support.asks ?? [];
    const subject = testSubject(support, asks, known, test);
    if (subject.holds === false && !subject.parts.length) return [subject];
    const reasons = [subject, ...asks.filter((one) => !one.of).map(test), ...read.common.map(test)];
    if (support.needed?.length && known.facts.selected === false) {
      reasons.push(reason("not-selected", false, support.at, support.choice, "selected"));
    }
    return reasons;
  }

  function testSubject(support, asks, known, test) {
    const subjects = support.for ?? [];
    if (!subjects.length) return reason("anybody", true, support.at);
    const [{ at, q }, names] = [subjects[0], subjects.map((subject) => subject.id)];
    const found = [];
    for (const subject of subjects) {
      const isIt = known.facts.is?.[subject.id];
      if (isIt === false) continue;
      const itself = reason("is", isIt, subject.at, subject.q, "is", [subject.id]);
      const asked = asks.filter((one) => one.of === subject.id).map(test);
      const holds = both([isIt, ...asked.map((one) => one.holds)]);
      found.push(asked.length ? reason("all", holds, subject.at, subject.q, "", [], [itself, ...asked]) : itself);
    }
    if (!found.length) return reason("subject", false, at, q, "is", names);
    if (found.length === 1 && !found[0].parts.length) return found[0];
    return reason("one-subject", either(found.map((one) => one.holds)), at, q, "is", names, found);
  }

  function testOne(asked, support, known, ledger) {
    const parts = (asked.parts ?? []).map((part) => testOne(part, support, known, ledger));
    const held = parts.map((part) => part.holds);
    const value = known.facts[asked.fact];
    switch (asked.k) {
      case "when": {
        const told = typeof value === "boolean" ? (value ? "yes" : "no") : value;
        const holds = told === undefined ? undefined : asked.in.includes(told);
        return reason("when", holds, asked.at, asked.q, asked.fact, [value, ...asked.in]);
      }
      case "judged":
        return reason("judged", typeof value === "boolean" ? value : undefined, asked.at, asked.q, asked.fact);
      case "earlier": {
        const holds = ledger && either(under(ledger, support.id).map((entry) =>
          both([isOne(entry.object, known.facts.object), isOne(entry.phase, asked.phase)])));
        return reason("earlier", holds, asked.at, asked.q, "ledger", [asked.phase]);
      }
      default:
        return forms[asked.k]?.(asked, known)
          ?? reason(asked.k, asked.k === "any" ? either(held) : both(held), "", "", "", [], parts);
    }
  }

  function testDates(read, known, forMoney) {
    const { validity } = read;
    if (!validity) return [];
    const own = validity.deadline ? known.facts[validity.deadline] : undefined;
    const isOwn = own && (validity.replaces || !(own >= validity.last));
    // Without an end, only a day before the first one lies outside.
    const plain = validity.last ? "validity" : "since";
    const [last, kind, { at, q }] = isOwn ? [own, "deadline", validity.own] : [validity.last, plain, validity];
    const { first } = validity;
    const reached = (fact, { at: provision, q: words }) => {
      const day = known.facts[fact];
      return reason("since", day && first <= day, provision, words, fact, [day, first]);
    };
    const days = validity.days.map((fact) => {
      const day = known.facts[fact];
      const holds = day && first <= day && !(day > last);
      return reason(kind, holds, at, q, fact, last ? [day, first, last] : [day, first]);
    });
    const since = (forMoney ? validity.since : []).map((fact) => {
      const found = reached(fact, validity);
      const { holds } = found;
      const { unless } = validity;
      const accepted = known.facts[unless];
      // The finding of the agency matters only if the day is known to be earlier.
      if (!unless || holds || (holds === undefined && !accepted)) return found;
      return reason("any", either([holds, accepted]), "", "", "", [],
        [found, reason("judged", accepted, validity.at, validity.q, unless)]);
    });
    const moved = validity.moved.map((fact) => reached(fact, validity.transition));
    return [...days, ...moved, ...since];
  }

  // ---- Amounts

  const rulings = (amount, name) => amount.r?.[name] ?? [];
  const isDue = (amount) => rulings(amount, "sum").includes("due");
  const isOpen = (amount) => rulings(amount, "sum").includes("open");

  /** `{interval, reason, refers, due, level}`; `interval` is null if the text states no sum. */
  function workOut(amount, known, at) {
    const values = [amount.to, amount.form].filter((value) => value);
    return forms[amount.k]?.(amount, known, at)
      ?? { interval: null, refers: amount.k === "by-reference", reason: reason(amount.k, true, at, amount.q, "", values) };
  }

  /** The computation of each form of amount; forms.js adds more. */
  const forms = {
    share: shareOf, agreed: shareOf, cap: upTo, least: leastOf, tier: tierOf,
    "per-unit": (amount, known, at) => workOut(amount.amount, known, at), "shared-cap": (amount, known) => upTo(amount.cap, known),
  };

  function shareOf(amount, known, at) {
    const stated = money(known.facts, amount.of);
    let [low, high] = stated === undefined ? [0n, null] : [stated, stated];
    const off = [];
    for (const fact of rulings(amount, "less")) {
      const less = money(known.facts, fact);
      low = less === undefined ? 0n : notBelowZero(low - less);
      if (less !== undefined && high !== null) high = notBelowZero(high - less);
      off.push(fact, less);
    }
    const [base, told] = [{ low, high }, off.length ? [stated, ...off] : []];
    if (amount.k === "agreed") {
      const interval = { low: 0n, high };
      return { interval, reason: reason("agreed", true, at, amount.open, amount.of, [base, amount.of, interval, ...told]) };
    }
    const mode = rulings(amount, "rounding")[0] ?? "down";
    const [numerator, denominator = 1n] = amount.rate.split("/").map(BigInt);
    const round = (fen) => (mode === "half-up"
      ? (2n * fen * numerator + denominator) / (2n * denominator)
      : (fen * numerator) / denominator);
    const interval = { low: isOpen(amount) ? 0n : round(low), high: high === null ? null : round(high) };
    const values = [base, amount.of, amount.rate, interval, mode, ...told];
    return { interval, reason: reason("share", high === null ? undefined : true, amount.at, amount.q, amount.of, values) };
  }

  function upTo(amount, known) {
    const limit = BigInt(amount.fen);
    const [fact] = rulings(amount, "cost");
    if (fact) {
      const cost = money(known.facts, fact);
      const interval = cost === undefined ? { low: 0n, high: limit } : { low: least([cost, limit]), high: least([cost, limit]) };
      const values = [cost === undefined ? undefined : { low: cost, high: cost }, fact, interval, limit];
      const holds = cost === undefined ? undefined : true;
      return { interval, due: isDue(amount), reason: reason("cost", holds, amount.at, amount.q, fact, values) };
    }
    const interval = { low: isOpen(amount) ? 0n : limit, high: limit };
    return { interval, due: isDue(amount), reason: reason("cap", true, amount.at, amount.q, "", [limit, interval]) };
  }

  function leastOf(amount, known, at) {
    const sums = amount.parts.map((part) => workOut(part, known, at));
    let interval = lowest(sums.map((sum) => sum.interval ?? UNBOUNDED));
    if (isOpen(amount)) interval = { low: 0n, high: interval.high };
    return {
      interval,
      refers: sums.some((sum) => sum.refers),
      due: sums.some((sum) => sum.due),
      reason: reason("least", true, at, "", "", [interval], sums.map((sum) => sum.reason)),
    };
  }

  function tierOf(amount, known, at) {
    const level = known.facts[amount.by];
    const names = amount.levels.map((one) => one.id);
    const found = amount.levels.find((one) => one.id === level);
    const [unless] = rulings(amount, "unless");
    if (level !== undefined && !found) {
      const asked = reason("no-level", false, at, "", amount.by, [level, ...names]);
      if (!unless) return { interval: NOTHING, reason: asked, level: asked };
      const accepted = known.facts[unless];
      const judged = reason("judged", accepted, at, amount.levels[0].words, unless);
      const decided = reason("any", accepted, "", "", "", [], [asked, judged]);
      return { interval: null, reason: reason("unstated", true, at), level: decided };
    }
    const sums = (found ? [found] : amount.levels).map((one) => BigInt(one.fen)).sort((one, other) => Number(one - other));
    const whole = { low: !found && unless ? 0n : sums[0], high: sums.at(-1) };
    let interval = whole;
    const shared = [];
    for (const fact of rulings(amount, "shared-by")) {
      const count = known.facts[fact];
      const by = typeof count === "number" && count > 0 ? BigInt(count) : undefined;
      interval = {
        low: by ? interval.low / by : 0n,
        high: interval.high / (by ?? 1n),
      };
      shared.push(fact, count);
    }
    const holds = found ? true : undefined;
    return {
      interval,
      due: isDue(amount),
      level: reason("level", holds, at, found?.words ?? "", amount.by, [level, ...names]),
      reason: reason("tier", holds, at, found?.q ?? "", amount.by, [level, interval, whole, ...shared]),
    };
  }

  /** The amounts that an amount consists of. */
  const partsOf = (amount) => [...(amount.parts ?? []), amount.amount, amount.cap].filter((part) => part);

  /** The ceilings of an amount that can be shared. */
  const capsOf = (amount) => (amount.k === "cap" ? [amount] : partsOf(amount).flatMap(capsOf));

  /** The missing facts that would narrow the range of an amount. */
  function waitsFor(amount, known) {
    const facts = [amount.by ?? amount.of, ...["less", "cost", "shared-by"].flatMap((name) => rulings(amount, name))];
    return unique([...facts.filter((fact) => fact && known.facts[fact] === undefined),
      ...partsOf(amount).flatMap((part) => waitsFor(part, known))]);
  }

  /** The fact whose share an amount grants. */
  const baseFact = (amount) => amount.of ?? amount.parts?.map(baseFact).find((fact) => fact);

  globalThis.Tiaowen = Object.assign(globalThis.Tiaowen ?? {}, {
    readRules,
    parts: {
      GROUPS, NOTHING, UNBOUNDED, baseFact, both, capsOf, either, entryDay, forms, isMoney, isOne, know, least, lowest, money,
      notBelowZero, presume, reason, rulings, testDates, testOne, testRequirements, under, unique,
      waiting, waitsFor, workOut,
    },
  });
})();
