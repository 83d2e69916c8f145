/* Sentences about the forms of amount that few policies use. Loaded after telling.js if a policy has them. */
(() => {
  "use strict";

  const { telling } = Tiaowen;
  const { begin, fact, factOf, join, range, say, sum, tell, isSum } = telling;
  const UNITS = {
    area: ["平方米", "square metres"], power: ["千瓦", "kilowatts"], energy: ["千瓦时", "kilowatt-hours"],
    mass: ["吨", "tonnes"], length: ["米", "metres"], volume: ["立方米", "cubic metres"],
    percent: ["%", "%"], months: ["个月", "months"],
  };
  const isEnglish = document.documentElement.lang.startsWith("en");
  const isExact = ({ low, high }) => low === high;

  const group = (text) => {
    const [whole, decimals] = text.split(".");
    return whole.replace(/\B(?=(?:\d{3})+$)/g, ",") + (decimals ? `.${decimals}` : "");
  };

  /** A number with its unit: `1,200.5平方米`. */
  function measured(text, unit) {
    const [chinese, english] = UNITS[unit];
    if (!isEnglish || unit === "percent") return `${group(text)}${chinese}`;
    return `${group(text)} ${text === "1" ? english.replace(/s$/, "") : english}`;
  }

  /** A rate as a percentage: `1/20` is 5%. */
  function rate(text) {
    const [above, under = 1n] = text.split("/").map(BigInt);
    const hundredths = (above * 10n ** 8n) / under;
    const decimals = String(hundredths % 10n ** 6n).padStart(6, "0").replace(/0+$/, "");
    return `${hundredths / 10n ** 6n}${decimals && `.${decimals}`}%`;
  }

  /** A sum, a rate, or a range of either (`5%—10%`). */
  function worth(each) {
    if (typeof each === "bigint") return sum(each);
    if (!each.includes("—")) return rate(each);
    const [low, high] = each.split("—").map((end) =>
      (end.endsWith("%") ? end : sum(BigInt(end.replaceAll(",", "")) * 100n)));
    return say("range", "between", { low, high });
  }

  /** The number that a claim states, or a number of steps of its unit, with the unit. */
  function number(value, kind) {
    if (kind === "money") return sum(value);
    return kind in UNITS ? measured(String(value), kind) : String(value);
  }

  function factor([key, stated, counted, kind], of) {
    const unit = factOf(key, of)?.unit || (typeof stated === "bigint" ? "money" : "count");
    const told = counted.high === null ? "" : number(kind in UNITS ? Tiaowen.writeSteps(counted.high, kind) : counted.high, kind);
    const name = fact(key, of);
    if (stated === undefined) return say("product", told ? "unknown-most" : "unknown", { fact: name, counted: told });
    const plain = number(stated, unit);
    return say("product", plain === told ? "factor" : "counted",
      { fact: name, number: plain, counted: told });
  }

  function product({ values: [each, ...rest] }, of) {
    const isWhole = rest.pop();
    const given = rest.pop();
    const factors = [];
    for (let n = 0; n < rest.length; n += 4) factors.push(factor(rest.slice(n, n + 4), of));
    const parts = { each: worth(each), factors: factors.join(" × ") };
    if (!isExact(given)) return say("product", "open", { ...parts, range: range(given) });
    return say("product", isWhole ? "exact" : "rounded", { ...parts, sum: sum(given.low) });
  }

  function fixed({ values: [stated, given] }) {
    if (typeof stated !== "bigint") return say("fixed", "between", { sum: worth(stated), range: range(given) });
    return say("fixed", isExact(given) ? "holds" : "up-to", { sum: sum(stated), range: range(given) });
  }

  const form = (holds) => (holds === undefined ? "open" : holds ? "holds" : "fails");

  /** A number of the text: with its unit, as a length of time, or with the noun that it counts. */
  function limitOf(limit, unit) {
    if (unit in UNITS && /^[\d.]+$/.test(limit)) return measured(limit, unit);
    if (!isEnglish) return limit;
    const [, years, months] = /^(?:(\d+)年)?(?:(\d+)个月)?/.exec(limit);
    const spans = [[years, "year"], [months, "month"]].filter(([count]) => count)
      .map(([count, noun]) => `${count} ${noun}${count === "1" ? "" : "s"}`);
    return spans.join(" and ") || /^\d+/.exec(limit)[0];
  }

  function compare({ holds, fact: key, values: [value, bound, limit] }, of) {
    const unit = factOf(key, of)?.unit || (typeof value === "bigint" || typeof limit === "bigint" ? "money" : "count");
    const plain = unit === "money" ? sum(limit) : unit === "percent" ? rate(limit) : limitOf(limit, unit);
    const asked = say("bound", bound, { limit: plain });
    return say("compare", form(holds), { fact: fact(key, of), value: value === undefined ? "" : number(value, unit), asked });
  }

  function instalments({ values: [, ...rest] }) {
    const half = rest.length / 2;
    const parts = rest.slice(0, half).map((one, n) => say("instalments", "part", { rate: rate(one), range: range(rest[half + n]) }));
    return say("instalments", "holds", { sums: join(parts) });
  }

  const MORE = {
    compare, fixed, instalments, product,
    total: ({ values }) => say("total", "holds", { range: range(values[0]) }),
    way: ({ holds, values, words: quoted }) => say("way", form(holds), { words: quoted, range: range(values[0]) }),
    scaled: ({ values: [whole, part, given] }) => say("scaled", "holds", { whole: range(whole), rate: rate(part), range: range(given) }),
    "no-way": ({ holds }) => say("no-way", form(holds), {}),
  };

  telling.tell = (one, of) => (MORE[one.kind] ? begin(MORE[one.kind](one, of)) : tell(one, of));
  telling.isSum = (one) => (one.kind in MORE && one.kind !== "compare") || isSum(one);
})();
