/*
 * Limits shared by several supports, other funds, and budgets. Loaded after limits.js, whose functions it replaces, if
 * a policy has such rules. kb/core/joint_limits.py and kb/assess/together/quotas.py are the Python implementation.
 */
(() => {
  "use strict";

  const { both, isOne, isShared, lowest, money, notBelowZero, reason, testLedger } = Tiaowen.parts;
  const { readRules } = Tiaowen;
  const HIGHEST = "national";
  const EFFECTS = { bars: "bars", once: "bars", "topped-up": "topped-up", stacks: "" };
  // If the period does not matter, any day serves.
  const DAY = "2000-01-01";

  const ruling = (rule, name, otherwise) => rule.r[name]?.[0] ?? otherwise;

  /** The rules about several supports that are in force under the readings. */
  Tiaowen.readRules = (rules, readings) => {
    const read = readRules(rules, readings);
    if (!rules.together) return read; // only: works.js
    const holds = (guard) => !guard || guard.split(" ").every((one) => {
      const [id, option] = one.split(":");
      return read.readings[id] === option;
    });
    const decide = (values) => values.filter(([, guard]) => holds(guard)).map(([value]) => value);
    const decided = (all) => (all ?? []).map((rule) => ({
      ...rule, r: Object.fromEntries(Object.entries(rule.r).map(([name, values]) => [name, decide(values)])),
    }));
    const { limits, others, budgets = [] } = rules.together;
    read.together ??= { limits: decided(limits), others: decided(others), budgets };
    return read;
  };

  const perOf = (limit) => ruling(limit, "per", "object");
  const limitsOf = (read, support, isNumber) => read.together.limits
    .filter(({ supports, number }) => supports.includes(support.id) && (number !== undefined) === isNumber);

  // ---- Other funds

  /**
   * The effects of grants under other policies, of every possible level. The policy's rule on other funds is applied
   * first.
   */
  Tiaowen.parts.ofOthers = (read, support, known, entry, levels, unknown, ofOther) => {
    const every = levels.length > 1 ? [...levels, HIGHEST] : levels;
    const left = new Map(every.map((level) => [level, true]));
    const ways = [];
    for (const { supports, levels: covered, at, q, r } of read.together.others) {
      if (!supports.includes(support.id)) continue;
      const mine = every.filter((level) => left.get(level) && (!covered || covered.includes(level)));
      const same = isOne(known.facts.object, entry.object);
      if (same === false || !mine.length) continue;
      ways.push({ then: EFFECTS[r.then[0] ?? "bars"], at, q });
      if (covered && entry.level === undefined) unknown.push("level");
      if (same === undefined) unknown.push("object");
      // If the level is unknown, a rule on some levels decides nothing for certain.
      else if (!covered || entry.level !== undefined) for (const level of mine) left.set(level, false);
    }
    const rest = every.filter((level) => left.get(level));
    if (rest.length && entry.level === undefined) unknown.push("level");
    return [...ways, ...rest.flatMap((level) => ofOther(read, support, known, entry, level, unknown))];
  };

  // ---- Remainders of joint limits

  /** The sum that a limit allows; `high` is null if the fact that defines it is unknown. */
  function wholeOf({ fen, rate = "1", of }, facts) {
    if (fen) return { low: BigInt(fen), high: BigInt(fen) };
    const base = money(facts, of);
    if (base === undefined) return { low: 0n, high: null };
    const [above, under = 1n] = rate.split("/").map(BigInt);
    return { low: (base * above) / under, high: (base * above) / under };
  }

  /** Whether an earlier grant shares a limit with claims. It is certain only with a claim that nothing can refuse. */
  function sharing(limit, sharers, entry) {
    const { supports, levels } = limit;
    const known = entry.level === undefined ? undefined : levels?.includes(entry.level);
    const counts = entry.support ? supports.includes(entry.support) : levels ? known : false;
    const each = sharers.map(({ facts, isSure }) => [isShared(perOf(limit), facts, entry), isSure]);
    if (each.every(([one]) => one === false)) return false;
    return both([counts, each.every(([one]) => one) || each.some(([one, isSure]) => one && isSure) || undefined]);
  }

  function leftOf(limit, sharers, ledger, fen) {
    let [low, high] = [fen, fen];
    for (const entry of ledger) {
      const shares = sharing(limit, sharers, entry);
      if (shares === false) continue;
      if (shares && entry.amount !== undefined) high -= entry.amount;
      low = entry.amount === undefined ? -fen : low - entry.amount;
    }
    return { low: notBelowZero(low), high: notBelowZero(high) };
  }

  function restOf(limit, facts, ledger) {
    const whole = wholeOf(limit, facts);
    if (whole.high === null) return { whole, rest: whole };
    return { whole, rest: leftOf(limit, [{ facts, isSure: true }], ledger, whole.high) };
  }

  Tiaowen.parts.testLedger = (read, support, known, ledger) => {
    const found = testLedger(read, support, known, ledger);
    if (!read.together) return found; // only: works.js
    const { reasons } = found;
    const rests = limitsOf(read, support, false).map((limit) => ({ limit, ...restOf(limit, known.facts, ledger ?? []) }));
    const put = (kind, holds, { at, q, supports }, fact, values) =>
      reasons.push(reason(kind, holds, at, q, fact, [...supports, ...values]));
    for (const { limit, whole, rest } of ledger ? rests : []) {
      if (!whole.high || rest.low) continue;
      put("joint-used-up", rest.high === 0n ? false : undefined, limit, "ledger", [perOf(limit), whole]);
    }
    for (const limit of ledger ? limitsOf(read, support, true) : []) {
      const shares = ledger.map((entry) => sharing(limit, [{ facts: known.facts, isSure: true }], entry));
      if (shares.filter((one) => one !== false).length < limit.number) continue;
      const fails = shares.filter((one) => one).length >= limit.number;
      put("joint-number", fails ? false : undefined, limit, "ledger", [perOf(limit), limit.number, limit.noun]);
    }
    for (const { supports, at, q, fen, count, year, left } of read.together.budgets) {
      if (!supports.includes(support.id)) continue;
      const values = [fen ? BigInt(fen) : count, year ? "year" : "", left ? known.facts[left] : undefined];
      reasons.push(reason("budget", true, at, q, left ?? "", values));
    }
    found.jointly = (before, told) => rests.reduce((amount, { limit, whole, rest }) => {
      if (rest.high !== null && amount.high !== null && rest.low >= amount.high) return amount;
      const [after, isKnown] = [lowest([amount, rest]), rest.low === rest.high];
      const fact = rest.high === null ? limit.of : "ledger";
      told.push(reason("joint-rest", isKnown || undefined, limit.at, limit.q, fact,
        [...limit.supports, perOf(limit), whole, amount, rest, after]));
      return after;
    }, before);
    return found;
  };

  // ---- Highest total

  /** Each limit with the claims that share it; with `careful`, every claim that may share it. */
  function sharersOf(read, items, holderOf, careful, isNumber) {
    if (!read.together) return []; // only: works.js
    return read.together.limits.flatMap((limit, place) => {
      if ((limit.number !== undefined) !== isNumber) return [];
      const groups = new Map();
      let isOpen = false;
      const mine = items.filter(({ support }) => limit.supports.includes(support.id));
      for (const item of mine) {
        const holder = holderOf(perOf(limit), item.facts);
        if (holder.includes(undefined)) isOpen = true;
        else groups.set(JSON.stringify(holder), [...groups.get(JSON.stringify(holder)) ?? [], item]);
      }
      const all = careful && isOpen ? [mine] : [...groups.values()];
      return all.map((sharers) => ({ limit, place, sharers }));
    });
  }

  function poolOf({ limit, place, sharers }, ledger, careful) {
    const wholes = sharers.map(({ facts }) => wholeOf(limit, facts));
    const highs = wholes.map(({ high }) => high);
    const high = highs.includes(null) ? null : highs.reduce((one, other) => (one > other ? one : other));
    if (sharers.length < 2 || (high === null && !careful)) return [];
    const left = leftOf(limit, sharers, ledger, careful ? lowest(wholes).low : high);
    const rest = { low: left.low, high: careful ? left.low : left.high };
    return [{ kind: `joint-${place}`, members: new Set(sharers.map(({ n }) => n)), rest }];
  }

  function quotaOf({ limit, sharers }, ledger, careful) {
    const shares = ledger.map((entry) => sharing(limit, sharers, entry));
    const had = shares.filter((one) => (careful ? one !== false : one)).length;
    const days = new Map(sharers.map(({ n }) => [n, DAY]));
    return { number: Math.max(0, limit.number - had), period: "calendar-year", begins: DAY, days, had: [] };
  }

  /**
   * Adds these limits to the ceilings and numbers used for the highest total, and to those used for the certain total.
   */
  Tiaowen.parts.addJoint = (read, items, ledger, holderOf, ...every) => every.forEach(([pools, quotas], n) => {
    pools.push(...sharersOf(read, items, holderOf, n > 0, false).flatMap((one) => poolOf(one, ledger, n > 0)));
    quotas.push(...sharersOf(read, items, holderOf, n > 0, true).map((one) => quotaOf(one, ledger, n > 0)));
  });

  /** The reason why an item is left out because a number of grants is used up. */
  Tiaowen.parts.jointBar = (read, { support }, taken, key) => {
    if (!read.together) return undefined; // only: works.js
    const [limit] = limitsOf(read, support, true);
    if (!limit) return undefined;
    const by = [...taken].filter((one) => limit.supports.includes(one.support.id)).map(key);
    return { kind: "joint-number", by, provision: limit.at };
  };

  Object.assign(Tiaowen.parts, { perOf, restOfJoint: restOf }); // only: works.js
})();
