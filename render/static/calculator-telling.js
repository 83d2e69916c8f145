/*
 * Writes results of the evaluator as sentences, from the templates of kb/explain/explain.toml in Tiaowen.words.
 * kb/explain is the Python implementation. All functions return text; none changes the page.
 */
(() => {
  "use strict";

  const { rules, words } = Tiaowen;

  // The rules are sent without values that can be restored: the provision of a quotation, if it is that of the support.
  for (const one of rules.supports) {
    one.measure = one.id.replace(/__sup.*/, "");
    restore(one, one.at);
  }

  function restore(part, at) {
    if (part.q || part.fen) part.at ??= at;
    for (const each of Object.values(part)) if (typeof each === "object") restore(each, at);
  }

  const zh = rules.langs[0] === "zh";
  const FORMS = new Map([[true, "holds"], [false, "fails"], [undefined, "open"]]);
  const LIMITED = ["share", "agreed", "by-reference"];

  const fill = (text, parts = {}) => text.replace(/\{([\w-]+)\}/g, (whole, name) => parts[name] ?? "");
  /** A sentence of explain.toml, filled in. */
  const say = (kind, form, parts) => fill(words.explain[kind][form], parts);
  const begin = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

  // ---- Values

  /** Whether the decimal expansion of a fraction is infinite. */
  const isEndless = (number, by) => number * 10n ** 40n % by !== 0n;

  const inThousands = (digits) => digits.replace(/\B(?=(\d{3})+\b)/g, ",");

  /**
   * A fraction with a finite expansion, with all its digits. With `grouped`, thousands are separated and a fraction has
   * two decimals.
   */
  function decimal(number, by, grouped) {
    let [rest, digits] = [number % by, ""];
    while (rest && digits.length < 20) {
      rest *= 10n;
      digits += rest / by;
      rest %= by;
    }
    if (grouped && digits.length === 1) digits += "0";
    // toLocaleString is not used: its first call takes longer than the rest of an answer.
    const whole = String(number / by);
    return (grouped ? inThousands(whole) : whole) + (digits && `.${digits}`);
  }

  /** A sum in fen, or in fractions of a fen with denominator `of`, exactly: 5000万元, 1.2亿元; 50 million yuan. */
  function sum(fen, of = 1n) {
    const yuan = 100n * of;
    const unit = fen % (yuan * 10n ** 4n) ? null : words.writing.units.find(([size]) => fen >= yuan * BigInt(size));
    if (!unit) return `${decimal(fen, yuan, true)}${words.writing.yuan}`;
    const number = decimal(fen / yuan, BigInt(unit[0]), false);
    return `${zh ? number : inThousands(number)}${unit[1]}`;
  }

  const isExact = ({ low, high }) => low === high;

  function range({ low, high }) {
    if (high === null) return say("range", low ? "at-least" : "open", { low: sum(low) });
    if (low === high) return sum(low);
    return say("range", low ? "between" : "from-nothing", { low: sum(low), high: sum(high) });
  }

  function day(text) {
    const [year, month, date] = text.split("-").map(Number);
    if (zh) return `${year}年${month}月${date}日`;
    const format = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
    return new Date(Date.UTC(year, month - 1, date)).toLocaleDateString("en-GB", format);
  }

  function percent(rate) {
    const [number, by = 1n] = rate.split("/").map(BigInt);
    return isEndless(number, by) ? rate : `${decimal(100n * number, by, false)}%`;
  }

  const quote = (name) => say("list", "quoted", { name });

  function join(names, last = "") {
    if (last && names.length > 1) {
      return [names.slice(0, -1).join(say("list", "between")), names.at(-1)].join(say("list", last));
    }
    const isLong = names.some((name) => name.includes(zh ? "、" : ","));
    return names.join(say("list", isLong ? "between-long" : "between"));
  }

  // ---- Names

  const concept = (key) => rules.names[key]?.[0] ?? rules.kinds[key]?.[0] ?? key;
  const agency = (key) => rules.agencies[key]?.[0] ?? key;
  const supportOf = new Map(rules.supports.map((one) => [one.id, one]));

  /** The declaration of a fact for a claim of `kind`, the applicant or a grant; otherwise any declaration of it. */
  const factOf = (key, kind) => ["applicant", "grant"].reduce(
    (found, one) => found ?? Tiaowen.factsOf(rules, one).find((fact) => fact.id === key),
    Tiaowen.factsOf(rules, kind).find((fact) => fact.id === key),
  );
  const fact = (key, kind) => factOf(key, kind)?.name[0] ?? words.explain.case[key] ?? concept(key);

  function choice(key, value, kind) {
    const found = factOf(key, kind);
    if (value === true || (found?.type === "yes-no" && value === "yes")) return say("answer", "yes");
    if (value === false || (found?.type === "yes-no" && value === "no")) return say("answer", "no");
    const known = found ? Tiaowen.choicesOf(rules, found, kind) : [];
    return known.find(([id]) => id === value)?.[1] ?? concept(String(value));
  }

  const valueOf = (key, value, kind) => {
    const isPlain = typeof value === "boolean" || factOf(key, kind)?.type === "yes-no";
    return isPlain ? choice(key, value, kind) : quote(choice(key, value, kind));
  };

  /** A support with the number of its measure. */
  function support(key) {
    const { measure, name } = supportOf.get(key);
    return say("support", "holds", { ...numberOf(measure), support: name[0] });
  }

  /** The number of a measure: of one that was inserted, what stands behind 条 as well. */
  function numberOf(eid) {
    const [measure, behind] = words.inserted?.[eid] ?? [eid.split("_").at(-1)];
    return { measure, behind };
  }
  const item = (claim, key) => say("support", "claimed", { claim, support: support(key) });

  // ---- Tests

  function grant([about, own, amount, level, date]) {
    const paid = amount === undefined ? say("grant", "no-sum") : sum(amount);
    const told = own ? ["own", { support: support(own), sum: paid }]
      : level ? ["other", { level: choice("level", level, "grant"), sum: paid }] : ["unknown", { sum: paid }];
    return {
      grant: say("grant", ...told),
      about: about ? say("grant", "about", { object: about }) : "",
      dated: date ? say("grant", "dated", { day: day(date) }) : "",
    };
  }

  function partsOf({ kind, fact: key, values }, of) {
    const name = key && fact(key, of);
    switch (kind) {
      case "had": case "alike": case "top-up": case "higher": case "district": case "ranked": case "level-unknown":
        return grant(values);
      case "subject": case "is": case "one-subject":
        return { subjects: join(values.map(concept), kind === "subject" ? "or" : "") };
      case "when": {
        const [value, ...wanted] = values;
        const told = value === undefined ? "" : valueOf(key, value, of);
        return { fact: name, value: told, values: join(wanted.map((one) => valueOf(key, one, of)), "or") };
      }
      case "earlier":
        return { phase: concept(values[0]) };
      case "level": case "no-level": {
        const [level, ...levels] = values.map((one) => one && choice(key, one, of));
        return { fact: name, level, levels: join(levels, "and") };
      }
      case "unclaimed":
        return { unit: concept(values[0]) };
      case "validity": case "deadline": case "since": {
        const [on, first, last] = values.map((one) => one && day(one));
        return { fact: name, day: on, first, last };
      }
      case "quota": {
        const [on, used, number, period, noun] = values;
        return { period: say("period", period, { year: on?.slice(0, 4) }), used, number, noun };
      }
      case "used-up":
        return { sharer: say("sharer", values[0]), cap: sum(values[1]) };
      default:
        return { fact: name };
    }
  }

  // ---- Sums

  const stated = (key, fen, of) => (fen === undefined ? say("base", "open", { fact: fact(key, of) })
    : say("base", "holds", { fact: fact(key, of), sum: sum(fen) }));

  /** The deductions from a base, and the amount that the share is computed from. */
  function baseOf(key, base, off, of) {
    if (!off.length) return ["", stated(key, isExact(base) ? base.low : undefined, of)];
    const terms = [[key, off[0]]];
    for (let n = 1; n < off.length; n += 2) terms.push([off[n], off[n + 1]]);
    const difference = terms.map(([name, fen]) => stated(name, fen, of)).join(" − ");
    if (!isExact(base)) return [difference, say("base", "remains")];
    const taken = terms.slice(1).reduce((all, [, fen]) => all + fen, 0n);
    const rest = sum(base.low);
    return [say("base", terms[0][1] < taken ? "nothing" : "less", { difference, rest }), rest];
  }

  function share({ values: [base, key, rate, product, mode, ...off] }, of) {
    const [difference, factor] = baseOf(key, base, off, of);
    const parts = { difference, base: factor, rate: percent(rate) };
    if (!isExact(base)) return say("share", difference ? "open-after" : "open", parts);
    const [number, by = 1n] = rate.split("/").map(BigInt);
    const exact = base.low * number;
    const endless = isEndless(exact, by);
    if (!endless) parts.product = sum(exact, by);
    const told = say("share", (difference ? "after" : "exact") + (endless ? "-endless" : ""), parts);
    if (exact === product.high * by) return told;
    return say("share", mode, { sum: told, rounded: sum(product.high) });
  }

  /** The share itself; if its rate is a ceiling, less may be granted. */
  const productOf = ({ values: [base, , , given] }) => (isExact(base) ? { low: given.high, high: given.high } : given);

  function agreed({ values: [base, key, , ...off], words: quoted }, of) {
    const [difference, factor] = baseOf(key, base, off, of);
    return say("agreed", difference ? "after" : "holds", { difference, base: factor, words: quoted });
  }

  const upTo = (told, most, result) =>
    (result.low >= most ? told : say("limit", "anything", { sum: told, range: range(result) }));

  /** A sum compared with a ceiling, and the result. */
  function limit(told, found, cap, result) {
    const parts = { sum: told, cap: sum(cap), range: range(result) };
    if (!found || !isExact(found)) return say("limit", "open", parts);
    const form = found.low > cap ? "above" : found.low === cap ? "equal" : "within";
    return upTo(say("limit", form, parts), found.low < cap ? found.low : cap, result);
  }

  const capped = ({ values: [cap, result] }) => upTo(say("cap", "holds", { cap: sum(cap) }), cap, result);

  function least(one, of) {
    const [interval] = one.values;
    const caps = one.parts.filter((part) => part.kind === "cap");
    const others = one.parts.filter((part) => part.kind !== "cap");
    const isOne = caps.length === 1 && others.length <= 1 && others.every((part) => LIMITED.includes(part.kind));
    if (!isOne) return say("least", "holds", { range: range(interval) });
    const [[cap], [other]] = [caps[0].values, others];
    switch (other?.kind) {
      case "share":
        return limit(share(other, of), productOf(other), cap, interval);
      case "agreed": {
        const base = other.values[0];
        const form = base.high !== null && base.high <= cap ? "whole" : "open";
        return say("limit", form, { sum: agreed(other, of), cap: sum(cap), range: range(interval) });
      }
      case "by-reference":
        return limit(say("by-reference", "capped", { instrument: concept(other.values[0]) }), null, cap, interval);
      default:
        return capped(caps[0]);
    }
  }

  function tier({ fact: key, values: [level, interval, whole, by, count] }, of) {
    if (level === undefined) return say("tier", "open", { fact: fact(key, of), range: range(interval) });
    const told = say("tier", "holds", { level: choice(key, level, of), cap: sum(whole.low) });
    if (!by) return told;
    const parts = { sum: told, fact: fact(by, of), count, range: range(interval) };
    if (!(count > 0)) return say("tier", "shared-open", parts);
    const shared = say("tier", "shared", parts);
    return whole.low % BigInt(count) ? say("tier", "rounded", { sum: shared }) : shared;
  }

  function left({ kind, values: [before, off, after] }) {
    const form = kind === "topped-up" && after.high === 0n ? "fails" : "holds";
    return say(kind, form, { before: range(before), rest: range(off), off: range(off), after: range(after) });
  }

  const SUMS = {
    share: (one, of) => (isExact(productOf(one)) ? upTo(share(one, of), one.values[3].high, one.values[3])
      : say("limit", "none", { sum: share(one, of), range: range(one.values[3]) })),
    agreed: (one, of) => say("limit", "none", { sum: agreed(one, of), range: range(one.values[2]) }),
    cap: capped,
    cost: ({ values: [cost, key, result, cap] }, of) => limit(stated(key, cost?.low, of), cost, cap, result),
    least,
    tier,
    rest: left,
    "district-rest": left,
    "topped-up": left,
    asked: left,
    "case-by-case": () => say("case-by-case", "holds"),
    unstated: () => say("unstated", "holds"),
    "by-reference": ({ values }) => say("by-reference", "holds", { instrument: concept(values[0]) }),
    "in-kind": ({ values }) => say("in-kind", "holds", { form: concept(values[0]) }),
  };

  /** A reason as one sentence without its full stop; `of` is the kind of its claim. */
  function tell(one, of) {
    if (SUMS[one.kind]) return begin(SUMS[one.kind](one, of));
    const form = one.kind === "top-up" && one.fact === "amount" ? "no-sum" : FORMS.get(one.holds);
    return begin(say(one.kind, form, partsOf(one, of)));
  }

  const isSum = (one) => one.kind in SUMS;

  Tiaowen.telling = { agency, begin, choice, concept, day, fact, factOf, fill, isSum, item, join, numberOf, range, say, sum, support, supportOf, tell };
})();
