/*
 * Evaluates a case: an outcome for each claim and support, and the highest total that can be granted together.
 * kb/assess is the Python implementation of the same rules; docs/calculator.md describes how tests compare the two.
 */
(() => {
  "use strict";

  const {
    GROUPS, NOTHING, UNBOUNDED, baseFact, combine, districtRest, isMoney, know, lowest, money, notBelowZero, presume, reason,
    testDates, testLedger, testRequirements, unique, waiting, waitsFor, workOut,
  } = Tiaowen.parts;
  const { foldName, readRules } = Tiaowen;
  const BY_AN_AGENCY = ["judged", "district", "ranked", "alike"];

  const all = (reasons) => reasons.flatMap((one) => [one, ...all(one.parts)]);

  /**
   * The case with one spelling for each name: the spelling of the claim with that name, or else the first in sort
   * order.
   */
  function nameThings(rules, data) {
    const facts = rules.facts.filter((fact) => fact.type === "name" && !fact.from).map((fact) => fact.id);
    const [claims, ledger] = [data.claims ?? [], data.ledger ?? []];
    const used = [...claims.map((claim) => claim.facts), ...ledger].flatMap((one) => facts.map((fact) => one[fact]));
    const spelt = new Map([...used.filter((name) => name).sort().reverse(), ...claims.map((claim) => claim.id)]
      .map((name) => [foldName(name), name]));
    const respell = (all) => Object.fromEntries(Object.entries(all).map(([key, one]) =>
      [key, facts.includes(key) ? spelt.get(foldName(one)) : one]));
    return {
      ...data, claims: data.claims?.map((claim) => ({ ...claim, facts: respell(claim.facts) })), ledger: data.ledger?.map(respell),
    };
  }

  // ---- One claim under one support

  function assessClaim(read, support, known, ledger) {
    const forMoney = isMoney(support);
    const outcome = { claim: known.claim, measure: support.measure, support: support.id, ceiling: forMoney };
    const nothing = forMoney ? NOTHING : null;
    const asked = testRequirements(read, support, known, ledger);
    if (asked[0].holds === false && asked.length === 1) {
      const told = { missing: [], judged: [], presumed: [], clauses: clausesOf(support, asked), reasons: asked };
      return { ...outcome, status: "ineligible", amount: nothing, ...told };
    }
    const form = support.amount.k;
    const dates = testDates(read, known, forMoney || form === "case-by-case");
    const limits = form !== "in-kind" ? testLedger(read, support, known, ledger) : { reasons: [], off: NOTHING };
    const found = workOut(support.amount, known, support.at);
    const level = found.level ? [found.level] : [];
    const [amount, reasons] = limitSum(read, support, known, ledger, limits, found);
    const tested = [...asked, ...dates, ...level, ...limits.reasons];
    const open = waiting(tested);
    const status = statusOf(support, known, [...asked, ...level], tested, open, limits, found, amount);
    const every = [...tested, ...reasons];
    const refused = GROUPS[status] === "refused";
    const wanted = [...open.filter((one) => !BY_AN_AGENCY.includes(one.kind)).map((one) => one.fact),
      ...waitsFor(support.amount, known),
      ...reasons.slice(1).filter((one) => one.holds === undefined).map((one) => one.fact)];
    const terms = open.filter((one) => BY_AN_AGENCY.includes(one.kind)).map((one) => one.fact);
    const { agencies } = read.rules.measures[support.measure];
    if (status === "candidate") every.push(reason("choosing", undefined, support.at, support.choice ?? "", "selected"));
    return {
      ...outcome,
      status,
      amount: refused ? nothing : amount,
      ceiling: forMoney && !found.due,
      missing: refused ? [] : unique(wanted).filter((fact) => fact),
      judged: refused ? [] : unique(terms).map((term) => ({ term, agencies })),
      presumed: unique(all(every).map((one) => one.fact).filter((fact) => known.taken.has(fact))).sort(),
      clauses: clausesOf(support, every),
      reasons: every,
    };
  }

  function statusOf(support, known, asked, tested, open, limits, found, amount) {
    if (asked.some((one) => one.holds === false)) return "ineligible";
    if (tested.some((one) => one.holds === false)) return "barred";
    if (limits.off.low && amount?.high === 0n) return "barred";
    if (open.some((one) => !BY_AN_AGENCY.includes(one.kind))) return "undetermined";
    if (open.length) return "judgement";
    if (support.amount.k === "case-by-case" && !limits.refers) return "case-by-case";
    if (found.refers || limits.refers) return "by-reference";
    return support.needed?.length && known.facts.selected === undefined ? "candidate" : "eligible";
  }

  /** The sum after all limits, and the steps of the computation. */
  function limitSum(read, support, known, ledger, limits, found) {
    if (!isMoney(support) || found.interval === null) return [null, [found.reason]];
    let amount = found.interval;
    const reasons = [found.reason];
    const put = (kind, holds, fact, taken, after) => {
      reasons.push(reason(kind, holds, support.at, "", fact, [amount, taken, after]));
      amount = after;
    };
    const cut = (kind, rest, fact) => {
      if (!rest || (amount.high !== null && rest.low >= amount.high)) return;
      const isKnown = rest.low === rest.high;
      put(kind, isKnown || undefined, (kind === "rest" && isKnown ? "" : fact) || "ledger", rest, lowest([amount, rest]));
    };
    cut("rest", limits.rest, limits.waits);
    cut("district-rest", districtRest(read, known, ledger, money(known.facts, baseFact(support.amount))));
    const { off } = limits;
    if (off.low || off.high !== 0n) {
      const low = off.high === null ? 0n : notBelowZero(amount.low - off.high);
      put("topped-up", true, "ledger", off, { low, high: amount.high === null ? null : notBelowZero(amount.high - off.low) });
    }
    amount = limits.jointly?.(amount, reasons) ?? amount; // only: together.js
    for (const { id, bounds } of read.rules.facts) {
      const sum = bounds && known.facts[id];
      cut("asked", sum && { low: sum, high: sum }, id);
    }
    return [limits.refers ? { low: 0n, high: amount.high } : amount, reasons];
  }

  const clausesOf = (support, reasons) =>
    unique([support.at, ...all(reasons).map((one) => one.provision).filter((provision) => provision)]);

  /** The outcome of a support for which the case has no claim, or does not state its claims. */
  function withoutClaim(support, isKnown) {
    const forMoney = isMoney(support);
    const amount = isKnown ? NOTHING : UNBOUNDED;
    return {
      claim: null,
      measure: support.measure,
      support: support.id,
      status: isKnown ? "ineligible" : "undetermined",
      amount: forMoney ? amount : null,
      ceiling: forMoney,
      missing: isKnown ? [] : ["claims"],
      judged: [],
      presumed: [],
      clauses: [support.at],
      reasons: [reason("unclaimed", isKnown ? false : undefined, support.at, "", "claims", [support.per])],
    };
  }

  /**
   * Evaluates a case (from `readCase`) under `readings`: `{readings, outcomes, combination}`. Throws RangeError for a
   * reading or option that does not exist.
   */
  function assess(rules, given, readings) {
    const [read, data] = [readRules(rules, readings), nameThings(rules, given)];
    const ledger = data.ledger?.map((grant) => presume(read, grant, ["grant"], data.date, "").facts);
    const knowns = new Map((data.claims ?? []).map((claim) => [claim.id, know(read, claim, data.date, data.applicant)]));
    const claimed = new Set((data.claims ?? []).map((claim) => claim.kind));
    const outcomes = (data.claims ?? []).flatMap((claim) => read.supports
      .filter((support) => support.per === claim.kind)
      .map((support) => assessClaim(read, support, knowns.get(claim.id), ledger)));
    const unclaimed = read.supports.filter((support) => !claimed.has(support.per));
    outcomes.push(...unclaimed.map((support) => withoutClaim(support, data.claims !== undefined)));
    const combination = combine(read, outcomes, knowns, ledger ?? []);
    return { readings: read.readings, outcomes, combination };
  }

  /**
   * The facts that can still change the result, the most important first: `{of, fact, supports, stake, judged}`. `of`
   * is the claim that the fact belongs to, `applicant`, or null for the case itself (its claims, its ledger). `stake`
   * is the highest sum of the supports that depend on it, or null if that has no upper limit. Facts that an agency must
   * judge come last.
   */
  function questions(rules, { outcomes }) {
    const ofApplicant = Tiaowen.factsOf(rules, "applicant").map((fact) => fact.id);
    const found = new Map();
    for (const outcome of outcomes) {
      const facts = [...outcome.missing.map((fact) => [fact, false]), ...outcome.judged.map(({ term }) => [term, true])];
      for (const [fact, judged] of facts) {
        const isOfCase = ["ledger", "claims"].includes(fact) || outcome.claim === null;
        const of = isOfCase ? null : ofApplicant.includes(fact) ? "applicant" : outcome.claim;
        const key = JSON.stringify([of, fact, judged]);
        found.set(key, { of, fact, judged, outcomes: [...(found.get(key)?.outcomes ?? []), outcome] });
      }
    }
    const order = rules.facts.map((fact) => fact.id);
    const place = (fact) => (order.includes(fact) ? order.indexOf(fact) : order.length);
    const rank = ({ fact, stake, supports }) => [
      fact === "claims" ? 0 : fact === "is" ? 1 : stake === null ? 2 : 3, stake === null ? -BigInt(supports.length) : -stake,
    ];
    const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
    return [...found.values()]
      .map(({ outcomes: open, ...one }) => {
        const highs = open.filter(({ amount }) => amount !== null).map(({ amount }) => amount.high);
        const stake = highs.includes(null) ? null : highs.reduce((sum, high) => sum + high, 0n);
        return { ...one, supports: unique(open.map(({ support }) => support)), stake };
      })
      .sort((one, other) => {
        const [[first, most], [second, more]] = [rank(one), rank(other)];
        return one.judged - other.judged || first - second || (first > 1 ? compare(most, more) : 0)
          || place(one.fact) - place(other.fact) || compare(one.of ?? "", other.of ?? "");
      });
  }

  Object.assign(Tiaowen, { assess, nameThings, questions });
  Tiaowen.parts.assessClaim = assessClaim; // only: works.js
})();
