/*
 * Effects of earlier grants: whether an earlier grant excludes a claim or is deducted from it, the remainder of a
 * ceiling or of a limit on the number of grants, and when two grants are for the same thing. Both values of an unknown
 * fact are tried. An effect is certain only if it follows in every case.
 */
(() => {
  "use strict";

  const {
    NOTHING, both, capsOf, either, entryDay, isMoney, isOne, lowest, notBelowZero, reason, rulings, testRequirements,
    under, unique, waiting,
  } = Tiaowen.parts;
  const LEVELS = ["city", "province", "district"];
  const NO_EFFECT = { then: "", at: "", q: "" };
  const GRAVITY = ["bars", "refers", "district", "ranked", "topped-up", ""];
  // The possible effects, by the kind of overlap and by how the earlier level compares with the level of the claim.
  const RISING = {
    "topped-up": {
      lower: ["topped-up"], same: ["bars"], higher: ["bars"], unranked: ["ranked"], "": ["topped-up", "ranked", "bars"],
    },
    stacks: { lower: [""], same: ["bars"], higher: [""], unranked: [""], "": ["", "bars"] },
  };
  const isDifference = ({ then }) => then === "topped-up" || then === "ranked";
  const year = (day) => day?.slice(0, 4);

  // ---- Periods

  /** The same day a number of years later; for 29 February, 1 March in years without that day. */
  function plusYears(day, years) {
    const number = Number(year(day)) + years;
    const leap = number % (number % 100 ? 4 : 400) === 0;
    return `${number}${day.endsWith("-02-29") && !leap ? "-03-01" : day.slice(4)}`;
  }

  /** The index of the period that contains a day. Years of validity count from `first`. */
  function periodOf(period, first, day) {
    const number = Number(year(day));
    if (period !== "year-of-validity") return number;
    const years = number - Number(year(first));
    return years - Number(plusYears(first, years) > day);
  }

  /** The highest number of `days` in one period together with `day`. */
  function inOnePeriod(period, first, day, days) {
    if (period !== "any-year") {
      return days.filter((other) => periodOf(period, first, other) === periodOf(period, first, day)).length;
    }
    // It is enough to test the years that begin with one of the days or with the day itself.
    const holds = (start, other) => start <= other && other < plusYears(start, 1);
    const starts = [...days, day].filter((start) => holds(start, day));
    return Math.max(0, ...starts.map((start) => days.filter((other) => holds(start, other)).length));
  }

  // ---- Grants for the same thing

  /**
   * The properties that decide whether a claim is for the same thing: its field and agency are those of the measure.
   */
  function likenessOf(read, support, facts) {
    const { agencies, domains } = read.rules.measures[support.measure];
    return {
      about: facts.object, expenditure: facts.expenditure, year: year(facts["applied-on"]),
      fields: domains, agency: agencies[0],
    };
  }

  function likenessOfEntry(read, entry) {
    const own = read.byId[entry.support];
    const measure = own && read.rules.measures[own.measure];
    return {
      about: entry.object,
      expenditure: entry.expenditure ?? entry.object,
      year: year(entry["applied-on"] ?? entry.date),
      fields: measure ? measure.domains : entry.field && [entry.field],
      agency: entry.agency ?? measure?.agencies[0],
      group: entry.holder === "group",
    };
  }

  /** Whether two grants are for the same thing: similar, and for the same unit. */
  function isAlike(read, one, other) {
    const { similar, unit } = read.bar;
    const about = isOne(one.about, other.about);
    const shared = one.fields && other.fields && one.fields.some((field) => other.fields.includes(field));
    const alike = { form: true, field: shared, agency: isOne(one.agency, other.agency) };
    // A grant to another enterprise for another thing is no repeated support.
    const units = {
      enterprise: !other.group, expenditure: isOne(one.expenditure, other.expenditure),
      year: both([!other.group || about, isOne(one.year, other.year)]),
    };
    return both([similar in alike ? alike[similar] : about, unit in units ? units[unit] : about]);
  }

  /** The fact of an earlier grant that must be known to compare it with a claim; its object if no other is missing. */
  function openFact(read, had) {
    const { similar, unit } = read.bar;
    if (similar === "field" && had.fields === undefined) return "field";
    if (similar === "agency" && had.agency === undefined) return "agency";
    if (unit === "expenditure" && had.expenditure === undefined) return "expenditure";
    return unit === "year" && had.year === undefined ? "date" : "object";
  }

  /** The overlaps that apply to two supports, where `open` are the supports that are open to the thing. */
  function overlapsOf(read, one, other, open) {
    return read.overlaps.filter(({ supports, where, lower }) => supports.includes(one) && supports.includes(other)
      && (one !== other || supports.length === 1) && (!where || open.includes(where))
      && (!lower || lower.includes(one) !== lower.includes(other)));
  }

  /** How an earlier level compares with a level, in a list of levels from the highest down; empty if one is unknown. */
  function compareLevels({ levels }, level, earlier) {
    if (level === undefined || earlier === undefined) return "";
    if (level === earlier) return "same";
    const [mine, theirs] = [level, earlier].map((id) => levels.findIndex((one) => one.id === id));
    return mine < 0 || theirs < 0 ? "unranked" : theirs > mine ? "lower" : "higher";
  }

  /** The effect of an overlap on an earlier grant for the same thing, by the levels of both. */
  function ofOverlap({ then, lower }, support, other, known, entry, unknown) {
    if (!(then in RISING)) return [then === "once" || then === "prefers" ? "bars" : ""];
    const { k, by } = support.amount;
    if (support.id !== other.id || k !== "tier") return RISING[then][lower && !lower.includes(other.id) ? "higher" : "lower"];
    const rank = compareLevels(support.amount, known.facts[by], entry[by]);
    if (!rank) unknown.push(by);
    return RISING[then][rank];
  }

  // ---- Effect of one earlier grant

  /**
   * `{ways, unknown}`: the possible effects of an earlier grant, and its missing facts that decide which one applies.
   */
  function effectsOf(read, support, known, entry, ledger) {
    const unknown = [];
    if (entry.support) return { ways: ofOwn(read, support, known, entry, ledger, unknown), unknown };
    const levels = entry.level === undefined ? LEVELS : [entry.level];
    if (read.together) return { ways: Tiaowen.parts.ofOthers(read, support, known, entry, levels, unknown, ofOther), unknown }; // only: together.js
    if (entry.level === undefined) unknown.push("level");
    return { ways: levels.flatMap((level) => ofOther(read, support, known, entry, level, unknown)), unknown };
  }

  function ofOwn(read, support, known, entry, ledger, unknown) {
    const other = read.byId[entry.support];
    const byReference = read.bar.referred || other === support;
    const counts = { "by-reference": byReference, "in-kind": read.bar.unpaid };
    if (!other || !(counts[other.amount.k] ?? true)) return [NO_EFFECT];
    const [certain, possible] = [[support.id, other.id], []];
    const wheres = overlapsOf(read, support.id, other.id, Object.keys(read.byId)).map((one) => one.where);
    for (const where of unique(wheres).filter((id) => id && !certain.includes(id))) {
      if (read.byId[where].per !== support.per) continue;
      const reasons = testRequirements(read, read.byId[where], known, ledger);
      const isOpen = both(reasons.map((one) => one.holds));
      if (isOpen) certain.push(where);
      else if (isOpen === undefined) {
        possible.push(where);
        unknown.push(...waiting(reasons).map((one) => one.fact));
      }
    }
    const ways = ofOverlaps(read, support, other, known, entry, certain, unknown);
    if (possible.length) ways.push(...ofOverlaps(read, support, other, known, entry, [...certain, ...possible], unknown));
    return ways;
  }

  /** The effects under the first overlap that applies, or under the general exclusion if none applies. */
  function ofOverlaps(read, support, other, known, entry, open, unknown) {
    const ways = [];
    for (const overlap of overlapsOf(read, support.id, other.id, open)) {
      const same = isOne(known.facts[overlap.same], entry[overlap.same]);
      if (same === false) continue;
      ways.push(...ofOverlap(overlap, support, other, known, entry, unknown)
        .map((then) => (then ? { then, at: overlap.at, q: overlap.q } : NO_EFFECT)));
      if (same) return ways;
      unknown.push(overlap.same);
    }
    if (read.bar.within !== "once") return [...ways, NO_EFFECT];
    const byItself = goesByItself(support, other, known, entry, unknown);
    if (byItself !== false) ways.push(NO_EFFECT);
    return byItself ? ways : [...ways, ...ofBar(read, support, known, entry, unknown)];
  }

  /** Whether the support's own limits govern repeated grants: another unit within a number, or another phase. */
  function goesByItself(support, other, known, entry, unknown) {
    const facts = { "per-unit": ["object"], "shared-cap": ["object", "phase"] }[support.amount.k];
    if (support.id !== other.id || !facts) return false;
    const same = facts.map((fact) => isOne(known.facts[fact], entry[fact]));
    const apart = either(same.map((one) => (one === undefined ? undefined : !one)));
    if (apart === undefined) unknown.push(...facts.filter((_, n) => same[n] === undefined));
    return apart;
  }

  function ofOther(read, support, known, entry, level, unknown) {
    if (read.bar.levels.includes(level)) return ofBar(read, support, known, entry, unknown, read.bar.judged);
    const { then: ruling, at, q } = read.bar.lower.includes(level) ? read.district : read.higher;
    const then = { bars: "bars", replaces: "refers", "as-they-say": "district" }[ruling];
    const same = isOne(known.facts.object, entry.object);
    if (!then || same === false) return [NO_EFFECT];
    if (same) return [{ then, at, q }];
    unknown.push("object");
    return [{ then, at, q }, NO_EFFECT];
  }

  /**
   * The effect of the exclusion of repeated support. `judged` is a term that the agency must also find true of the
   * grant.
   */
  function ofBar(read, support, known, entry, unknown, judged) {
    const { bar } = read;
    if (!bar.at) return [NO_EFFECT];
    const had = likenessOfEntry(read, entry);
    const alike = isAlike(read, likenessOf(read, support, known.facts), had);
    const same = judged ? both([alike, entry[judged]]) : alike;
    if (same === false) return [NO_EFFECT];
    const effect = { then: bar.conflict === "top-up" ? "topped-up" : "bars", at: bar.at, q: bar.q };
    if (same) return [effect];
    unknown.push(alike ? judged : openFact(read, had));
    return [effect, NO_EFFECT];
  }

  // ---- Remainders after earlier grants

  /**
   * `{reasons, off, rest, refers}`: `off` is deducted from the amount and `rest` limits it, as far as the ledger is
   * known.
   */
  function testLedger(read, support, known, ledger) {
    if (!ledger) return { reasons: [reason("ledger-unknown", undefined, read.bar.at, "", "ledger")], off: NOTHING };
    const [reasons, off, differences] = [[], { ...NOTHING }, []];
    let refers = false;
    for (const entry of ledger) {
      const { ways, unknown } = effectsOf(read, support, known, entry, ledger);
      const gravest = GRAVITY.map((then) => ways.find((way) => way.then === then)).find((way) => way);
      const isCertain = new Set(ways.map((way) => way.then)).size === 1;
      if (gravest.then) reasons.push(tellEffect(read, support, gravest, isCertain, unknown, entry));
      if (isCertain && gravest.then === "refers") refers = true;
      if (ways.some(isDifference)) {
        // If at most the difference is paid, the whole earlier grant is deducted.
        off.low += ways.every((way) => isDifference(way) || way.then === "bars") ? entry.amount ?? 0n : 0n;
        off.high = off.high === null || entry.amount === undefined ? null : off.high + entry.amount;
        if (isCertain && entry.support === support.id) differences.push(entry);
      }
    }
    reasons.push(...testQuota(read, support, known, ledger));
    // A grant against which only the difference is paid is deducted once.
    const others = ledger.filter((entry) => !differences.includes(entry));
    return { reasons, off, refers, ...restOf(support, known, others, reasons) };
  }

  /** The effect of an earlier grant as a reason. It fails if the grant certainly excludes the claim. */
  function tellEffect(read, support, { then, at, q }, isCertain, unknown, entry) {
    const told = [entry.object, entry.support ?? "", entry.amount, entry.level, entry.date];
    const kind = { bars: "had", refers: "higher", "topped-up": "top-up" }[then];
    if (!isCertain) {
      const open = { level: "level-unknown", [read.bar.judged]: "alike" }[unknown[0]] ?? kind ?? "had";
      return reason(open, undefined, at, q, unknown[0], told);
    }
    if (isDifference({ then }) && isMoney(support) && entry.amount === undefined) {
      return reason("top-up", undefined, at, q, "amount", told);
    }
    const holds = { bars: false, refers: true, "topped-up": true }[then];
    const fact = { district: "district-measures", ranked: support.amount.by }[then] ?? "object";
    return reason(kind ?? then, holds, at, q, fact, told);
  }

  /** The remainder of the base after district grants for the same thing, if the base limits the total. */
  function districtRest(read, known, ledger, base) {
    if (read.district.then !== "within-base" || !ledger) return undefined;
    let [low, high, found] = [base, base, false];
    for (const entry of ledger) {
      const about = isOne(known.facts.object, entry.object);
      if (entry.support || (entry.level && !read.bar.lower.includes(entry.level)) || about === false) continue;
      found = true;
      low = entry.amount === undefined || low === undefined ? 0n : notBelowZero(low - entry.amount);
      if (about && entry.level && high !== undefined) high = notBelowZero(high - (entry.amount ?? 0n));
    }
    return found ? { low: low ?? 0n, high: high ?? null } : undefined;
  }

  const quotaDay = (amount) => rulings(amount, "day")[0] ?? "applied-on";
  const isFree = (amount, facts) => rulings(amount, "unless").some((fact) => facts[fact] === true);

  /** Whether an earlier grant counts towards the limit on the number of grants. */
  const counts = (amount, entry) =>
    (entry.holder !== "group" || rulings(amount, "holder").includes("group")) && !isFree(amount, entry);

  function testQuota(read, support, known, ledger) {
    const { amount } = support;
    if (amount.k !== "per-unit") return [];
    const counted = under(ledger, support.id).filter((entry) => counts(amount, entry));
    if (counted.length < amount.most || isFree(amount, known.facts)) return [];
    const fact = quotaDay(amount);
    const day = known.facts[fact];
    const days = counted.map((entry) => entryDay(entry, fact)).filter((one) => one !== undefined);
    const period = rulings(amount, "period")[0] ?? "calendar-year";
    const used = day && inOnePeriod(period, read.validity?.first ?? day, day, days);
    // A grant without a day may lie in the same period, in addition to those with a known day.
    if (day && used + counted.length - days.length < amount.most) return [];
    const fails = day && used >= amount.most;
    // For an earlier grant, the day of payment is called `date`.
    const open = day && !fails && fact === "paid-on" ? "date" : fact;
    const values = [day, fails ? used : undefined, amount.most, period, amount.noun];
    return [reason("quota", fails ? false : undefined, amount.at, amount.q, open, values)];
  }

  /**
   * `{rest, waits}`: the remainder of the ceilings shared with earlier grants, if any, and the missing fact it depends
   * on.
   */
  function restOf(support, known, ledger, reasons) {
    let [rest, waits] = [];
    for (const cap of capsOf(support.amount)) {
      for (const per of rulings(cap, "per")) {
        const left = leftOf(cap, per, support, [{ ...known, isSure: true }], ledger);
        rest = rest ? lowest([rest, left]) : left;
        const fact = left.low === left.high ? undefined : openOf(per, support, known.facts, ledger);
        waits ??= fact;
        if (left.low > 0n) continue;
        reasons.push(reason("used-up", left.high === 0n ? false : undefined, cap.at, cap.q, fact ?? "ledger",
          [per, BigInt(cap.fen)]));
      }
    }
    return { rest, waits };
  }

  /** The missing fact because of which the remainder of a ceiling is unknown. */
  function openOf(per, support, facts, ledger) {
    for (const entry of under(ledger, support.id)) {
      const shares = isShared(per, facts, entry);
      const phase = isOne(facts.object, entry.object) ? "phase" : "object";
      if (shares === undefined) return { "enterprise-year": "date", phase }[per] ?? "object";
      if (shares && entry.amount === undefined) return "amount";
    }
    return undefined;
  }

  /**
   * The remainder, after earlier grants, of a ceiling that claims share by `per`. A grant that shares the ceiling only
   * with a claim that may be refused is deducted only from the lower bound.
   */
  function leftOf(cap, per, support, sharers, ledger) {
    let [low, high] = [BigInt(cap.fen), BigInt(cap.fen)];
    for (const entry of under(ledger, support.id)) {
      const shares = sharers.map(({ facts, isSure }) => [isShared(per, facts, entry), isSure]);
      if (shares.every(([one]) => one === false)) continue;
      const isCertain = shares.every(([one]) => one) || shares.some(([one, isSure]) => one && isSure);
      if (isCertain && entry.amount !== undefined) high -= entry.amount;
      low = entry.amount === undefined ? 0n : low - entry.amount;
    }
    return { low: notBelowZero(low), high: notBelowZero(high) };
  }

  function isShared(per, facts, entry) {
    const about = isOne(facts.object, entry.object);
    // The ceiling of a thing counts grants to any recipient. The ceiling of an enterprise counts its own grants only.
    if (per.startsWith("enterprise") && entry.holder === "group") return false;
    switch (per) {
      case "enterprise":
        return true;
      case "enterprise-year":
        return isOne(year(facts["applied-on"]), year(entry["applied-on"]));
      case "whole":
        return facts["part-of"] === undefined || about ? about : isOne(facts["part-of"], entry.object);
      case "phase":
        return about === false ? false : about && isOne(facts.phase, entry.phase);
      default:
        return about;
    }
  }

  Tiaowen.parts.isShared = isShared; // only: together.js
  Object.assign(Tiaowen.parts, {
    compareLevels, counts, districtRest, goesByItself, inOnePeriod, isAlike, leftOf, likenessOf, overlapsOf, periodOf, plusYears,
    quotaDay, testLedger, year,
  });
})();
