/*
 * Finds the supports that can be granted together, and their highest total. The claims are divided into groups that do
 * not affect one another. Each group is solved exactly. If a search takes too many steps, it stops and reports this,
 * and `total.high` is then an upper bound.
 */
(() => {
  "use strict";

  const {
    GROUPS, capsOf, compareLevels, counts, either, entryDay, goesByItself, inOnePeriod, isAlike, isOne, least, leftOf, likenessOf,
    overlapsOf, periodOf, plusYears, quotaDay, rulings, under, unique, year,
  } = Tiaowen.parts;
  // The weight of a sum without an upper limit: greater than all the other sums together.
  const OPEN = 10n ** 16n;
  const MOST_STEPS = 5000;
  // The cost of a step that computes a flow, in ordinary steps.
  const FLOW_STEPS = 10;
  // A search over more items than this begins with a heuristic choice.
  const MOST_SEARCHED = 20;
  // Whether other items displace an item: certainly (OUT), perhaps (MAYBE), or not at all (SURE).
  const [OUT, MAYBE, SURE] = [0, 1, 2];

  const weightOf = (item) => (item.high === null ? OPEN : item.high);
  const total = (values) => values.reduce((sum, value) => sum + value, 0n);
  const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
  const byWeight = (one, other) =>
    compare(weightOf(other), weightOf(one)) || compare(other.low, one.low) || one.n - other.n;

  /**
   * The total is a range that later answers can only narrow. Its upper bound omits only items that are certainly out.
   * Its lower bound counts only items that are certainly open, and assumes every possible conflict.
   */
  function combine(read, outcomes, knowns, ledger) {
    const items = outcomes
      .filter((one) => one.amount !== null && one.claim !== null && GROUPS[one.status] !== "refused")
      .map((one) => {
        const [support, { facts }] = [read.byId[one.support], knowns.get(one.claim)];
        return {
          claim: one.claim, support, facts, low: one.amount.low, high: one.amount.high, outcome: one,
          isSure: isSure(one, support, facts),
        };
      })
      // The choice between equal items must not depend on the order of the claims.
      .sort((one, other) => compare(one.claim, other.claim) || compare(one.support.id, other.support.id));
    items.forEach((item, n) => { item.n = n; });
    if (items.length === 1) {
      const [{ claim, support, low, high, isSure: isCertain }] = items;
      const best = [{ claim, support: support.id, amount: { low, high } }];
      const total = { low: isCertain ? low : 0n, high };
      const waits = waitsOf(read, total, items, []);
      return { best, total, if_given: { low, high }, settled: true, proved: true, waits, barred: [] };
    }
    const pairs = findWays(read, items);
    const { standing, out, perhaps, later, before } = displace(read, items, pairs, ledger);
    const never = pairs.filter(({ ways }) => ways.every(excludes));
    const kept = items.filter((item) => standing[item.n]);
    const [pools, quotas, ...careful] = [findPools(items, ledger), findQuotas(read, items, ledger, false, before),
      findPools(items, ledger, true), findQuotas(read, items, ledger, true)];
    Tiaowen.parts.addJoint(read, items, ledger, holderOf, [pools, quotas], careful); // only: together.js
    const free = choose(kept, never, pools, quotas);
    const unsettled = pairs.filter(({ ways }) => ways.some(({ kind }) => kind === "unsettled"));
    const bound = unsettled.length ? choose(kept, [...never, ...unsettled], pools, quotas) : free;
    const sure = chooseLeast(items, pairs, standing, perhaps, later, ...careful);
    const isTold = outcomes.every(({ claim, status }) => claim !== null || status === "ineligible");
    const total = { low: sure.low, high: isTold ? free.high : null };
    return {
      best: free.taken.map(({ item, amount }) => ({ claim: item.claim, support: item.support.id, amount })),
      total,
      // The lower of both bounds: if an item's sum is a range, choosing the item does not make its sum certain.
      if_given: { low: least([bound.low, free.low]), high: total.high },
      settled: bound.high === free.high,
      proved: free.proved && bound.proved && sure.proved,
      waits: isTold ? waitsOf(read, total, kept, pairs) : ["claims"],
      barred: explain(read, items, never, out, free),
    };
  }

  /**
   * The highest total that is certain: every possible exclusion applies, and every possible sharer shares a ceiling. If
   * an item may be displaced, one of the items that displace it is received instead.
   */
  function chooseLeast(items, pairs, standing, perhaps, later, pools, quotas) {
    const isCounted = ({ n }) => quotas.some(({ days }) => days.has(n));
    const groups = new Map(items.filter(({ n }) => standing[n] === SURE).map((item) => [item, [item]]));
    // An item that replaces another must not be displaced itself, and must stay within its ceilings.
    const isFree = ([item, others]) => ![item, ...others].some(isCounted) && !others.some((one) => perhaps.has(one));
    for (const [item, others] of [...[...later].filter(([, some]) => some.length), ...[...perhaps].filter(isFree)]) {
      const fits = pools.every(({ members }) => members.has(item.n) || !others.some(({ n }) => members.has(n)));
      if (item.isSure && standing[item.n] === MAYBE && fits) groups.set(item, [item, ...others]);
    }
    const certain = [...groups].map(([item, group]) => ({ ...item, low: least(group.map(({ low }) => low)), group }))
      .map((item) => ({ ...item, high: item.low })).filter(({ low }) => low);
    const meets = new Set(pairs.flatMap(({ one, other }) => [`${one.n}|${other.n}`, `${other.n}|${one.n}`]));
    const against = certain.flatMap((one) => certain
      .filter((other) => other.n > one.n && one.group.some(({ n }) => other.group.some((by) => by.n === n || meets.has(`${n}|${by.n}`))))
      .map((other) => ({ one, other })));
    return choose(certain, against, pools, quotas);
  }

  /** The facts and terms that a total depends on: those of the sums, and those that decide whether claims conflict. */
  function waitsOf(read, { low, high }, items, pairs) {
    if (low === high) return [];
    const found = items.flatMap(({ support, facts, outcome: { missing, judged }, isSure: isCertain }) => [
      ...missing, ...judged.map(({ term }) => term),
      !isCertain && support.needed?.length && facts.selected === undefined && "selected",
      support.amount.k === "per-unit" && facts[quotaDay(support.amount)] === undefined && quotaDay(support.amount),
    ]);
    for (const { one, other } of pairs.filter((pair) => pair.ways.length > 1)) {
      goesByItself(one.support, other.support, one, other.facts, found);
      const sames = overlapsOf(read, one.support.id, other.support.id, Object.keys(read.byId)).map(({ same }) => same);
      found.push(...["object", ...sames].filter((fact) => isOne(one.facts[fact], other.facts[fact]) === undefined));
    }
    return unique(found.filter((fact) => fact));
  }

  /** Whether no missing answer and no open decision can make this outcome a refusal. */
  function isSure({ status, amount, missing }, support, facts) {
    // If the sum is unknown, earlier grants may still use up all of it.
    if (status === "eligible") return amount.low > 0n || !missing.length;
    return status === "by-reference" && (!support.needed?.length || facts.selected === true);
  }

  // ---- Conflicts between items

  const STACKS = { kind: "stacks", at: "" };
  const excludes = ({ kind }) => !["stacks", "unsettled"].includes(kind);
  const preferred = (read) => read.overlaps.filter(({ then }) => then === "prefers").map(({ where }) => where);

  /** Pairs of items that may exclude one another, with the possible relations: `{one, other, ways: [{kind, at}]}`. */
  function findWays(read, items) {
    const { bar } = read;
    // The supports that are certainly open to a thing, and those that are possibly open.
    const openTo = [new Map(), new Map()];
    for (const { facts, support, isSure: isCertain } of items) {
      for (const map of isCertain ? openTo : openTo.slice(1)) {
        map.set(facts.object, (map.get(facts.object) ?? new Set()).add(support.id));
      }
    }
    const likeness = items.map((item) => likenessOf(read, item.support, item.facts));
    /** The relations under the first overlap that applies, or under the general exclusion if none applies. */
    const waysOf = (one, other) => {
      const [certain, possible] = openTo.map((map) => [one, other].flatMap(({ facts }) => [...map.get(facts.object) ?? []]));
      const ids = [one.support.id, other.support.id];
      const ways = [];
      for (const { same: fact, then, at, where } of overlapsOf(read, ...ids, possible)) {
        const same = isOne(one.facts[fact], other.facts[fact]);
        if (same === false) continue;
        const { amount } = one.support;
        // If a sum is granted for every level, it is granted once for each level.
        const isByLevel = then === "stacks" && ids[0] === ids[1] && amount.levels;
        const rank = isByLevel && compareLevels(amount, one.facts[amount.by], other.facts[amount.by]);
        if (isByLevel && (!rank || rank === "same")) ways.push({ kind: "once", at });
        if (rank !== "same") ways.push({ kind: then, at });
        // If both items are granted, both supports are open.
        if (same && (!where || ids.includes(where) || certain.includes(where))) return ways;
      }
      const apart = goesByItself(one.support, other.support, one, other.facts, []);
      const alike = bar.within !== "stacks" && !apart && isAlike(read, likeness[one.n], likeness[other.n]);
      if (alike === false) return [...ways, STACKS];
      ways.push({ kind: bar.within === "unsettled" ? "unsettled" : "once", at: bar.at });
      return alike && apart === false ? ways : [...ways, STACKS];
    };
    return items.flatMap((one) => items.slice(one.n + 1).map((other) => ({ one, other, ways: waysOf(one, other) })))
      .filter(({ ways }) => ways.some(({ kind }) => kind !== "stacks"));
  }

  /**
   * The standing of each item. For an item that is out: the rule, the item that displaces it and the clause. An item
   * that may be refused displaces nothing with certainty. The more specific rule is applied first: an item that it
   * leaves out excludes nothing.
   */
  function displace(read, items, pairs, ledger) {
    const { bar } = read;
    const standing = items.map((item) => (item.isSure ? SURE : MAYBE));
    // Items that are out, and items that may be displaced.
    const [out, perhaps] = [new Map(), new Map()];
    const put = (item, by, kind, at, isCertain) => {
      standing[item.n] = isCertain ? OUT : Math.min(standing[item.n], MAYBE);
      if (isCertain) out.set(item, { kind, by, at });
      else perhaps.set(item, [...perhaps.get(item) ?? [], by]);
    };
    const eachWay = (some) => some.flatMap(({ one, other, ways }) => [[one, other, ways], [other, one, ways]]);
    const wheres = preferred(read);
    for (const [item, by, ways] of eachWay(pairs)) {
      const way = ways.find(({ kind }) => kind === "prefers");
      if (way && wheres.includes(by.support.id) && !wheres.includes(item.support.id)) {
        put(item, by, "prefers", way.at, ways.length === 1 && by.isSure);
      }
    }
    const general = eachWay(pairs.filter(({ one, other, ways }) =>
      ways.some(({ kind, at }) => kind === "once" && at === bar.at) && !out.has(one) && !out.has(other)));
    if (bar.conflict === "none") {
      const before = [...standing];
      for (const [item, by, ways] of general) put(item, by, "none", bar.at, ways.length === 1 && before[by.n] === SURE);
    }
    if (bar.conflict === "first") {
      // An item is out if an earlier application excludes it and is not left out itself.
      const dayOf = (item) => item.facts["applied-on"];
      const byDay = (one, other) => compare(dayOf(one) ?? "9999", dayOf(other) ?? "9999") || one.n - other.n;
      for (const item of [...items].sort(byDay)) {
        for (const [one, by, ways] of general) {
          const isKnown = dayOf(item) && dayOf(by);
          if (one !== item || out.has(item) || !standing[by.n] || (isKnown && dayOf(by) >= dayOf(item))) continue;
          put(item, by, "first", bar.at, ways.length === 1 && isKnown && standing[by.n] === SURE);
        }
      }
    }
    const orders = putInOrder(countedOf(read, items, ledger), standing);
    const later = new Map([...orders.later].filter(([item, others]) => ![item, ...others].some((one) => perhaps.has(one))));
    if (bar.conflict === "none") perhaps.clear();
    return { standing, out, perhaps, later, before: orders.before };
  }

  /**
   * Applies a limit on the number of grants that counts the earliest ones first. An item that comes too late is out,
   * and an item that may come too late is uncertain. `later` maps each uncertain item to the items of which one then
   * takes its place; the list is empty if that is not certain. `before` maps each item to itself and the items ahead of
   * it that are chosen or certain, if the days are known.
   */
  function putInOrder(numbers, standing) {
    const [was, later, before] = [[...standing], new Map(), new Map()];
    for (const counted of numbers.filter(({ order }) => order)) {
      const { number, period, begins, items, free, days, had, undated, order } = counted;
      const at = (n) => order(items.get(n)) ?? "9999";
      const mine = [...days.keys()].filter((n) => was[n]).sort((one, other) => compare(at(one), at(other)) || one - other);
      const isKnown = (n) => days.get(n) && at(n) < "9999";
      const certain = mine.filter((n) => was[n] === SURE && free.get(n) === false && isKnown(n));
      if (certain.length === mine.length && !undated) {
        const chosen = [];
        for (const n of mine) {
          if (allows(quotaOf(counted), [...chosen, n].map((one) => items.get(one)))) chosen.push(n);
          else standing[n] = OUT;
        }
        continue;
      }
      for (const n of mine) {
        const day = days.get(n);
        const ahead = mine.filter((other) => other !== n
          && (at(n) === "9999" || at(other) === "9999" || (compare(at(other), at(n)) || other - n) < 0)
          && (!day || !days.get(other) || inOnePeriod(period, begins, day, [days.get(other)])));
        const used = day ? inOnePeriod(period, begins, day, had) : had.length;
        // If every period of a year counts, an item that is left out may make room for a later one.
        const isOrdered = isKnown(n) && period !== "any-year";
        const isLate = isOrdered && used + ahead.filter((one) => certain.includes(one)).length >= number;
        if (isOrdered && !isLate) {
          const first = ahead.filter((one) => at(one) < "9999");
          before.set(n, (chosen) => [n, ...first.filter((one) => certain.includes(one) || chosen.includes(one))]);
        }
        if (isLate) standing[n] = OUT;
        else if (used + undated + ahead.length >= number) {
          const unsure = ahead.filter((one) => was[one] !== SURE);
          standing[n] = MAYBE;
          later.set(items.get(n), (used + undated + ahead.length - unsure.length < number ? unsure : []).map((one) => items.get(one)));
        }
      }
    }
    return { later, before };
  }

  /**
   * The ceilings that several claims share, with the remainder after earlier grants. If it is unknown whether claims
   * share a ceiling, they do not. With `careful`, every possible sharer shares it and the remainder is the least
   * possible.
   */
  function findPools(items, ledger, careful) {
    const [pools, unknown] = [new Map(), new Set()];
    for (const item of items) {
      for (const cap of capsOf(item.support.amount)) {
        for (const per of rulings(cap, "per")) {
          const holder = holderOf(per, item.facts);
          const group = JSON.stringify([item.support.id, per]);
          const isKnown = !holder.includes(undefined);
          if (!isKnown) unknown.add(group);
          const key = JSON.stringify([group, ...holder, isKnown || item.n]);
          pools.set(key, { group, cap, kind: per, sharers: [...(pools.get(key)?.sharers ?? []), item] });
        }
      }
    }
    if (careful) {
      for (const group of unknown) {
        const every = [...pools].filter(([, pool]) => pool.group === group);
        for (const [key] of every) pools.delete(key);
        pools.set(group, { ...every[0][1], sharers: every.flatMap(([, { sharers }]) => sharers) });
      }
    }
    return [...pools.values()].filter(({ sharers }) => sharers.length > 1).map(({ cap, kind, sharers }) => {
      const { low, high } = leftOf(cap, kind, sharers[0].support, sharers, ledger);
      return { kind, members: new Set(sharers.map((item) => item.n)), rest: { low, high: careful ? low : high } };
    });
  }

  function holderOf(per, facts) {
    switch (per) {
      case "enterprise":
        return [];
      case "enterprise-year":
        return [year(facts["applied-on"])];
      case "whole":
        return [facts["part-of"] ?? facts.object];
      case "phase":
        return [facts.object, facts.phase];
      default:
        return [facts.object];
    }
  }

  /**
   * The limits on the number of grants that claims count towards, with the days of earlier grants. A claim without a
   * day, or that perhaps does not count, is not counted; with `careful` it counts in every period. `before` gives the
   * items ahead of an item that may come too late.
   */
  const findQuotas = (read, items, ledger, careful, before) =>
    countedOf(read, items, ledger).map((counted) => ({ ...quotaOf(counted, careful), before })).filter(({ days }) => days.size);

  function quotaOf(counted, careful) {
    if (careful) return { ...counted, number: Math.max(0, counted.number - counted.undated) };
    return { ...counted, days: new Map([...counted.days].filter(([n, day]) => day && counted.free.get(n) === false)) };
  }

  /**
   * For each such limit: the claims that count, whether each is exempt (`free`), their days, and the days of earlier
   * grants.
   */
  function countedOf(read, items, ledger) {
    const isFree = ({ support: { amount }, facts }) => either(rulings(amount, "unless").map((fact) => facts[fact]));
    const counted = items.filter((item) => item.support.amount.k === "per-unit" && isFree(item) !== true);
    return [...new Set(counted.map((item) => item.support))].map((support) => {
      const { amount } = support;
      const [fact, [first]] = [quotaDay(amount), rulings(amount, "first")];
      const mine = counted.filter((item) => item.support === support);
      const earlier = under(ledger, support.id).filter((entry) => counts(amount, entry)).map((entry) => entryDay(entry, fact));
      const had = earlier.filter((day) => day !== undefined);
      const days = new Map(mine.map((item) => [item.n, item.facts[fact]]));
      return {
        number: amount.most,
        period: rulings(amount, "period")[0] ?? "calendar-year",
        begins: read.validity?.first ?? [...days.values(), ...had].filter((day) => day).sort()[0],
        items: new Map(mine.map((item) => [item.n, item])),
        free: new Map(mine.map((item) => [item.n, isFree(item)])),
        days,
        had,
        undated: earlier.length - had.length,
        order: first && ((item) => item.facts[first]),
      };
    });
  }

  /**
   * Whether items stay within the number in every period and, if the earliest count first, none of them comes too late.
   */
  const allows = (quota, items) => {
    const chosen = items.map(({ n }) => n);
    return isWithin(quota, chosen) && chosen.every((n) => isWithin(quota, quota.before?.get(n)?.(chosen) ?? []));
  };

  /**
   * Whether the claims with these numbers stay within the limit in every period. A claim without a day may lie in any
   * period.
   */
  function isWithin(quota, chosen) {
    const days = chosen.filter((n) => quota.days.has(n)).map((n) => quota.days.get(n));
    const known = days.filter((day) => day !== undefined);
    const left = quota.number - (days.length - known.length);
    const every = [...known, ...quota.had];
    return left >= 0 && (left === quota.number ? known : every)
      .every((day) => inOnePeriod(quota.period, quota.begins, day, every) <= left);
  }

  // ---- Optimisation

  /** The items with the highest total that do not exclude one another and stay within all ceilings and limits. */
  function choose(items, excluded, pools, quotas, mostSteps = MOST_STEPS) {
    const against = new Map(items.map((item) => [item.n, new Set()]));
    for (const { one, other } of excluded.filter((pair) => against.has(pair.one.n) && against.has(pair.other.n))) {
      against.get(one.n).add(other.n);
      against.get(other.n).add(one.n);
    }
    const found = { taken: [], low: 0n, high: 0n, proved: true };
    for (const group of groupsOf(items, against, pools, quotas)) {
      const shared = pools.filter((pool) => group.some((item) => pool.members.has(item.n)));
      const { chosen, bound } = solve(group, against, shared, quotas, mostSteps);
      const [lows, highs] = [allot(chosen, shared, "low"), allot(chosen, shared, "high")];
      chosen.forEach((item, n) => {
        // The certain sum is at most the highest possible sum, because another item may use up the shared ceiling.
        const low = least([lows[n], highs[n]]);
        found.taken.push({ item, amount: { low, high: highs[n] >= OPEN ? null : highs[n] } });
      });
      found.low += total(lows);
      found.high += bound ?? total(highs);
      found.proved &&= bound === undefined;
    }
    found.taken.sort((one, other) => one.item.n - other.item.n);
    if (found.high >= OPEN) found.high = null;
    return found;
  }

  /** The items in groups: items of different groups do not affect one another. */
  function groupsOf(items, against, pools, quotas) {
    const sets = pools.map((pool) => items.filter((item) => pool.members.has(item.n)));
    for (const { days, period, begins } of quotas) {
      const lots = new Map();
      const mine = items.filter((one) => days.has(one.n));
      const isWhole = period === "any-year" || mine.some((one) => days.get(one.n) === undefined);
      for (const item of mine) {
        const day = days.get(item.n);
        const lot = isWhole ? "" : periodOf(period, begins, day);
        lots.set(lot, [...(lots.get(lot) ?? []), item]);
      }
      sets.push(...lots.values());
    }
    for (const item of items) sets.push([item, ...items.filter((one) => against.get(item.n).has(one.n))]);
    let groups = [];
    for (const set of sets.filter((one) => one.length)) {
      const touched = groups.filter((group) => set.some((item) => group.has(item)));
      groups = groups.filter((group) => !touched.includes(group));
      groups.push(new Set([...touched.flatMap((group) => [...group]), ...set]));
    }
    return groups.map((group) => [...group].sort((one, other) => one.n - other.n));
  }

  /**
   * The items chosen from a group. `bound` is an upper bound of the total; it is set only if the choice is not proved
   * optimal.
   */
  function solve(group, against, pools, quotas, mostSteps) {
    const counted = quotas.filter((quota) => group.some((item) => quota.days.has(item.n)));
    const isFreeOfOthers = group.every((item) => !against.get(item.n).size);
    const isDated = counted.every(({ days }) => group.every((item) => !days.has(item.n) || days.get(item.n)));
    const isOrdered = group.some(({ n }) => counted[0]?.before?.has(n));
    if (isFreeOfOthers && !pools.length && counted.length === 1 && isDated && !isOrdered) {
      const fill = counted[0].period === "any-year" ? fillYears : fillPeriods;
      return { chosen: fill(group, counted[0]) };
    }
    const isOpen = (item, chosen) => chosen.every((one) => !against.get(item.n).has(one.n))
      && counted.every((quota) => allows(quota, [...chosen, item]));
    const ranked = [...group].sort(byWeight);
    const isEasy = isFreeOfOthers && !counted.length;
    const found = isEasy ? { chosen: group } : search(ranked, against, pools, isOpen, mostSteps);
    // Items that add no money are included if nothing excludes them, so that no item is left out without a reason.
    for (const item of ranked) {
      if (!found.chosen.includes(item) && isOpen(item, found.chosen)) found.chosen = [...found.chosen, item];
    }
    const bound = isExact(pools) ? found.bound : total(group.map(weightOf));
    return { chosen: found.chosen.sort((one, other) => one.n - other.n), bound };
  }

  /** Branch and bound, the item with the highest weight first. Each item is first taken and then left out. */
  function search(ranked, against, pools, isOpen, mostSteps) {
    const weigh = (items) => total(allot(items, pools, "high"));
    const cost = isNested(pools) ? 1 : FLOW_STEPS;
    let [best, weight, bound, steps] = [[], -1n, undefined, 0];
    if (ranked.length > MOST_SEARCHED) {
      best = startOf(ranked, weigh, isOpen);
      weight = weigh(best);
    }
    const stack = [{ at: 0, chosen: [] }];
    while (stack.length) {
      const { at, chosen } = stack.pop();
      const reached = weigh(chosen);
      steps += cost;
      if (reached > weight) [best, weight] = [chosen, reached];
      if (at === ranked.length) continue;
      const left = ranked.slice(at).filter((item) => chosen.every((one) => !against.get(item.n).has(one.n)));
      let most = total([...chosen, ...leadersOf(left, against)].map(weightOf));
      if (most > weight) most = least([most, weigh([...chosen, ...left])]);
      if (most <= weight) continue;
      if (steps > mostSteps) {
        bound = bound === undefined || most > bound ? most : bound;
        continue;
      }
      stack.push({ at: at + 1, chosen });
      if (isOpen(ranked[at], chosen)) stack.push({ at: at + 1, chosen: [...chosen, ranked[at]] });
    }
    return { chosen: best, bound: bound > weight ? bound : undefined };
  }

  /** A greedy first choice: repeatedly the item that adds the most, until no item adds anything. */
  function startOf(ranked, weigh, isOpen) {
    let [chosen, reached, waiting] = [[], 0n, ranked];
    const gains = new Map(ranked.map((item) => [item, weightOf(item)]));
    while ((waiting = waiting.filter((item) => isOpen(item, chosen))).length) {
      // The gain of an item only decreases as others are chosen, so the other gains need not be recomputed.
      const item = waiting.reduce((one, other) => (gains.get(other) > gains.get(one) ? other : one));
      const gain = weigh([...chosen, item]) - reached;
      const isMost = gain === gains.get(item);
      if (isMost) [chosen, reached] = [[...chosen, item], reached + gain];
      if (isMost || !gain) waiting = waiting.filter((one) => one !== item);
      else gains.set(item, gain);
    }
    return chosen;
  }

  /**
   * The heaviest item of each set in which all items exclude one another. Their total is an upper bound for every
   * choice.
   */
  function leadersOf(ranked, against) {
    const sets = [];
    for (const item of ranked) {
      const set = sets.find((one) => one.every((member) => against.get(member.n).has(item.n)));
      if (set) set.push(item);
      else sets.push([item]);
    }
    return sets.map(([first]) => first);
  }

  const isNested = (pools) => pools.every(({ members: one }) => pools.every(({ members: other }) => {
    const common = [...one].filter((n) => other.has(n)).length;
    return common === 0 || common === one.size || common === other.size;
  }));
  const isExact = (pools) => isNested(pools) || new Set(pools.map((pool) => pool.kind)).size <= 2;

  /**
   * The amount that each item contributes to one `bound` under the shared ceilings. If the ceilings are nested or
   * disjoint, the total does not depend on the order. If ceilings of two kinds overlap, a maximum flow finds the total.
   */
  function allot(items, pools, bound) {
    const sums = items.map((item) => (bound === "high" ? weightOf(item) : item.low));
    if (!isNested(pools) && isExact(pools)) return allotByFlow(items, pools, bound, sums);
    const rest = pools.map((pool) => pool.rest[bound]);
    return items.map((item, n) => {
      const mine = pools.map((pool, at) => (pool.members.has(item.n) ? at : -1)).filter((at) => at >= 0);
      const brings = least([sums[n], ...mine.map((at) => rest[at])]);
      for (const at of mine) rest[at] -= brings;
      return brings;
    });
  }

  /** A flow from the ceilings of one kind through each item to the ceilings of the other kind. */
  function allotByFlow(items, pools, bound, sums) {
    const net = makeNet(2 * items.length + pools.length + 2);
    const [source, sink, ofItem] = [0, net.size - 1, pools.length + 1];
    const isFirst = (pool) => pool.kind === pools[0].kind;
    pools.forEach((pool, at) => {
      net.link(...(isFirst(pool) ? [source, at + 1] : [at + 1, sink]), pool.rest[bound]);
    });
    const arcs = items.map((item, n) => {
      const mine = pools.filter((pool) => pool.members.has(item.n));
      const place = (pool, none) => (pool ? pools.indexOf(pool) + 1 : none);
      const [into, out] = [ofItem + 2 * n, ofItem + 2 * n + 1];
      net.link(place(mine.find(isFirst), source), into, sums[n]);
      net.link(out, place(mine.find((pool) => !isFirst(pool)), sink), sums[n]);
      return net.link(into, out, sums[n]);
    });
    // Repeat until no more flow is possible.
    while (net.push(source, sink, total(sums))) continue;
    return arcs.map((arc) => arc.back.room);
  }

  /** A network of nodes and arcs. Each arc has its remaining capacity (`room`) and its `cost` per unit of flow. */
  function makeNet(size) {
    const arcs = [];
    const link = (from, to, room, cost = 0n) => {
      const [arc, back] = [{ from, to, room, cost }, { from: to, to: from, room: 0n, cost: -cost }];
      [arc.back, back.back] = [back, arc];
      arcs.push(arc, back);
      return arc;
    };
    /**
     * The last arc of the cheapest path to each node, and of the shortest among equals, by the Bellman–Ford algorithm.
     */
    const waysFrom = (source) => {
      let [costs, ways, changed] = [[], [], true];
      costs[source] = 0n;
      while (changed) {
        changed = false;
        const before = [...costs];
        for (const arc of arcs) {
          if (!arc.room || before[arc.from] === undefined) continue;
          const cost = before[arc.from] + arc.cost;
          if (costs[arc.to] <= cost) continue;
          [costs[arc.to], ways[arc.to], changed] = [cost, arc, true];
        }
      }
      return ways;
    };
    /** Sends as much flow as possible, at most `most`, along the cheapest path. Returns whether any flow was sent. */
    const push = (source, sink, most) => {
      const ways = waysFrom(source);
      const way = [];
      for (let arc = ways[sink]; arc; arc = ways[arc.from]) way.push(arc);
      if (!way.length) return false;
      const fits = least([most, ...way.map((arc) => arc.room)]);
      for (const arc of way) {
        arc.room -= fits;
        arc.back.room += fits;
      }
      return true;
    };
    return { size, link, push };
  }

  /** The best choice for one limit whose periods do not overlap: the highest sums of each period. */
  function fillPeriods(group, quota) {
    const chosen = [];
    for (const item of [...group].sort(byWeight)) if (allows(quota, [...chosen, item])) chosen.push(item);
    return chosen;
  }

  /**
   * The items with the highest total of which no twelve consecutive months contain more than the limit. Each item
   * occupies one of as many lanes as the limit allows for a year from its day. Earlier grants do the same.
   */
  function fillYears(group, quota) {
    const dayOf = (item) => quota.days.get(item.n);
    const moments = [...new Set([...group.map(dayOf), ...quota.had].flatMap((day) => [day, plusYears(day, 1)]))].sort();
    const net = makeNet(moments.length);
    const number = BigInt(quota.number);
    // Earlier grants always keep their lanes.
    const dearest = OPEN * OPEN * BigInt(group.length + 1);
    moments.slice(0, -1).forEach((moment, n) => {
      const had = BigInt(quota.had.filter((day) => day <= moment && moment < plusYears(day, 1)).length);
      const kept = least([had, number]);
      net.link(n, n + 1, kept, -dearest);
      net.link(n, n + 1, number - kept);
    });
    const arcs = group.map((item) => {
      const [from, to] = [dayOf(item), plusYears(dayOf(item), 1)].map((day) => moments.indexOf(day));
      // Among equal items, the one with the higher certain sum is preferred.
      return net.link(from, to, 1n, -weightOf(item) * OPEN - item.low);
    });
    for (let lane = 0; lane < quota.number; lane += 1) net.push(0, moments.length - 1, 1n);
    return group.filter((_, n) => !arcs[n].room);
  }

  /**
   * The reason why each item is left out. `kind` is the kind of an overlap or `once`, `may-prefer`, `none`, `first`,
   * `quota` or `used-up`.
   */
  function explain(read, items, never, out, choice) {
    const taken = new Set(choice.taken.map(({ item }) => item));
    const key = (item) => ({ claim: item.claim, support: item.support.id });
    const wheres = preferred(read);
    const against = new Map(items.map((item) => [item, []]));
    for (const { one, other, ways: [{ kind, at }] } of never) {
      if (taken.has(other)) against.get(one).push({ by: other, kind, at });
      if (taken.has(one)) against.get(other).push({ by: one, kind, at });
    }
    return items.filter((item) => !taken.has(item)).map((item) => {
      if (out.has(item)) {
        const { kind, by, at } = out.get(item);
        return { ...key(item), kind, by: [key(by)], provision: at };
      }
      const bars = against.get(item);
      const joint = bars[0] ? undefined : Tiaowen.parts.jointBar(read, item, taken, key); // only: together.js
      if (joint) return { ...key(item), ...joint }; // only: together.js
      const { kind, at } = bars[0]
        ?? { kind: item.support.amount.k === "per-unit" ? "quota" : "used-up", at: item.support.at };
      // It is not known yet which of the two is granted, but only one of them can be.
      const told = wheres.includes(item.support.id) ? "may-prefer" : "once";
      return { ...key(item), kind: kind === "prefers" ? told : kind, by: bars.map(({ by }) => key(by)), provision: at };
    });
  }

  Object.assign(Tiaowen.parts, { choose, combine });
  Object.assign(Tiaowen.parts, { allot, holderOf, isExact, total }); // only: works.js
})();
