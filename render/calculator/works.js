/*
 * Evaluates a case under all works of a library: each work by the version that applies, then all together. A sum of one
 * work may bar or reduce a sum of another. To find this, the first sum is passed to the other work as an earlier grant.
 * kb/assess/works.py is the Python implementation, function by function.
 *
 * A library has `places` (id → `level`, `within`) and `works` (`id`, `title`, `present`, `versions`), a version `name`,
 * `first`, `last`, `repealed`, `repealer` (a title), `rules` and, if a reading decides it, `deciding`: the reading and the
 * fact of each option.
 */
(() => {
  "use strict";

  const {
    GROUPS, allot, assessClaim, combine, holderOf, isExact, know, perOf, presume, restOfJoint, total,
  } = Tiaowen.parts;
  const { assess, factsOf, nameThings, readCase, readRules } = Tiaowen;
  // The greatest number of combinations of works that are tried. Beyond it only a bound is given.
  const MOST_TRIED = 512;
  // The final provisions through which a grant under another work can matter.
  const BARRING = ["non-cumulation", "district-measures", "higher-law"];
  // The consequences of rules on other funds for one who has received them. They depend on the order.
  const OF_WHO_RECEIVED = ["bars", "topped-up"];

  const keyOf = (value) => JSON.stringify(value, (_, one) => (typeof one === "bigint" ? `${one}n` : one ?? null));
  const isSame = (one, other) => keyOf(one) === keyOf(other);
  const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
  const least = (one, other) => (one < other ? one : other);
  const placeOf = (work) => work.split("/")[0];

  // ---- The case

  /** What a case may state: everything that one of the works asks for, in the form of rules for `readCase`. */
  function formOf({ works }) {
    const facts = new Map();
    const found = { supports: [], kinds: {}, agencies: {}, names: {} };
    const every = works.flatMap(({ id, present, versions }) => versions
      .map((version) => ({ id, isPresent: version.name === present, rules: version.rules })))
      .sort((one, other) => other.isPresent - one.isPresent);
    for (const { id, rules } of every) {
      for (const fact of rules.facts) {
        for (const of of fact.of) {
          const known = facts.get(`${of}|${fact.id}`) ?? { ...fact, of: [of], choices: [] };
          facts.set(`${of}|${fact.id}`, { ...known, choices: [...known.choices, ...fact.choices ?? []] });
        }
      }
      found.supports.push(...rules.supports.flatMap((one) => [{ ...one, id: `${id}/${one.id}` }, one]));
      for (const part of ["kinds", "agencies", "names"]) Object.assign(found[part], rules[part]);
    }
    const policy = { id: "policy", of: ["grant"], type: "choice", choices: works.map(({ id, title }) => [id, title]) };
    return { ...found, facts: [...facts.values(), policy] };
  }

  /**
   * Reads a case of all works as `readCase` does. A support that several works have without the `policy` of the grant is
   * a fault, as in kb/cases/reading.py: each of the works would take the grant as its own.
   */
  function readWorksCase(library, data) {
    const { case: read, faults } = readCase(formOf(library), data);
    const ledger = read.ledger?.map((grant, n) => {
      const { support, ...rest } = grant;
      const isNamed = String(data.ledger[n].policy ?? "").trim() !== "";
      if (isNamed || ownersOf(library, support, read.date).length < 2) return grant;
      faults.push({ path: `ledger[${n}].support`, code: "case-support-shared", raw: data.ledger[n].support });
      return rest;
    });
    return { case: { ...read, ledger }, faults };
  }

  /** The works that have a support with this id, each by the last version that began by a day, or else its first. */
  const ownersOf = ({ works }, support, day) => works.filter(({ versions }) =>
    isOf(([...versions].reverse().find(({ first }) => first <= day) ?? versions[0]).rules, support));

  const kept = (facts, ids) => Object.fromEntries(Object.entries(facts).filter(([key]) => ids.includes(key)));
  const idsOf = (rules, kind) => factsOf(rules, kind).map(({ id }) => id);

  /** The part of a case that a work needs: its own facts, and each grant as this work sees it. */
  function tellWork(places, work, rules, data) {
    return {
      date: data.date,
      applicant: kept(data.applicant, idsOf(rules, "applicant")),
      claims: data.claims?.map((claim) => ({ ...claim, facts: kept(claim.facts, idsOf(rules, claim.kind)) })),
      ledger: data.ledger?.map((grant) => tellGrant(places, work, rules, grant)).filter((grant) => grant),
    };
  }

  /**
   * A grant as a work sees it: a grant of another work has only its level of government. Undefined if its place is not
   * related to that of the work.
   */
  function tellGrant(places, work, rules, { policy, support, ...told }) {
    const parts = (support ?? "").split("/");
    const own = parts.at(-1);
    const owner = parts.length > 1 ? parts.slice(0, -1).join("/") : policy ?? (isOf(rules, own) ? work : undefined);
    const found = kept(told, idsOf(rules, "grant"));
    if (owner === work) return own ? { ...found, support: own } : found;
    if (owner === undefined || found.level !== undefined) return found;
    const level = levelFrom(places, work, placeOf(owner));
    return level && { ...found, level };
  }

  const isOf = (rules, support) => rules.supports.some(({ id }) => id === support);

  // ---- Places

  /** A place and those that contain it, from the inside out. */
  function placesAround(places, place) {
    const found = [];
    for (let at = place; at && !found.includes(at); at = places[at]?.within) found.push(at);
    return found;
  }

  /** The level of the government of a place relative to a work: the same, above it or below it. */
  function levelFrom(places, work, place) {
    const own = placeOf(work);
    const isWithin = (inner, outer) => inner in places && placesAround(places, inner).includes(outer);
    return place in places && (isWithin(own, place) || isWithin(place, own)) ? places[place].level : undefined;
  }

  // ---- The answer of each work

  const versionOn = ({ versions }, day) =>
    [...versions].reverse().find(({ first, last }) => first <= day && (!last || day <= last));

  /** The fact of a claim whose day decides the version, according to the version of the day of the case. */
  function decidingFact(work, day, readings) {
    const { deciding } = versionOn(work, day) ?? work.versions.find(({ name }) => name === work.present);
    if (work.versions.length < 2 || !deciding) return "applied-on";
    if (deciding.day) return deciding.day;
    return deciding.days[readings[deciding.reading] ?? deciding.default] || "applied-on";
  }

  /** Why no version of a work is in force on a day: `kind`, and the day until or since when one is. */
  function silenceOn({ id, title, versions }, on) {
    const later = versions.find(({ first }) => first > on);
    const ended = versions.filter(({ last }) => last && last < on);
    if (later) return { work: id, title, on, kind: ended.length ? "between" : "not-yet", day: later.first };
    const last = ended.reduce((one, other) => (other.last > one.last ? other : one));
    const { repealed, repealer, last: day } = last;
    if (repealer) return { work: id, title, on, kind: "repealed-by", day, by: repealer };
    return { work: id, title, on, kind: repealed ? "repealed" : "expired", day };
  }

  /** The answers of the versions of one work. Each version answers the claims whose deciding day it covers. */
  function answerWork(places, work, data, readings) {
    const groups = new Map();
    const fact = decidingFact(work, data.date, readings);
    const put = (day, claims) => {
      const version = versionOn(work, day);
      const group = groups.get(version) ?? { day, claims: [] };
      group.claims.push(...claims);
      groups.set(version, group);
    };
    for (const claim of data.claims ?? []) put(claim.facts[fact] ?? data.date, [claim]);
    if (!groups.size) put(data.date, []);
    const [answers, silent] = [[], []];
    for (const [version, { day, claims }] of groups) {
      if (!version) {
        silent.push(silenceOn(work, day));
        continue;
      }
      const { rules } = version;
      const told = tellWork(places, work.id, rules, { ...data, claims: data.claims && claims });
      const chosen = kept(readings, rules.readings.map(({ id }) => id));
      answers.push({ work, version, told, read: readRules(rules, chosen), ...assess(rules, told, chosen) });
    }
    return [answers, silent];
  }

  /** The known facts of the claims of a case, and its ledger with presumptions, with one spelling for each name. */
  function stateOf(read, told) {
    const data = nameThings(read.rules, told);
    return {
      knowns: new Map((data.claims ?? []).map((claim) => [claim.id, know(read, claim, data.date, data.applicant)])),
      ledger: data.ledger?.map((grant) => presume(read, grant, ["grant"], data.date, "").facts),
    };
  }

  // ---- Two sums of different works

  /** A sum of one work, as an earlier grant for another work; undefined if it is no grant for that work. */
  function asGrant(places, giver, given, { work, read: { rules } }) {
    const { id, facts } = giver.told.claims.find((claim) => claim.id === given.claim);
    const { measure } = giver.read.byId[given.support];
    const [agency] = giver.read.rules.measures[measure].agencies;
    const found = { ...kept(facts, idsOf(rules, "grant")), object: facts.object ?? id, date: giver.told.date };
    if (agency) found.agency = agency;
    if (given.amount.low === given.amount.high) found.amount = given.amount.low;
    if (giver.work === work) return isOf(rules, given.support) ? { ...found, support: given.support } : found;
    const level = levelFrom(places, work.id, placeOf(giver.work.id));
    return level && { ...found, level };
  }

  /** The outcome of a claim under a support after one more earlier grant. */
  function assessBeside({ read, told }, given, grant) {
    const { knowns, ledger } = stateOf(read, { ...told, ledger: [...told.ledger ?? [], grant] });
    return assessClaim(read, read.byId[given.support], knowns.get(given.claim), ledger);
  }

  /** The effect of an earlier grant on an outcome: it bars it, reduces it, leaves it open, or has none. */
  function kindOf(before, after) {
    if (GROUPS[after.status] === "refused") return "bars";
    if (!after.amount || after.amount.high === null || before.amount.high === null) {
      return isSame(after, before) ? undefined : "open";
    }
    if (after.amount.high < before.amount.high) return "lessens";
    const waits = (one) => GROUPS[one.status] === "waiting";
    const isOpen = (waits(after) && !waits(before)) || after.amount.low < before.amount.low
      || !isSame(after.missing, before.missing);
    return isOpen ? "open" : undefined;
  }

  /** The reasons that an outcome has in addition to those before. */
  function newsOf(before, after) {
    const had = new Set(before.reasons.map(keyOf));
    return after.reasons.filter((one) => !had.has(keyOf(one)));
  }

  /**
   * The remainder of a sum if a bar deducts another sum from it; undefined if none does. A text that grants only the
   * difference applies to every applicant under it, in whatever order the sums come.
   */
  function leftBeside(before, after, ofWhoReceived) {
    const isBar = newsOf(before, after).some(({ kind, provision }) =>
      kind === "district-rest" || (kind === "top-up" && !ofWhoReceived.includes(provision)));
    if (!isBar || !before.amount || !after.amount || after.amount.high === null) return undefined;
    const isLess = before.amount.high === null || after.amount.high < before.amount.high;
    return isLess ? after.amount.high : undefined;
  }

  /** The effect that the work of `second` gives to an earlier grant of `first`: `{first, second, kind, provision, left}`. */
  function findClash(places, answers, first, second) {
    const answer = answers[second.answer];
    const grant = asGrant(places, answers[first.answer], first, answer);
    if (!grant) return undefined;
    const before = answer.outcomes.find((one) => one.claim === second.claim && one.support === second.support);
    const after = assessBeside(answer, second, grant);
    const kind = kindOf(before, after);
    if (!kind) return undefined;
    const news = newsOf(before, after);
    const provision = news.find((one) => one.provision)?.provision ?? second.support;
    // A rule about applicants who already received other funds does not apply to funds received later.
    const provisions = (answer.read.together?.others ?? [])
      .filter(({ r }) => OF_WHO_RECEIVED.includes(r.then?.[0] ?? "bars")).map(({ at }) => at);
    const isOrder = kind === "bars" && news.some((one) => ["had", "top-up"].includes(one.kind) && provisions.includes(one.provision));
    let left;
    const { low, high } = first.amount;
    if (["lessens", "open"].includes(kind) && high !== null) {
      const most = low === high ? after : assessBeside(answer, second, { ...grant, amount: high });
      left = leftBeside(before, most, provisions);
    }
    return { first, second, kind: isOrder ? "order" : kind, provision, left };
  }

  /** Sets of sums of which one must be left out: two that bar one another, or some that no order allows together. */
  function findExcluding(clashes) {
    const before = new Map();
    for (const { first, second, kind } of clashes) {
      if (kind === "bars") return [first, second];
      if (kind === "order") before.set(first, [...before.get(first) ?? [], second]);
    }
    for (const start of before.keys()) {
      const waiting = [[start]];
      while (waiting.length) {
        const path = waiting.pop();
        for (const other of before.get(path.at(-1)) ?? []) {
          if (other === start) return path;
          if (!path.includes(other)) waiting.push([...path, other]);
        }
      }
    }
    return [];
  }

  // ---- The best total

  const itemOf = ({ claim, support }) => `${claim}\n${support}`;
  const without = (leftOut, answer, items) => ({ ...leftOut, [answer]: [...new Set([...leftOut[answer] ?? [], ...items])].sort() });

  /** Whether a grant under another work can matter to a policy. */
  const looksAtOthers = (rules) => rules.together?.others.length > 0 || BARRING.some((kind) => kind in rules.terms);

  /**
   * Searches for the best total of several works: where two sums clash, either is left out. Each step leaves fewer sums,
   * and a work without some of its sums is combined again by its own rules. `leftOut` has the items by answer.
   */
  function makeSearch(places, answers) {
    const [combined, chosen, clashed, known] = [new Map(), new Map(), new Map(), new Map()];
    const states = answers.map(({ read, told }) => stateOf(read, told));
    const around = answers.map(({ work }) => placesAround(places, placeOf(work.id)));
    // For each answer, the others whose grants can matter to it: by their place, and by its own rules.
    const givers = answers.map(({ work, read }, n) => answers.map((_, other) => other).filter((other) => other !== n
      && looksAtOthers(read.rules) && (around[other].includes(placeOf(work.id)) || around[n].includes(around[other][0]))));
    const directed = answers.flatMap((_, one) => answers.flatMap((__, other) => (one < other ? [[one, other], [other, one]] : [])))
      .filter(([giver, taker]) => givers[taker].includes(giver));

    /** The best combination of one answer without some of its sums. */
    function combinationOf(number, leftOut = []) {
      const { read, outcomes, combination } = answers[number];
      if (!leftOut.length) return combination;
      const key = keyOf([number, leftOut]);
      if (!combined.has(key)) {
        const rest = outcomes.filter((one) => !leftOut.includes(itemOf(one)));
        combined.set(key, combine(read, rest, states[number].knowns, states[number].ledger ?? []));
      }
      return combined.get(key);
    }

    /** A sum that a work may give; equal sums are the same object. */
    function sumOf(answer, { claim, support, amount }) {
      const key = keyOf([answer, claim, support, amount]);
      if (!known.has(key)) known.set(key, { answer, claim, support, amount });
      return known.get(key);
    }

    /** The sums of a combination of an answer. */
    function sumsOf(answer, combination) {
      if (!chosen.has(combination)) {
        const paid = combination.best.filter(({ amount }) => amount.high !== 0n);
        chosen.set(combination, paid.map((one) => sumOf(answer, one)));
      }
      return chosen.get(combination);
    }

    /** The sums of the best combination of every answer. */
    const bestsOf = (leftOut) => answers.flatMap((_, answer) => sumsOf(answer, combinationOf(answer, leftOut[answer])));

    /** Every sum that any work may give. */
    const every = answers.flatMap(({ outcomes }, answer) => outcomes
      .filter(({ claim, amount, status }) => claim !== null && amount !== null && amount.high !== 0n && GROUPS[status] !== "refused")
      .map((one) => sumOf(answer, one)));

    function clashOf(first, second) {
      if (!clashed.has(first)) clashed.set(first, new Map());
      const mine = clashed.get(first);
      if (!mine.has(second)) mine.set(second, findClash(places, answers, first, second));
      return mine.get(second);
    }

    /** The clashes among sums of several works, whichever of the two works states them. */
    function clashesOf(sums) {
      const [byAnswer, found] = [answers.map(() => []), []];
      for (const one of sums) byAnswer[one.answer].push(one);
      for (const [giver, taker] of directed) {
        for (const first of byAnswer[giver]) {
          for (const second of byAnswer[taker]) {
            const clash = clashOf(first, second);
            if (clash) found.push(clash);
          }
        }
      }
      return found;
    }

    /** Whether a limit of a work applies to a sum. */
    const fills = (number, limit, { answer, support }) => (answer === number ? limit.supports.includes(support)
      : limit.levels.includes(levelFrom(places, answers[number].work.id, placeOf(answers[answer].work.id))));

    /** The limits that sums of several works share, each with what earlier grants leave of it. */
    function poolsOf(sums) {
      return answers.flatMap(({ read }, number) => (read.together?.limits ?? []).flatMap((limit, place) => {
        if (!limit.levels?.length || limit.number !== undefined) return [];
        const groups = new Map();
        sums.forEach((one, n) => {
          if (!fills(number, limit, one)) return;
          const holder = holderOf(perOf(limit), states[one.answer].knowns.get(one.claim).facts);
          if (!holder.includes(undefined)) groups.set(keyOf(holder), [...groups.get(keyOf(holder)) ?? [], n]);
        });
        return [...groups.values()].flatMap((members) => {
          const own = members.filter((n) => sums[n].answer === number);
          if (!own.length || own.length === members.length) return [];
          const { knowns, ledger } = states[number];
          const rests = own.map((n) => restOfJoint(limit, knowns.get(sums[n].claim).facts, ledger ?? []).rest);
          if (rests.some(({ high }) => high === null)) return [];
          const rest = rests.reduce((one, other) =>
            ({ low: least(one.low, other.low), high: one.high > other.high ? one.high : other.high }));
          return [{ members: new Set(members), rest, kind: `${number}-${place}`, answer: number, provision: limit.at }];
        });
      }));
    }

    /** What all sums bring under shared limits, at one `bound` of each. */
    const shareAll = (sums, pools, bound) => total(allot(sums.map(({ amount }, n) =>
      ({ n, low: amount.low, high: amount.high ?? 0n })), pools, bound));

    /**
     * An upper bound on sums that share limits over several levels, and whether they reach it. If one sum is `lessened`
     * by another, the two count as the first and what is left of the second.
     */
    function share(sums, leftOut, top, lessened) {
      let bound = top;
      for (const { members, rest } of poolsOf(every)) {
        const highs = answers.map((_, number) => {
          const own = [...members].map((n) => every[n]).filter(({ answer }) => answer === number).map(itemOf);
          return combinationOf(number, without(leftOut, number, own)[number]).total.high;
        });
        if (!highs.includes(null)) bound = least(bound, rest.high + total(highs));
      }
      const pairs = lessened.map(({ first, second, left }, n) => ({
        members: new Set([sums.indexOf(first), sums.indexOf(second)]), rest: { low: 0n, high: first.amount.high + left }, kind: `clash-${n}`,
      }));
      const weight = total(sums.map(({ amount }) => amount.high ?? 0n));
      if (isExact(pairs)) bound = least(bound, top - weight + shareAll(sums, pairs, "high"));
      return [bound, bound === top - weight + shareAll(sums, [...poolsOf(sums), ...pairs], "high")];
    }

    /** The greatest total, and whether it is proved to be reached. */
    function highest() {
      let [best, tried, isProved, root] = [0n, 0, true, undefined];
      const stack = [{ leftOut: {}, lessened: [] }];
      while (stack.length) {
        const { leftOut, lessened } = stack.pop();
        const tops = answers.map((_, number) => combinationOf(number, leftOut[number]).total.high);
        if (tops.includes(null)) return [null, true];
        const top = total(tops);
        root ??= top;
        if (tried > 0 && top <= best) continue;
        tried += 1;
        if (tried > MOST_TRIED) return [root, false];
        const sums = bestsOf(leftOut);
        const clashes = clashesOf(sums);
        const excluding = findExcluding(clashes);
        const next = clashes.find((one) => one.left !== undefined && !lessened.includes(one));
        if (!excluding.length && !next) {
          const mine = lessened.filter(({ first, second }) => sums.includes(first) && sums.includes(second));
          const [bound, isReached] = share(sums, leftOut, top, mine);
          best = bound > best ? bound : best;
          isProved &&= isReached;
          continue;
        }
        // Either one of them is left out, or the second brings only what is left of it.
        for (const out of excluding.length ? excluding : [next.first, next.second]) {
          stack.push({ leftOut: without(leftOut, out.answer, [itemOf(out)]), lessened });
        }
        if (!excluding.length) stack.push({ leftOut, lessened: [...lessened, next] });
      }
      return [best, isProved];
    }

    /** The certain total: of works whose sums clash in any way only one is counted. */
    function lowest() {
      const pairs = clashesOf(every.filter(({ amount }) => amount.low > 0n)).map(({ first, second }) => [first.answer, second.answer]);
      const isClashing = (one, other) => pairs.some((pair) => pair.includes(one) && pair.includes(other));
      const lows = answers.map(({ combination }) => combination.total.low);
      const taken = [];
      for (const number of lows.map((_, n) => n).sort((one, other) => compare(lows[other], lows[one]) || one - other)) {
        if (!taken.some((other) => isClashing(number, other))) taken.push(number);
      }
      const sums = bestsOf({}).filter(({ answer }) => taken.includes(answer));
      const cut = total(sums.map(({ amount }) => amount.low)) - shareAll(sums, poolsOf(sums), "low");
      const found = total(taken.map((number) => lows[number])) - cut;
      return found > 0n ? found : 0n;
    }

    /** The limits over several levels that are less than the sums which share them: `answer` and `provision`. */
    function limits() {
      const sums = bestsOf({});
      return poolsOf(sums)
        .filter(({ members, rest }) => [...members].some((n) => sums[n].amount.high === null)
          || total([...members].map((n) => sums[n].amount.high)) > rest.high)
        .map(({ answer, provision }) => ({ answer, provision }));
    }

    return { clashes: () => clashesOf(bestsOf({})), highest, limits, lowest };
  }

  /**
   * Evaluates a case (from `readWorksCase`) under every work of a library, with the readings chosen by work:
   * `{answers, silent, clashes, limits, total, proved}`. An answer has `work`, `version`, `told`, `outcomes` and
   * `combination`; a clash `first`, `second`, `kind` and `provision`, and its sums the number of their `answer`. `limits`
   * are those over several levels that lower the total. `proved` is false if the upper bound of the total is a bound
   * that nothing exceeds. Throws RangeError for an unknown reading.
   */
  function assessWorks({ places, works }, data, readings = {}) {
    const found = works.map((work) => answerWork(places, work, data, readings[work.id] ?? {}));
    const answers = found.flatMap(([some]) => some);
    const search = makeSearch(places, answers);
    const clashes = search.clashes();
    const [high, proved] = search.highest();
    const silent = found.flatMap(([, some]) => some);
    return { answers, silent, clashes, limits: search.limits(), total: { low: search.lowest(), high }, proved };
  }

  Object.assign(Tiaowen, { assessWorks, readWorksCase, tellGrant });
})();
