/*
 * What may be had together, and the best of it. Claims fall apart into groups that bear on one another; each group
 * is solved exactly, or the search is given up, says so, and `total.high` is a bound that nothing exceeds.
 */
(() => {
  "use strict";

  const {
    capsOf, counts, entryDay, inOnePeriod, isAlike, isFree, least, leftOf, likenessOf, overlapsOf, periodOf,
    plusYears, quotaDay, rulings, under, year,
  } = Tiaowen.parts;
  // What a sum that nothing bounds weighs: more than all the others together can be.
  const OPEN = 10n ** 16n;
  const MOST_STEPS = 5000;
  // A step that needs a flow counts for so many.
  const FLOW_STEPS = 10;
  // A search among more than so many is given a start.
  const MOST_SEARCHED = 20;

  const weightOf = (item) => (item.high === null ? OPEN : item.high);
  const total = (values) => values.reduce((sum, value) => sum + value, 0n);
  const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
  const byWeight = (one, other) =>
    compare(weightOf(other), weightOf(one)) || compare(other.low, one.low) || one.n - other.n;

  function combine(read, outcomes, knowns, ledger) {
    const items = outcomes
      .filter((one) => one.amount !== null && one.claim !== null && !["ineligible", "barred"].includes(one.status))
      .map((one) => ({
        claim: one.claim, support: read.byId[one.support], facts: knowns.get(one.claim).facts,
        low: one.amount.low, high: one.amount.high,
      }))
      // What is chosen among equals must not depend on the order of the claims.
      .sort((one, other) => compare(one.claim, other.claim) || compare(one.support.id, other.support.id));
    items.forEach((item, n) => { item.n = n; });
    if (items.length === 1) {
      const [{ claim, support, low, high }] = items;
      const best = [{ claim, support: support.id, amount: { low, high } }];
      return { best, total: { low, high }, settled: true, proved: true, barred: [] };
    }
    const conflicts = findConflicts(read, items);
    const dropped = drop(read, items, conflicts.sure);
    const kept = items.filter((item) => !dropped.has(item));
    const [pools, quotas] = [findPools(items, ledger), findQuotas(read, items, ledger)];
    const free = choose(kept, conflicts.sure, pools, quotas);
    const bound = conflicts.open.length ? choose(kept, [...conflicts.sure, ...conflicts.open], pools, quotas) : free;
    const settled = bound.high === free.high;
    // The least of either: a sum that is itself a range is no more certain for being chosen.
    const low = bound.low < free.low ? bound.low : free.low;
    return {
      best: free.taken.map(({ item, amount }) => ({ claim: item.claim, support: item.support.id, amount })),
      total: { low, high: free.high },
      settled,
      proved: free.proved && bound.proved,
      barred: explain(items, conflicts.sure, dropped, free),
    };
  }

  // ---- What bears on what

  /** Pairs that exclude one another (`sure`), and pairs of which the text does not settle it (`open`). */
  function findConflicts(read, items) {
    const found = { sure: [], open: [] };
    const { bar } = read;
    const openTo = new Map();
    for (const { facts, support } of items) {
      openTo.set(facts.object, [...new Set(openTo.get(facts.object)).add(support.id)]);
    }
    const likeness = items.map((item) => likenessOf(read, item.support, item.facts));
    for (const one of items) {
      for (const other of items.slice(one.n + 1)) {
        const pair = { one, other };
        const open = [...openTo.get(one.facts.object), ...openTo.get(other.facts.object)];
        const overlap = overlapsOf(read, one.support.id, other.support.id, open)
          .find(({ same }) => one.facts[same] !== undefined && one.facts[same] === other.facts[same]);
        if (overlap) {
          if (overlap.then !== "stacks") found.sure.push({ ...pair, kind: overlap.then, at: overlap.at });
          continue;
        }
        if (bar.within === "stacks" || goesByItself(one, other)) continue;
        const alike = isAlike(read, likeness[one.n], likeness[other.n]);
        if (alike === false) continue;
        if (bar.within === "unsettled" || alike === undefined) found.open.push(pair);
        else found.sure.push({ ...pair, kind: "once", at: bar.at });
      }
    }
    return found;
  }

  /** Whether the support itself says how often it is given: other units of a number, other phases. */
  function goesByItself(one, other) {
    if (one.support.id !== other.support.id) return false;
    const apart = one.facts.object !== other.facts.object;
    const kind = one.support.amount.k;
    return (apart && ["per-unit", "shared-cap"].includes(kind))
      || (kind === "shared-cap" && one.facts.phase !== other.facts.phase);
  }

  /**
   * What is out whatever else is chosen: item → by which rule, against which other, under which clause. The more
   * particular rule goes first: what it leaves out bars nothing.
   */
  function drop(read, items, sure) {
    const { bar } = read;
    const dropped = new Map();
    const out = (item, kind, by, at) => dropped.set(item, { kind, by, at });
    const wheres = read.overlaps.filter((one) => one.then === "prefers").map((one) => one.where);
    for (const { one, other, at } of sure.filter(({ kind }) => kind === "prefers")) {
      const preferred = [one, other].filter((item) => wheres.includes(item.support.id));
      if (preferred.length === 1) out(preferred[0] === one ? other : one, "prefers", preferred[0], at);
    }
    const general = sure.filter(({ one, other, kind, at }) =>
      kind === "once" && at === bar.at && !dropped.has(one) && !dropped.has(other));
    if (bar.conflict === "none") {
      for (const { one, other } of general) {
        out(one, "none", other, bar.at);
        out(other, "none", one, bar.at);
      }
    }
    if (bar.conflict === "first") {
      // What was applied for after something that bars it and is not left out itself.
      const dayOf = (item) => item.facts["applied-on"] ?? "9999-12-31";
      for (const item of [...items].sort((one, other) => compare(dayOf(one), dayOf(other)) || one.n - other.n)) {
        const ahead = general
          .filter(({ one, other }) => one === item || other === item)
          .map(({ one, other }) => (one === item ? other : one))
          .find((one) => dayOf(one) < dayOf(item) && !dropped.has(one));
        if (ahead) out(item, "first", ahead, bar.at);
      }
    }
    return dropped;
  }

  /** The ceilings that several of the claims share, with what the ledger leaves of each. */
  function findPools(items, ledger) {
    const pools = new Map();
    for (const item of items) {
      for (const cap of capsOf(item.support.amount)) {
        for (const per of rulings(cap, "per")) {
          const key = JSON.stringify([item.support.id, per, ...holderOf(per, item)]);
          pools.set(key, { cap, kind: per, sharers: [...(pools.get(key)?.sharers ?? []), item] });
        }
      }
    }
    return [...pools.values()].filter(({ sharers }) => sharers.length > 1).map(({ cap, kind, sharers }) => ({
      kind,
      members: new Set(sharers.map((item) => item.n)),
      rest: leftOf(cap, kind, sharers[0].support, sharers, ledger),
    }));
  }

  function holderOf(per, { claim, facts }) {
    switch (per) {
      case "enterprise":
        return [];
      case "enterprise-year":
        return [year(facts["applied-on"]) ?? ["claim", claim]];
      case "whole":
        return [facts["part-of"] ?? facts.object];
      case "phase":
        return [facts.object, facts.phase];
      default:
        return [facts.object];
    }
  }

  /** The numbers that claims count towards, with the days of what was had before. */
  function findQuotas(read, items, ledger) {
    const isCounted = ({ support: { amount }, facts }) => amount.k === "per-unit" && !isFree(amount, facts);
    const counted = items.filter(isCounted);
    return [...new Set(counted.map((item) => item.support))].flatMap((support) => {
      const { amount } = support;
      const [fact, [first]] = [quotaDay(amount), rulings(amount, "first")];
      const mine = counted.filter((item) => item.support === support);
      const days = new Map(mine.map((item) => [item.n, item.facts[fact]]));
      const known = [...days.values()].filter((day) => day !== undefined);
      if (!known.length && mine.length <= amount.most) return [];
      const had = under(ledger, support.id).filter((entry) => counts(amount, entry));
      return [{
        number: amount.most,
        period: rulings(amount, "period")[0] ?? "calendar-year",
        begins: read.validity?.first ?? known.sort()[0],
        days,
        had: had.map((entry) => entryDay(entry, fact)).filter((day) => day !== undefined),
        order: first && ((item) => item.facts[first] ?? "9999-12-31"),
      }];
    });
  }

  /** Whether sums together stay within a number in every period. */
  function allows(quota, items) {
    const days = items.filter((item) => quota.days.has(item.n)).map((item) => quota.days.get(item.n));
    const known = days.filter((day) => day !== undefined);
    if (days.length - known.length > quota.number) return false;
    const every = [...known, ...quota.had];
    return known.every((day) => inOnePeriod(quota.period, quota.begins, day, every) <= quota.number);
  }

  // ---- Choosing

  /** The items of the highest total that exclude none of one another and stay within pools and quotas. */
  function choose(items, excluded, pools, quotas, mostSteps = MOST_STEPS) {
    const allowed = admit(items, quotas);
    const excludes = new Map(allowed.map((item) => [item.n, new Set()]));
    for (const { one, other } of excluded.filter((pair) => excludes.has(pair.one.n) && excludes.has(pair.other.n))) {
      excludes.get(one.n).add(other.n);
      excludes.get(other.n).add(one.n);
    }
    const found = { taken: [], low: 0n, high: 0n, proved: true };
    for (const group of groupsOf(allowed, excludes, pools, quotas)) {
      const shared = pools.filter((pool) => group.some((item) => pool.members.has(item.n)));
      const { chosen, bound } = solve(group, excludes, shared, quotas, mostSteps);
      const [lows, highs] = [allot(chosen, shared, "low"), allot(chosen, shared, "high")];
      chosen.forEach((item, n) => {
        // No more for certain than at best, as another may take its share.
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

  /** The items that may be chosen at all: of those that go by order, only the earliest within the number. */
  function admit(items, quotas) {
    const out = new Set();
    for (const quota of quotas.filter((one) => one.order)) {
      const chosen = [];
      const mine = items.filter((item) => quota.days.has(item.n));
      mine.sort((one, other) => compare(quota.order(one), quota.order(other)) || one.n - other.n);
      for (const item of mine) {
        if (allows(quota, [...chosen, item])) chosen.push(item);
        else out.add(item.n);
      }
    }
    return items.filter((item) => !out.has(item.n));
  }

  /** The items that bear on one another, group by group. */
  function groupsOf(items, excludes, pools, quotas) {
    const sets = pools.map((pool) => items.filter((item) => pool.members.has(item.n)));
    for (const { days, period, begins } of quotas) {
      const lots = new Map();
      for (const item of items.filter((one) => days.has(one.n))) {
        const day = days.get(item.n);
        const lot = period === "any-year" ? "" : day && periodOf(period, begins, day);
        lots.set(lot, [...(lots.get(lot) ?? []), item]);
      }
      sets.push(...lots.values());
    }
    for (const item of items) sets.push([item, ...items.filter((one) => excludes.get(item.n).has(one.n))]);
    let groups = [];
    for (const set of sets.filter((one) => one.length)) {
      const touched = groups.filter((group) => set.some((item) => group.has(item)));
      groups = groups.filter((group) => !touched.includes(group));
      groups.push(new Set([...touched.flatMap((group) => [...group]), ...set]));
    }
    return groups.map((group) => [...group].sort((one, other) => one.n - other.n));
  }

  /** The items chosen of a group; `bound` is there where the best is not proved, and nothing exceeds it. */
  function solve(group, excludes, pools, quotas, mostSteps) {
    const counted = quotas.filter((quota) => group.some((item) => quota.days.has(item.n)));
    const isFreeOfOthers = group.every((item) => !excludes.get(item.n).size);
    if (isFreeOfOthers && !pools.length && counted.length === 1) return { chosen: fill(group, counted[0]) };
    const isOpen = (item, chosen) => chosen.every((one) => !excludes.get(item.n).has(one.n))
      && counted.every((quota) => allows(quota, [...chosen, item]));
    const ranked = [...group].sort(byWeight);
    const isEasy = isFreeOfOthers && !counted.length;
    const found = isEasy ? { chosen: group } : search(ranked, excludes, pools, isOpen, mostSteps);
    // With what else may be had, though it brings nothing more: nothing is left out without a reason.
    for (const item of ranked) {
      if (!found.chosen.includes(item) && isOpen(item, found.chosen)) found.chosen = [...found.chosen, item];
    }
    const bound = isExact(pools) ? found.bound : total(group.map(weightOf));
    return { chosen: found.chosen.sort((one, other) => one.n - other.n), bound };
  }

  /** Branch and bound, the heaviest first: each is taken, then left. */
  function search(ranked, excludes, pools, isOpen, mostSteps) {
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
      const left = ranked.slice(at).filter((item) => chosen.every((one) => !excludes.get(item.n).has(one.n)));
      let most = total([...chosen, ...leadersOf(left, excludes)].map(weightOf));
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

  /** A good choice to begin with: again and again what adds the most, until nothing adds anything. */
  function startOf(ranked, weigh, isOpen) {
    let [chosen, reached, waiting] = [[], 0n, ranked];
    const gains = new Map(ranked.map((item) => [item, weightOf(item)]));
    while ((waiting = waiting.filter((item) => isOpen(item, chosen))).length) {
      // What an item adds only shrinks as others are chosen, so that the rest need not be weighed again.
      const item = waiting.reduce((one, other) => (gains.get(other) > gains.get(one) ? other : one));
      const gain = weigh([...chosen, item]) - reached;
      const isMost = gain === gains.get(item);
      if (isMost) [chosen, reached] = [[...chosen, item], reached + gain];
      if (isMost || !gain) waiting = waiting.filter((one) => one !== item);
      else gains.set(item, gain);
    }
    return chosen;
  }

  /** The heaviest of each set of items that all exclude one another: no choice of them weighs more. */
  function leadersOf(ranked, excludes) {
    const sets = [];
    for (const item of ranked) {
      const set = sets.find((one) => one.every((member) => excludes.get(member.n).has(item.n)));
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
   * What each item brings of one `bound` when they share their pools. Where these lie within or beside one another the
   * total is the same in whatever order they are served; pools of two kinds may cross, and then a flow finds the most.
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

  /** From the pools of one kind through each item to those of the other. */
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
    // Until nothing more gets through.
    while (net.push(source, sink, total(sums))) continue;
    return arcs.map((arc) => arc.back.room);
  }

  /** A network of places and arcs, each with the `room` left on it and the `cost` of what takes it. */
  function makeNet(size) {
    const arcs = [];
    const link = (from, to, room, cost = 0n) => {
      const [arc, back] = [{ from, to, room, cost }, { from: to, to: from, room: 0n, cost: -cost }];
      [arc.back, back.back] = [back, arc];
      arcs.push(arc, back);
      return arc;
    };
    /** The last arc of the cheapest way to each place, and of those the shortest, by Bellman and Ford. */
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
    /** Sends what fits, and no more than `most`, on the cheapest way left, and tells whether anything got through. */
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

  /** The best within one number: the highest of each period; over sliding years, a flow of least cost. */
  function fill(group, quota) {
    if (quota.period !== "any-year") return highest(group, quota);
    const hasDay = (item) => quota.days.get(item.n) !== undefined;
    // What has no day yet may fall into a year of its own.
    return [...fillYears(group.filter(hasDay), quota), ...highest(group.filter((item) => !hasDay(item)), quota)];
  }

  function highest(group, quota) {
    const chosen = [];
    for (const item of [...group].sort(byWeight)) if (allows(quota, [...chosen, item])) chosen.push(item);
    return chosen;
  }

  /**
   * The heaviest items of which no unbroken year holds more than the number. Each takes one of so many lanes for the
   * year from its day on, and so does what was had before.
   */
  function fillYears(group, quota) {
    const dayOf = (item) => quota.days.get(item.n);
    const moments = [...new Set([...group.map(dayOf), ...quota.had].flatMap((day) => [day, plusYears(day, 1)]))].sort();
    const net = makeNet(moments.length);
    const number = BigInt(quota.number);
    // What was had before keeps its lanes, whatever else there is.
    const dearest = OPEN * OPEN * BigInt(group.length + 1);
    moments.slice(0, -1).forEach((moment, n) => {
      const had = BigInt(quota.had.filter((day) => day <= moment && moment < plusYears(day, 1)).length);
      const kept = least([had, number]);
      net.link(n, n + 1, kept, -dearest);
      net.link(n, n + 1, number - kept);
    });
    const arcs = group.map((item) => {
      const [from, to] = [dayOf(item), plusYears(dayOf(item), 1)].map((day) => moments.indexOf(day));
      // Among equals the one that is more certain.
      return net.link(from, to, 1n, -weightOf(item) * OPEN - item.low);
    });
    for (let lane = 0; lane < quota.number; lane += 1) net.push(0, moments.length - 1, 1n);
    return group.filter((_, n) => !arcs[n].room);
  }

  /** What bars each that is left out: `kind` is `once`, `overlap`, `quota`, `none`, `first`, `prefers` or `used-up`. */
  function explain(items, sure, dropped, choice) {
    const taken = new Set(choice.taken.map(({ item }) => item));
    const key = (item) => ({ claim: item.claim, support: item.support.id });
    const against = new Map(items.map((item) => [item, []]));
    for (const { one, other, kind, at } of sure) {
      if (taken.has(other)) against.get(one).push({ by: other, kind, at });
      if (taken.has(one)) against.get(other).push({ by: one, kind, at });
    }
    return items.filter((item) => !taken.has(item)).map((item) => {
      if (dropped.has(item)) {
        const { kind, by, at } = dropped.get(item);
        return { ...key(item), kind, by: [key(by)], provision: at };
      }
      const bars = against.get(item);
      const { kind, at } = bars[0]
        ?? { kind: item.support.amount.k === "per-unit" ? "quota" : "used-up", at: item.support.at };
      return { ...key(item), kind, by: bars.map(({ by }) => key(by)), provision: at };
    });
  }

  Object.assign(Tiaowen.parts, { choose, combine });
})();
