/*
 * Notes beside the result: support above the investment, contradictory answers, and names that may be misspelt.
 * kb/assess/notes.py and kb/model/words/names.py are the Python implementation, and the sentences are those of the
 * command line. Loaded with its sentences once there is a whole result.
 */
(() => {
  "use strict";

  const { foldName, nameThings, parts: { baseFact, know }, rules, telling, words } = Tiaowen;
  const { begin, choice, day, fact, factOf, fill, join, range, say, sum } = telling;
  const OBJECTS = ["object", "part-of"];
  const SERIAL = /[0-9]+|(?<![a-z])[ivx]+(?![a-z])|(?<![a-z])[a-z](?![a-z])|[SERIALS]/g;
  const MOST_NEAR = 20;
  const exact = (fen) => ({ low: fen, high: fen });
  const total = (sums) => sums.reduce((one, other) => one + other, 0n);

  // ---- Near names

  /** The serial numbers in a name, and the rest of the name without punctuation and blanks. */
  function partsOf(name) {
    const plain = name.normalize("NFKC").toLowerCase().toUpperCase().toLowerCase().normalize("NFKC").replace(/ς/g, "σ");
    return [JSON.stringify(plain.match(SERIAL) ?? []), plain.replace(SERIAL, "").replace(/[^\p{L}\p{N}]/gu, "")];
  }

  function isOneEdit(one, other) {
    const [short, long] = [[...one], [...other]].sort((a, b) => a.length - b.length);
    let n = 0;
    while (n < short.length && short[n] === long[n]) n += 1;
    const rest = (letters, from) => letters.slice(from).join("");
    if (short.length < long.length) return rest(short, n) === rest(long, n + 1);
    const isSwap = short[n] === long[n + 1] && short[n + 1] === long[n] && rest(short, n + 2) === rest(long, n + 2);
    return isSwap || rest(short, n + 1) === rest(long, n + 1);
  }

  function isNear(one, other) {
    const [[, mine], [, theirs]] = [partsOf(one), partsOf(other)];
    if (foldName(one) === foldName(other) || mine === theirs) return foldName(one) !== foldName(other);
    return Math.min([...foldName(one)].length, [...foldName(other)].length) > 2 && isOneEdit(mine, theirs);
  }

  /** Pairs of different names that may be spellings of one name. */
  function findNear(names) {
    const [found, groups] = [new Map(), new Map()];
    for (const name of [...names].sort()) {
      const [serials, rest] = partsOf(name);
      const letters = [...rest];
      const shorter = new Set([rest, ...letters.map((_, n) => letters.filter((_one, at) => at !== n).join(""))]);
      for (const key of [...shorter].sort().map((one) => `${serials}${one}`)) {
        const others = groups.get(key) ?? [];
        for (const other of others) if (found.size < MOST_NEAR && isNear(other, name)) found.set(`${other}\n${name}`, [other, name]);
        groups.set(key, [...others, name]);
      }
    }
    return [...found.values()].sort();
  }

  function noteNear(claims, ledger) {
    const others = rules.facts.filter((one) => one.type === "name" && !one.from && !OBJECTS.includes(one.id));
    return [OBJECTS, ...[...new Set(others.map((one) => one.id))].sort().map((one) => [one])].flatMap((facts) => {
      const own = claims.flatMap((claim) => facts.map((one) => claim.facts[one] ?? (one === "object" ? claim.id : undefined)));
      const names = new Set([...own, ...ledger.flatMap((one) => facts.map((key) => one[key]))].filter((one) => one));
      return findNear(names).map(([one, other]) => ["near", { one, other }]);
    });
  }

  // ---- Sums

  function noteExcess(read, data, { best }, at) {
    const things = new Map();
    const facts = new Map(data.claims.map((claim) => [claim.id, know(read, claim, data.date, data.applicant).facts]));
    for (const part of best.filter(({ amount }) => amount.high !== 0n)) {
      const thing = facts.get(part.claim).object;
      things.set(thing, [...things.get(thing) ?? [], part]);
    }
    return [...things].flatMap(([thing, together]) => {
      const bases = together.map(({ claim, support }) => facts.get(claim)[baseFact(read.byId[support].amount)]).filter((one) => one !== undefined);
      const before = total((data.ledger ?? []).filter((one) => one.object === thing).map((one) => one.amount ?? 0n));
      if (!bases.length || together.some(({ amount }) => amount.high === null) || together.length + (before ? 1 : 0) < 2) return [];
      const [all, base] = [total(together.map(({ amount }) => amount.high)) + before, bases.reduce((one, other) => (one > other ? one : other))];
      const claims = join([...new Set(together.map(({ claim }) => claim))].map((name) => say("list", "quoted", { name })), "and");
      return all <= base ? [] : [[before ? "excess-before" : "excess",
        { claims, apart: sum(all), together: sum(base), before: sum(before), provision: at }]];
    });
  }

  /** The highest possible amount of a grant; undefined without a ceiling. */
  function ceilingOf(amount, facts) {
    const fens = (one) => [one?.fen, ...[one?.amount, one?.cap, ...one?.parts ?? []].flatMap((part) => (part ? fens(part) : []))];
    if (amount.levels) {
      const named = amount.levels.filter((one) => one.id === facts[amount.by]);
      return (named.length ? named : amount.levels).map((one) => BigInt(one.fen)).reduce((one, other) => (one > other ? one : other));
    }
    return fens(amount).filter((one) => one !== undefined).map(BigInt).reduce((one, other) => (one > other ? one : other), 0n) || undefined;
  }

  // ---- Contradictory answers

  const HOLDS = {
    "at-most": (one, other) => one <= other,
    "not-before": (one, other) => one >= other,
    past: (one, other, on) => other <= on,
    one: (one, other) => other === 1,
    several: (one, other) => other > 1,
  };

  function contradictions(of, kind, facts, on) {
    const tell = (key, value) => (typeof value === "bigint" ? sum(value)
      : factOf(key, kind)?.type === "date" ? day(value) : choice(key, value, kind));
    const agreeing = (one) => Tiaowen.noteWords.agrees[rules.facts.indexOf(one)] ?? [];
    return Tiaowen.factsOf(rules, kind).flatMap((one) => agreeing(one).flatMap(([relation, other, when]) => {
      const [value, second] = [facts[one.id], facts[other]];
      const stated = { true: "yes", false: "no" }[value] ?? value;
      if (value === undefined || second === undefined || (when && stated !== when) || HOLDS[relation](value, second, on)) return [];
      return [[other === one.id ? `${relation}-alone` : relation,
        { of, fact: fact(one.id, kind), value: tell(one.id, value), other: fact(other, kind), second: tell(other, second) }]];
    }));
  }

  /** The notes on a case, one sentence each. */
  Tiaowen.notes = (given, assessment) => {
    const read = Tiaowen.readRules(rules, assessment.readings);
    const data = { ...nameThings(rules, given) };
    data.claims ??= [];
    const ledger = data.ledger ?? [];
    const ofGrant = (n) => fill(Tiaowen.noteWords.grant, { number: n + 1 });
    const found = [
      ...noteExcess(read, data, assessment.combination, read.bar.at),
      ...data.claims.flatMap((one) =>
        contradictions(say("list", "quoted", { name: one.id }), one.kind, { ...data.applicant, ...one.facts }, data.date)),
      ...ledger.flatMap((one, n) => contradictions(ofGrant(n), "grant", one, data.date)),
      ...ledger.flatMap((one, n) => {
        const support = read.byId[one.support];
        const most = support && ceilingOf(support.amount, one);
        return most === undefined || one.amount === undefined || one.amount <= most ? []
          : [["above-ceiling", { of: ofGrant(n), apart: sum(one.amount), together: sum(most), provision: support.at }]];
      }),
      ...noteNear(data.claims, ledger),
    ];
    return found.map(([form, parts]) => begin(fill(Tiaowen.noteWords[form], parts)));
  };
})();
