/*
 * The forms of amount that few policies use, and comparisons of measured numbers. Loaded only if a policy uses them.
 * kb/core/amounts.py is the Python implementation. Numbers are whole steps (BigInt) of their unit, as docs/forms.md
 * defines.
 */
(() => {
  "use strict";

  const {
    NOTHING, UNBOUNDED, either, forms, notBelowZero, reason, rulings, testOne, unique, waiting, waitsFor, workOut,
  } = Tiaowen.parts;
  const isOpen = (amount) => rulings(amount, "sum").includes("open");
  const isFloor = (amount) => rulings(amount, "sum").includes("floor");
  const least = (one, other) => (one < other ? one : other);
  const most = (one, other) => (one > other ? one : other);
  const MOST_STEPS = 10n ** 12n;
  const NOUNS = {
    area: { 平方米: 1n, 公顷: 10000n, 平方公里: 1000000n }, power: { 千瓦: 1n, kW: 1n, 兆瓦: 1000n, MW: 1000n },
    energy: { 千瓦时: 1n, kWh: 1n, 度: 1n, 兆瓦时: 1000n, MWh: 1000n }, mass: { 吨: 1n }, volume: { 立方米: 1n },
    length: { 米: 1n, 公里: 1000n, 千米: 1000n }, percent: { "%": 1n, "％": 1n }, months: { 个月: 1n, 年: 12n },
  };
  const SMALL = { mass: { 公斤: 1n, 千克: 1n } };

  /** A decimal as steps, with `size` steps to a unit; undefined if the decimal is finer than a step. */
  function toSteps(text, size) {
    const [whole, decimals = ""] = text.split(".");
    const digits = BigInt(`${whole}${decimals}`) * size;
    const parts = 10n ** BigInt(decimals.length);
    return digits % parts ? undefined : digits / parts;
  }

  /** Steps as the decimal that a result shows: `1.5`. */
  function write(steps, size) {
    if (size === 1n) return String(steps);
    const places = String(size).length - 1;
    const text = String(steps).padStart(places + 1, "0");
    return `${text.slice(0, -places)}.${text.slice(-places)}`.replace(/\.?0+$/, "");
  }

  const sizeOf = (unit) => (unit === "months" ? 1n : 1000n);

  /** A measured number as people and cases write it: a decimal, with or without its unit. */
  function readMeasure(raw, fact) {
    const text = String(raw).normalize("NFKC").trim();
    const found = /^((?:0|[1-9]\d*)(?:\.\d+)?)(万?)(.*)$/.exec(text);
    const size = sizeOf(fact.unit);
    const [word, small] = [NOUNS[fact.unit]?.[found?.[3]], SMALL[fact.unit]?.[found?.[3]]];
    if (!found || (found[3] && !word && !small) || (found[2] && !found[3])) return { code: "case-measure-form" };
    const steps = toSteps(found[1], (small ? 1n : size * (word ?? 1n)) * (found[2] ? 10000n : 1n));
    if (steps === undefined) return { code: found[3] ? "case-measure-form" : "case-measure-fine" };
    return steps > MOST_STEPS ? { code: "case-measure-range" } : { value: write(steps, size) };
  }

  /** The number that a claim states, in steps; undefined if it states none. */
  function steps(known, fact, kind) {
    const value = known.facts[fact];
    if (value === undefined || typeof value === "bigint") return value;
    return typeof value === "number" ? BigInt(value) : toSteps(value, sizeOf(kind));
  }

  // ---- Comparisons

  function compare(asked, known) {
    const value = steps(known, asked.fact, asked.kind);
    const bound = asked.r?.bound?.[0] ?? asked.is;
    const limit = BigInt(asked.to);
    const lies = { "at-least": value >= limit, "more-than": value > limit, "at-most": value <= limit, "less-than": value < limit };
    const told = asked.kind === "money" ? BigInt(asked.limit) : asked.limit;
    return reason("compare", value === undefined ? undefined : lies[bound], asked.at, asked.q, asked.fact,
      [known.facts[asked.fact], bound, told]);
  }

  // ---- Amounts

  function fixed(amount) {
    const ends = amount.worth.map(BigInt);
    const interval = { low: isOpen(amount) ? 0n : ends[0], high: isFloor(amount) ? null : ends.at(-1) };
    const due = ends.length === 1 && !isOpen(amount) && !isFloor(amount);
    return { interval, due, reason: reason("fixed", true, amount.at, amount.q, "", [amount.says ?? ends[0], interval]) };
  }

  /** The part of a number that counts: `{low, high}`, with `high` null if it has no upper limit. */
  function count(one, known) {
    const counts = (number) => {
      let found = one.plus === undefined ? number : notBelowZero(number + BigInt(one.plus));
      if (one.most !== undefined) found = least(found, BigInt(one.most));
      if (one.over !== undefined) found = notBelowZero(found - BigInt(one.over));
      return one.step === undefined ? found : found / BigInt(one.step);
    };
    const stated = steps(known, one.of, one.unit);
    if (stated !== undefined) return { low: counts(stated), high: counts(stated) };
    return { low: 0n, high: one.most === undefined ? null : counts(BigInt(one.most)) };
  }

  function product(amount, known) {
    const counted = amount.times.map((one) => count(one, known));
    const below = amount.times.reduce((size, one) => size * BigInt(one.size), 1n);
    const whole = (each, end) => {
      const [above, under = 1n] = each.split("/").map(BigInt);
      return [above * counted.reduce((found, one) => found * (one[end] ?? 0n), 1n), under * below];
    };
    const worth = (each, end) => {
      const [above, under] = whole(each, end);
      return above / under;
    };
    const isBounded = !isFloor(amount) && counted.every((one) => one.high !== null);
    const interval = {
      low: isOpen(amount) ? 0n : worth(amount.worth[0], "low"),
      high: isBounded ? worth(amount.worth.at(-1), "high") : null,
    };
    const stated = amount.times.map((one) => known.facts[one.of]);
    const of = amount.times.flatMap((one, n) => [one.of, stated[n], counted[n], one.kind]);
    const [above, under] = whole(amount.worth.at(-1), "high");
    const each = amount.says ?? BigInt(amount.worth[0]);
    return {
      interval,
      due: amount.worth.length === 1 && !isOpen(amount) && !isFloor(amount),
      reason: reason("product", stated.includes(undefined) ? undefined : true, amount.at, amount.q, amount.times[0].of,
        [each, ...of, interval, above % under === 0n]),
    };
  }

  function total(amount, known, at) {
    const parts = amount.parts.map((part) => workOut(part, known, at));
    const sums = parts.map((part) => part.interval ?? UNBOUNDED);
    const add = (values) => values.reduce((sum, one) => sum + one, 0n);
    const highs = sums.map((sum) => sum.high);
    const interval = { low: add(sums.map((sum) => sum.low)), high: highs.includes(null) ? null : add(highs) };
    return {
      interval,
      refers: parts.some((part) => part.refers),
      due: parts.every((part) => part.due),
      level: parts.find((part) => part.level)?.level,
      reason: reason("total", true, at, "", "", [interval], parts.map((part) => part.reason)),
    };
  }

  /** The tests of the alternatives, the alternative that holds, and those that may hold. */
  function tried(amount, known) {
    const tests = amount.ways.map((way) => testOne(way.test, { id: "" }, known, undefined));
    const first = tests.findIndex((test) => test.holds);
    const until = first < 0 ? tests.length : first + 1;
    const may = tests.map((test, n) => n < until && test.holds !== false);
    return { tests, first, may, holds: either(tests.map((test) => test.holds)) };
  }

  function cases(amount, known, at) {
    const { tests, first, may, holds } = tried(amount, known);
    const parts = amount.ways.map((way) => workOut(way.amount, known, at));
    const sums = parts.map((part) => part.interval ?? UNBOUNDED).filter((_, n) => may[n]);
    const highs = sums.map((sum) => sum.high);
    const interval = {
      low: sums.map((sum) => sum.low).reduce(least, holds ? sums[0].low : 0n),
      high: highs.includes(null) ? null : highs.reduce(most, 0n),
    };
    const [way, part] = [amount.ways[first], parts[first]];
    const none = (told) => reason("no-way", told, at, "", "", [], tests);
    const told = part
      ? reason("way", true, at, way.q, "", [part.interval ?? UNBOUNDED], [tests[first], part.reason])
      : holds === undefined ? reason("way", undefined, at, "", "", [interval], tests) : none(amount.free ?? false);
    return {
      interval: holds === false ? NOTHING : interval,
      refers: part?.refers,
      due: part?.due ?? false,
      level: part ? part.level : amount.free ? undefined : none(holds),
      reason: told,
    };
  }

  /** The lowest of several amounts, one of which applies only to some claims. */
  const lesser = (amount, known, at) => {
    const found = forms.least(amount, known, at);
    return { ...found, level: amount.parts.map((part) => workOut(part, known, at).level).find((level) => level) };
  };

  /** A rate of a range, such as `1/2`, with each end rounded down to the fen. */
  function take({ low, high }, rate) {
    const [above, under = 1n] = rate.split("/").map(BigInt);
    return { low: (low * above) / under, high: high === null ? null : (high * above) / under };
  }

  function instalments(amount, known, at) {
    const whole = workOut(amount.amount, known, at);
    const given = whole.interval ?? UNBOUNDED;
    const left = { ...given };
    const sums = amount.rates.slice(0, -1).map((rate) => {
      const part = take(given, rate);
      left.low -= part.low;
      if (left.high !== null) left.high -= part.high;
      return part;
    });
    const values = [given, ...amount.rates, ...sums, left];
    return { ...whole, reason: reason("instalments", true, at, amount.q, "", values, [whole.reason]) };
  }

  /** A part of what another support gives. The standard is explained by its own clause. */
  function scaled(amount, known, at) {
    const whole = workOut(amount.amount, known, amount.at);
    const given = whole.interval ?? UNBOUNDED;
    const interval = take(given, amount.rate);
    return { ...whole, interval, reason: reason("scaled", true, at, amount.q, "", [given, amount.rate, interval], [whole.reason]) };
  }

  const partsOf = (amount) => [...(amount.parts ?? []), amount.amount, amount.cap].filter((part) => part);

  /** The missing facts that would narrow the range of an amount. */
  function waits(amount, known) {
    if (amount.k === "product") return unique(amount.times.map((one) => one.of).filter((fact) => known.facts[fact] === undefined));
    if (amount.k === "cases") {
      const { tests, may } = tried(amount, known);
      const asked = waiting(tests.filter((_, n) => may[n])).map((one) => one.fact);
      return unique([...asked, ...amount.ways.filter((_, n) => may[n]).flatMap((way) => waits(way.amount, known))]);
    }
    const parts = partsOf(amount);
    return parts.length ? unique(parts.flatMap((part) => waits(part, known))) : waitsFor(amount, known);
  }

  Tiaowen.parts.waitsFor = waits;
  Tiaowen.readMeasure = readMeasure;
  Tiaowen.writeSteps = (steps, unit) => write(steps, sizeOf(unit));
  Object.assign(forms, { cases, compare, fixed, instalments, lesser, product, scaled, total });
})();
