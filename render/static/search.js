// Looks through the index of the guide, in the browser alone: nothing is sent anywhere.
//
// Tiaowen.find(query, lang) gives {also, total, results, cut}: the words across from everyday or official ones
// that were looked for too; how many entries were found, and the best of them as {href, kind, title, context,
// heading, snippet}; and whether only the beginning of the query was used. Whatever has the query itself in it,
// or the official word where the query is an everyday one, comes first; the rest is ranked by the pieces of the
// query that it has: pairs and longer runs of Chinese characters, and words of any other script without their
// endings. A title and a snippet are lists of {words, marked}.
"use strict";

(() => {
  const MOST = 20;
  const LONGEST = 100;
  const AROUND = { zh: 44, en: 90 };
  const WEIGHTS = {
    measure: 1.3, support: 1, rule: 1.15, question: 1, situation: 0.9, domain: 1, agency: 1, reading: 0.9,
    term: 0.6, text: 0.6, page: 0.9,
  };
  const FILLERS = /请问|想问|怎么样|怎么|怎样|如何|什么|哪些|哪里|哪个|多少|能不能|可不可以|可以|能否|是否|有没有|是不是|我们|你们|应该|的话|一下/g;
  const ENDINGS = [
    "ifications", "ification", "ificates", "ificate", "ifying", "ified", "ifies", "ify", "ations", "ation",
    "ements", "ement", "ments", "ment", "ings", "ing", "ions", "ion", "ies", "ied", "ers", "er", "ed", "es",
    "ly", "s", "e", "y",
  ];
  const HAN = "\\u3400-\\u9fff";
  const WORD = new RegExp(`[${HAN}]+|(?:(?![${HAN}])[\\p{L}\\p{N}])+(?:[.,]\\p{N}+)*`, "gu");
  const BREAK = /[，。；：！？、…—,.;:!?]/;
  const isHan = (word) => word >= "\u3400" && word <= "\u9fff\uffff";

  // Words

  /** The simplified character of each traditional one, so that a query in either finds pages in either. */
  let simplified = null;
  const simplify = (character) => {
    simplified ??= new Map((globalThis.Tiaowen.index.variants.match(/../gu) ?? []).map((pair) => [...pair]));
    return simplified.get(character) ?? character;
  };

  /** The same words in one width, case and script, each character where it was. */
  const fold = (words) =>
    Array.from(words, (character) => {
      const folded = simplify(character.normalize("NFKC").toLowerCase());
      return folded.length === character.length ? folded : character;
    }).join("");

  /** An English word without its ending, and a number without the marks between its thousands, so that all forms meet. */
  const stem = (word) => {
    if (/\p{N}/u.test(word)) return word.replace(/,(?=\d{3}(?!\d))/g, "");
    const ending = ENDINGS.find((one) => word.endsWith(one) && word.length - one.length >= 3);
    const bare = ending ? word.slice(0, -ending.length) : word;
    return /([^aeiouls])\1$/.test(bare) ? bare.slice(0, -1) : bare;
  };

  const STOP = new Set(
    ("a an the of for to in on at by from as and or with is are be was do does did can could may will would "
      + "i we my our you your it its this that there any some what which who whom how much many when where "
      + "if get got have has not about into than then").split(" ").map(stem),
  );

  /**
   * Words as they are matched, and where each character of that stands in them: those not Chinese by their stems
   * and between blanks; of marks only those that end or part sentences, as a line's end.
   */
  const lay = (words) => {
    const folded = fold(words);
    const laid = { spelt: "", from: [], to: [] };
    const put = (character, from, to) => {
      laid.spelt += character;
      laid.from.push(from);
      laid.to.push(to);
    };
    let reached = 0;
    for (const { 0: word, index } of folded.matchAll(WORD)) {
      const end = index + word.length;
      if (BREAK.test(folded.slice(reached, index))) put("\n", reached, index);
      if (isHan(word)) for (let at = index; at < end; at += 1) put(folded[at], at, at + 1);
      else for (const character of ` ${stem(word)} `) put(character, index, end);
      reached = end;
    }
    return laid;
  };

  const spell = (words) => lay(words).spelt;

  const count = (text, piece) => {
    let found = 0;
    for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + piece.length)) found += 1;
    return found;
  };

  // The index

  const read = (index) =>
    index.entries.map(([kind, href, title, names, context, passages]) => ({
      kind: index.kinds[kind],
      href,
      title,
      context,
      passages: passages.map(([anchor, heading, words]) => ({
        anchor, heading, words, spelt: spell(words), spelt_heading: spell(heading),
      })),
      names: names.map((name) => spell(name)),
      spelt: spell(title),
    }));

  const fields = (entry) => [
    entry.spelt, ...entry.names, ...entry.passages.flatMap((one) => [one.spelt_heading, one.spelt]),
  ];

  /** Every word of the pairs, the longest first, with those across that the pages have; of everyday ones the first. */
  const pair = (everyday, spread) => {
    const across = (words, others) => {
      const there = others.map((word) => ({ word, spelt: spell(word) })).filter((one) => spread(one.spelt));
      return words.map((word) => {
        const spelt = spell(word);
        return { spelt, others: there.filter((one) => one.spelt !== spelt) };
      });
    };
    return everyday
      .flatMap(([say, means]) => [...across(say, means), ...across(means, say.slice(0, 1))])
      .sort((one, other) => other.spelt.length - one.spelt.length);
  };

  let known = null;
  const open = () => {
    if (known) return known;
    const entries = read(globalThis.Tiaowen.index);
    const sizes = entries.map((entry) => entry.passages.reduce((sum, one) => sum + one.spelt.length, 0));
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
    const texts = entries.map((entry) => fields(entry).join("\n"));
    entries.forEach((entry, n) => {
      entry.length = sizes[n] / mean;
    });
    const counts = new Map();
    /** How many entries have any of some pieces. */
    const spread = (...pieces) => {
      const key = pieces.join("\n");
      if (!counts.has(key)) {
        counts.set(key, texts.filter((text) => pieces.some((piece) => text.includes(piece))).length);
      }
      return counts.get(key);
    };
    known = { entries, texts, spread, everyday: pair(globalThis.Tiaowen.index.everyday, spread) };
    return known;
  };

  // The query

  /** Chinese pieces of a run of characters: every pair, and the longest runs that the pages have. */
  const cut = (run, spread) => {
    const pieces = [];
    let reached = 0;
    for (let start = 0; start + 2 <= run.length; start += 1) {
      pieces.push(run.slice(start, start + 2));
      let end = start + 2;
      while (end < run.length && spread(run.slice(start, end + 1))) end += 1;
      if (end > reached && end - start > 2) pieces.push(run.slice(start, end));
      reached = Math.max(reached, end);
    }
    return pieces;
  };

  /** What to look for: groups of pieces, of which one is enough, and the official words among them. */
  const understand = (query) => {
    const { spread, everyday } = open();
    let rest = spell(query);
    const groups = [];
    const also = [];
    for (const { spelt, others } of everyday) {
      if (!rest.includes(spelt)) continue;
      rest = rest.replaceAll(spelt, "\n");
      groups.push([spelt, ...others.map((one) => one.spelt)]);
      also.push(...others.map((one) => one.word));
    }
    rest = rest.replace(FILLERS, "\n");
    for (const run of rest.split(/[\n ]+/)) {
      if (!run || STOP.has(run)) continue;
      if (isHan(run)) groups.push(...cut(run, spread).map((piece) => [piece]));
      else groups.push([` ${run} `]);
    }
    const whole = spell(query);
    const across = everyday.find(({ spelt }) => spelt === whole)?.others ?? [];
    return { whole, same: [whole, ...across.map((one) => one.spelt)], groups, also: [...new Set(also)] };
  };

  // Ranking

  const weigh = (groups) => {
    const { spread, entries } = open();
    return groups
      .map((pieces) => {
        const there = pieces.filter((piece) => spread(piece));
        const rarity = (...some) => Math.log(1 + entries.length / spread(...some));
        return { pieces: there, weight: rarity(...there), rarities: there.map((one) => rarity(one)) };
      })
      .filter((group) => group.pieces.length);
  };

  const strength = (entry, piece) => {
    const inTitle = count(entry.spelt, piece) && 4 + (4 * piece.length) / entry.spelt.length;
    const inNames = entry.names.includes(piece) ? 8 : entry.names.some((name) => name.includes(piece)) ? 3 : 0;
    const inText = entry.passages.reduce(
      (sum, one) => sum + count(one.spelt, piece) + 1.5 * count(one.spelt_heading, piece), 0);
    const often = Math.max(inTitle, inNames) + inText / (0.5 + 0.5 * entry.length);
    return often / (often + 1.5);
  };

  const score = (entry, groups) => {
    let sum = 0;
    let covered = 0;
    let all = 0;
    for (const { pieces, weight, rarities } of groups) {
      const best = Math.max(...pieces.map((piece, n) => rarities[n] * strength(entry, piece)));
      sum += best;
      covered += best ? weight : 0;
      all += weight;
    }
    const empty = entry.passages.length ? 1 : 0.6;
    return all ? sum * (covered / all) * WEIGHTS[entry.kind] * empty : 0;
  };

  // Snippets

  const weightIn = (spelt, groups) =>
    groups.reduce((sum, { pieces, weight }) => sum + (pieces.some((one) => spelt.includes(one)) ? weight : 0), 0);

  /** Where the pieces stand in words as they are shown: [start, end] without overlaps. */
  const places = (words, groups) => {
    const found = [];
    const { spelt, from, to } = lay(words);
    for (const piece of groups.flatMap((group) => group.pieces)) {
      for (let at = spelt.indexOf(piece); at >= 0; at = spelt.indexOf(piece, at + 1)) {
        found.push([from[at], to[at + piece.length - 1]]);
      }
    }
    found.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
    return found.reduce((kept, [start, end]) => {
      const last = kept.at(-1);
      if (last && start <= last[1]) last[1] = Math.max(last[1], end);
      else kept.push([start, end]);
      return kept;
    }, []);
  };

  const mark = (words, found, from, to) => {
    const parts = [];
    let at = from;
    const push = (end, marked) => {
      if (end > at) parts.push({ words: words.slice(at, end), marked });
      at = Math.max(at, end);
    };
    for (const [start, end] of found) {
      if (end <= from || start >= to) continue;
      push(Math.max(start, from), false);
      push(Math.min(end, to), true);
    }
    push(to, false);
    return parts;
  };

  /** The part of some words that has most of what was looked for, cut where words end. */
  const excerpt = (words, groups, around) => {
    const found = places(words, groups);
    const span = around * 2;
    const held = (start) => found.reduce(
      (sum, [from, to]) => sum + (from >= start && to <= start + span ? to - from : 0), 0);
    const centre = found.reduce(
      (best, place) => (held(place[0]) > held(best[0]) ? place : best), found[0] ?? [0, 0]);
    let from = Math.max(0, centre[0] - around / 2);
    let to = Math.min(words.length, from + span);
    while (from > 0 && /[\p{Script=Latin}\p{N}.,]/u.test(words[from - 1])) from -= 1;
    while (to < words.length && /[\p{Script=Latin}\p{N}.,]/u.test(words[to])) to += 1;
    const parts = mark(words, found, from, to);
    if (from > 0) parts.unshift({ words: "…", marked: false });
    if (to < words.length) parts.push({ words: "…", marked: false });
    return parts;
  };

  /** An entry as a result; one that is called by its name stands for all of itself. */
  const show = (entry, groups, around, called) => {
    const best = entry.passages.reduce(
      (one, other) => (weightIn(other.spelt, groups) > weightIn(one.spelt, groups) ? other : one),
      entry.passages[0] ?? { anchor: "", heading: "", words: "", spelt: "" },
    );
    const told = weightIn(entry.spelt, groups);
    const further = best.anchor && !called && weightIn(best.spelt, groups) > told;
    return {
      href: further ? `${entry.href}#${encodeURIComponent(best.anchor)}` : entry.href,
      kind: entry.kind,
      title: mark(entry.title, places(entry.title, groups), 0, entry.title.length),
      context: entry.context,
      heading: further ? best.heading : "",
      snippet: excerpt(best.words, groups, around),
    };
  };

  const find = (asked, lang = "zh") => {
    const characters = Array.from(asked.trim());
    const query = characters.slice(0, LONGEST).join("");
    const { entries, texts } = open();
    const { whole, same, groups, also } = understand(query);
    const cut = characters.length > LONGEST;
    if (!whole.trim()) return { also: [], total: 0, results: [], cut };
    const weighed = weigh(groups.length ? groups : [[whole]]);
    const ranked = entries
      .map((entry, n) => {
        const called = entry.names.includes(whole);
        const exact = same.some((one) => texts[n].includes(one));
        return { entry, tier: called ? 2 : exact ? 1 : 0, score: score(entry, weighed) };
      })
      .filter((one) => one.score > 0 || one.tier > 0)
      .sort((one, other) => other.tier - one.tier || other.score - one.score);
    const results = ranked.slice(0, MOST).map(({ entry, tier }) => show(entry, weighed, AROUND[lang], tier === 2));
    return { also, total: ranked.length, results, cut };
  };

  globalThis.Tiaowen ??= {};
  globalThis.Tiaowen.find = find;
})();
