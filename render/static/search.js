// Searches the index of the guide in the browser: nothing is sent anywhere.
//
// Tiaowen.find(query, lang) returns {also, total, results, cut}. `also` are the words searched for in addition to the
// query or instead of it, `total` is the number of entries found, and `cut` tells that only the beginning of the query
// was used. `results` are the best entries as {href, kind, title, context, heading, snippet}; a title and a snippet are
// lists of {words, marked}.
//
// A query is interpreted in up to three ways: as typed, and with unknown words replaced by words that they may stand
// for (pinyin, initials of pinyin, one wrong letter, the beginning of a word). Each interpretation is divided into
// groups of pieces: pairs and longer runs of Chinese characters, and stems of other words. One piece of a group is
// enough; everyday and official words for the same thing are one group. The score of an entry is that of its best
// interpretation, from the groups that it contains in either language. An entry that explains a measure never ranks
// above the measure.
//
// Tiaowen.prepare(lang) reads an index in advance. Tiaowen.unpack(encoding, packed) is the text of a packed index.
//
// Tiaowen.needsOther(query, lang) tells whether the index of the other language can help. Once loaded, it is used.
"use strict";

(() => {
  const MOST = 20;
  const LONGEST = 100;
  const AROUND = { zh: 44, en: 90 };
  const WEIGHTS = {
    measure: 1.4, support: 0.75, rule: 1.15, question: 1, situation: 0.9, domain: 0.8, agency: 1, reading: 0.65,
    term: 0.5, text: 0.5, page: 0.8,
  };
  /** Kinds of entries that cover many measures: if they contain the query word for word, they rank no higher. */
  const BROAD = new Set(["domain", "term", "text", "page"]);
  /** The weights of the parts of a page that mention a word only in passing; 1 for all others. */
  const PARTS = { agencies: 0.3, shared: 0.5, first: 0.5, decided: 0.6, open: 0.5, domains: 0.5, cites: 0.5 };
  const LEAST = 0.5;
  /** Kinds of entries whose names are treated like everyday words: each stands for the others. */
  const NAMES = new Set(["agency", "domain"]);
  const ENDINGS = [
    "ifications", "ification", "ificates", "ificate", "ifying", "ified", "ifies", "ify", "ations", "ation",
    "atives", "ative", "ated", "ating", "ates", "ate", "ators", "ator", "ements", "ement", "mental", "ments", "ment",
    "ables", "able", "ings", "ing", "ionals", "ional", "ions", "ion", "ies", "ied", "ers", "er", "ed", "es", "ly", "al", "s", "e", "y",
  ];
  const HAN = "\\u3400-\\u9fff";
  const WORD = new RegExp(`[${HAN}]+|(?:(?![${HAN}])[\\p{L}\\p{N}])+(?:[.,]\\p{N}+)*`, "gu");
  const BREAK = /[，。；：！？、…—,.;:!?]/;
  const LETTERS = "abcdefghijklmnopqrstuvwxyz";
  const isHan = (word) => word >= "\u3400" && word <= "\u9fff\uffff";

  // Unpacking

  /** The bytes that LZMA data (with its header and end mark) stands for. The names are those of the specification. */
  const decompress = (data) => {
    const [lc, lp, pb] = [data[0] % 9, Math.floor(data[0] / 9) % 5, Math.floor(data[0] / 45)];
    const probabilities = (size) => new Uint16Array(size).fill(1024);
    const lengths = () => ({ choice: probabilities(2), low: probabilities(128), mid: probabilities(128), high: probabilities(256) });
    const literals = probabilities(0x300 << (lc + lp));
    const [isMatch, isRep0Long] = [probabilities(192), probabilities(192)];
    const [isRep, isRepG0, isRepG1, isRepG2] = Array.from({ length: 4 }, () => probabilities(12));
    const [slots, special, align] = [probabilities(256), probabilities(128), probabilities(16)];
    const [matched, repeated] = [lengths(), lengths()];
    const out = [];
    let at = 18; // the header has 13 bytes, and the first of the coded bytes is always 0
    let range = 0xffffffff;
    let code = data.slice(14, 18).reduce((sum, byte) => sum * 256 + byte, 0);
    const normalize = () => {
      if (range >= 0x1000000) return;
      range *= 256;
      code = code * 256 + data[at];
      at += 1;
    };
    const bit = (from, n) => {
      const bound = (range >>> 11) * from[n];
      const isSet = code >= bound;
      if (isSet) [range, code] = [range - bound, code - bound];
      else range = bound;
      from[n] += isSet ? -(from[n] >> 5) : (2048 - from[n]) >> 5;
      normalize();
      return isSet ? 1 : 0;
    };
    const tree = (from, start, bits) => {
      let node = 1;
      for (let n = 0; n < bits; n += 1) node = node * 2 + bit(from, start + node);
      return node - 2 ** bits;
    };
    const reversed = (from, start, bits) => {
      let [node, sum] = [1, 0];
      for (let n = 0; n < bits; n += 1) {
        const one = bit(from, start + node);
        node = node * 2 + one;
        sum += one * 2 ** n;
      }
      return sum;
    };
    const direct = (bits) => {
      let sum = 0;
      for (let n = 0; n < bits; n += 1) {
        range = Math.floor(range / 2);
        const one = code >= range ? 1 : 0;
        code -= one * range;
        sum = sum * 2 + one;
        normalize();
      }
      return sum;
    };
    const length = ({ choice, low, mid, high }, position) => {
      if (!bit(choice, 0)) return 2 + tree(low, position * 8, 3);
      return bit(choice, 1) ? 18 + tree(high, 0, 8) : 10 + tree(mid, position * 8, 3);
    };
    const distance = (long) => {
      const slot = tree(slots, Math.min(long - 2, 3) * 64, 6);
      if (slot < 4) return slot;
      const bits = (slot >> 1) - 1;
      const base = (2 + (slot & 1)) * 2 ** bits;
      if (slot < 14) return base + reversed(special, base - slot, bits);
      return base + direct(bits - 4) * 16 + reversed(align, 0, 4);
    };
    let state = 0;
    let last = [0, 0, 0, 0];
    for (;;) {
      const position = out.length & ((1 << pb) - 1);
      if (!bit(isMatch, state * 16 + position)) {
        const start = 0x300 * (((out.length & ((1 << lp) - 1)) << lc) + ((out.at(-1) ?? 0) >> (8 - lc)));
        let node = 1;
        let model = out[out.length - last[0] - 1];
        let isAlike = state > 6;
        while (node < 256) {
          const expected = (model >> 7) & 1;
          model <<= 1;
          const one = bit(literals, start + (isAlike ? 256 * (1 + expected) : 0) + node);
          node = node * 2 + one;
          isAlike &&= one === expected;
        }
        out.push(node - 256);
        state = state < 4 ? 0 : state - (state < 10 ? 3 : 6);
        continue;
      }
      let long = 1;
      if (!bit(isRep, state)) {
        long = length(matched, position);
        last = [distance(long), ...last.slice(0, 3)];
        if (last[0] === 0xffffffff) return Uint8Array.from(out);
        state = state < 7 ? 7 : 10;
      } else {
        let isShort = false;
        if (!bit(isRepG0, state)) isShort = !bit(isRep0Long, state * 16 + position);
        else {
          const n = bit(isRepG1, state) ? 2 + bit(isRepG2, state) : 1;
          last = [last[n], ...last.filter((_, other) => other !== n)];
        }
        if (!isShort) long = length(repeated, position);
        state = state < 7 ? (isShort ? 9 : 8) : 11;
      }
      for (; long; long -= 1) out.push(out[out.length - last[0] - 1]);
    }
  };

  /** The text whose compressed bytes are given in base64. */
  const unpack = (encoding, packed) =>
    new TextDecoder(encoding).decode(decompress(Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0))));

  /** The indexes by language, each of which a script gives as its encoding and its compressed bytes. */
  const unpacked = {};
  const indexes = () => {
    for (const [lang, given] of Object.entries(globalThis.Tiaowen.indexes)) unpacked[lang] ??= JSON.parse(unpack(...given));
    return unpacked;
  };

  // Words

  /** The simplified character of each traditional character, so that a query in either script finds pages in both. */
  let simplified = null;
  const simplify = (character) => {
    simplified ??= new Map(
      Object.values(indexes()).flatMap((index) => (index.variants.match(/../gu) ?? []).map((pair) => [...pair])));
    return simplified.get(character) ?? character;
  };

  /** A character in one width, case and script, where that is as long. */
  const foldings = new Map();
  const foldOne = (character) => {
    const met = foldings.get(character);
    if (met) return met;
    const changed = simplify(character.normalize("NFKC").toLowerCase());
    const folded = changed.length === character.length ? changed : character;
    foldings.set(character, folded);
    return folded;
  };

  /** The same text in one width, case and script; each character keeps its position. */
  const fold = (words) => {
    let folded = "";
    for (const character of words) folded += foldOne(character);
    return folded;
  };

  /** The stem of an English word, or a number without separators of thousands, so that all forms match. */
  const stem = (word) => {
    if (/\p{N}/u.test(word)) return word.replace(/,(?=\d{3}(?!\d))/g, "");
    const british = word.replace(/(?<=[a-z]{3})iz(?=e|i|a)/, "is").replace(/(?<=[a-z]{3})our(?=s?$)/, "or")
      .replace(/(?<=[a-z]{3}t)re(?=s?$)/, "er");
    const ending = ENDINGS.find((one) => (
      british.endsWith(one) && british.length - one.length >= (one === "ly" ? 5 : 3) && !(one === "s" && british.endsWith("ss"))));
    const bare = ending ? british.slice(0, -ending.length) + (/^(y|ies|ied)$/.test(ending) ? "i" : "") : british;
    return /([^aeiouls])\1$/.test(bare) ? bare.slice(0, -1) : bare;
  };

  /**
   * A text in the form used for matching, with the position of each of its characters in the original. Words that are
   * not Chinese are reduced to stems between blanks. A punctuation mark that ends or divides a sentence becomes a line
   * break; the others are dropped.
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

  /** The same form without the positions. */
  const spell = (words) => {
    const folded = fold(words);
    let spelt = "";
    let reached = 0;
    for (const { 0: word, index } of folded.matchAll(WORD)) {
      if (index > reached && BREAK.test(folded.slice(reached, index))) spelt += "\n";
      spelt += isHan(word) ? word : ` ${stem(word)} `;
      reached = index + word.length;
    }
    return spelt;
  };

  const count = (text, piece) => {
    let found = 0;
    for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + piece.length)) found += 1;
    return found;
  };

  const DIGITS = "零一二三四五六七八九";
  const UNITS = { 十: 10, 百: 100, 千: 1000 };

  /** The value of Chinese numerals below ten thousand, such as 三千五百. */
  const readNumerals = (words) => {
    let sum = 0;
    let digit = 0;
    for (const character of words.replace(/两/g, "二")) {
      const unit = UNITS[character];
      if (unit) sum += (digit || 1) * unit;
      digit = unit ? 0 : DIGITS.indexOf(character);
    }
    return sum + digit;
  };

  const SUM = /(?:(\d[\d,]*(?:\.\d+)?) ?(千万|百万|亿|万|w|million|mil|thousand|m|k)|([一二两三四五六七八九十百千零]+)(亿|万))(?![a-z])/g;
  const SIZES = { 亿: 1e8, 千万: 1e7, 百万: 1e6, million: 1e6, mil: 1e6, m: 1e6, 万: 1e4, w: 1e4, thousand: 1e3, k: 1e3 };

  /** The query without its sums of money. Each sum is added to `sums` as the pages of both languages write it. */
  const readSums = (query, sums) =>
    fold(query).replace(SUM, (_, number, size, numerals, unit) => {
      const yuan = numerals ? readNumerals(numerals) * SIZES[unit] : Number(number.replace(/,/g, "")) * SIZES[size];
      const english = yuan >= 1e6 ? `${yuan / 1e6} million` : yuan.toLocaleString("en");
      sums.push([`${yuan / 1e4}万`, english].map(spell));
      return "\n";
    });

  // The index

  /** The names of an entry. Of "#5", the number of a measure, the forms that people type. */
  const callings = (name) => {
    const number = name.startsWith("#") && name.slice(1);
    return number ? [...(/^\d/.test(number) ? [number] : []), `measure ${number}`, `第${number}条`, `措施${number}`] : [name];
  };

  /** An entry in one language, prepared for matching. */
  const side = ([, href, title, names, context, passages]) => ({
    href,
    title,
    context,
    spelt: spell(title),
    called: names,
    names: names.flatMap(callings).map(spell),
    passages: passages.map(([anchor, heading, words]) => ({
      anchor, heading, words, spelt: spell(words), spelt_heading: spell(heading), part: PARTS[anchor] ?? 1,
    })),
  });

  const fields = ({ spelt, names, passages }, least = 0) => [
    spelt, ...names, ...passages.filter((one) => one.part > least).flatMap((one) => [one.spelt_heading, one.spelt]),
  ];

  /** Adds the length of each entry, relative to the mean length. */
  const measured = (sides) => {
    const sizes = sides.map(({ passages }) => passages.reduce((sum, one) => sum + one.spelt.length, 0));
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length || 1;
    sides.forEach((one, n) => {
      one.length = sizes[n] / mean;
    });
    return sides;
  };

  /** The pairs of an index, which are lines "say|say=means|means": [[say, means]]. */
  const readPairs = (lines) => lines.split("\n").map((line) => line.split("=").map((words) => words.split("|")));

  /** The pairs of everyday and official words, each with its counterparts. Of several everyday words only the first is one. */
  const pair = (everyday) => {
    const across = (words, others) => {
      const there = others.map((word) => ({ word, spelt: spell(word) }));
      return words.map((word) => {
        const spelt = spell(word);
        return { spelt, others: there.filter((one) => one.spelt !== spelt) };
      });
    };
    return everyday.flatMap(([say, means]) => [
      ...across(say, means), ...across(means.filter((word) => isHan(word) === isHan(say[0])), say.slice(0, 1)),
    ]);
  };

  /** The pairs with equal spelling joined into one, the longest first. */
  const merge = (pairs) => {
    const found = new Map();
    for (const one of pairs) {
      const met = found.get(one.spelt);
      if (!met) found.set(one.spelt, { ...one, others: [...one.others] });
      else met.others.push(...one.others.filter((word) => met.others.every((other) => other.spelt !== word.spelt)));
    }
    return [...found.values()].sort((one, other) => other.spelt.length - one.spelt.length);
  };

  const known = {};
  const open = (lang) => {
    const key = `${lang} ${Object.keys(indexes())}`;
    if (known[key]) return known[key];
    simplified = null;
    foldings.clear();
    const index = indexes()[lang];
    const rest = Object.entries(indexes()).filter(([name]) => name !== lang).map(([, one]) => one);
    const own = measured(index.entries.map(side));
    const others = new Map(rest.flatMap((one) => measured(one.entries.map(side)).map((entry) => [entry.href, entry])));
    const entries = own.map((entry, n) => ({
      ...entry,
      kind: index.kinds[index.entries[n][0]],
      owners: index.entries[n][6] ?? [],
      isItself: !/^(readings|glossary|needs|situations)\.html#/.test(entry.href),
      sides: [entry, others.get(entry.href)].filter(Boolean),
    }));
    const texts = entries.map(({ sides }) => sides.flatMap((one) => fields(one)).join("\n"));
    const cores = entries.map(({ sides }) => sides.flatMap((one) => fields(one, LEAST)).join("\n"));
    const having = new Map();
    /** For each entry, whether it contains a piece. */
    const holders = (piece) => {
      if (!having.has(piece)) having.set(piece, texts.map((text) => text.includes(piece)));
      return having.get(piece);
    };
    /** For each entry, whether it contains a piece outside the parts that mention it only in passing. */
    const speakers = (piece) => cores.map((text) => text.includes(piece));
    /** The number of entries that contain any of the pieces. */
    const spread = (...pieces) => {
      const [first, ...further] = pieces.map(holders);
      return first.filter((has, n) => has || further.some((one) => one[n])).length;
    };
    const all = [index, ...rest];
    const named = entries.filter(({ kind }) => NAMES.has(kind)).flatMap(({ kind, sides }) => {
      const titles = kind === "domain" ? sides.map((one) => one.title) : []; // 节能 is more than a domain
      const names = [...new Set(sides.flatMap((one) => one.called))].filter((name) => !titles.includes(name))
        .map((word) => ({ word, spelt: spell(word) }));
      return names.map((one) => ({ spelt: one.spelt, others: names.filter((other) => other !== one), asks: kind === "domain" }));
    });
    const everyday = merge([
      ...named,
      ...all.flatMap((one) => [
        ...pair(readPairs(one.everyday)),
        ...pair(readPairs(one.activities)).map((found) => ({ ...found, isActivity: true })),
        ...pair(readPairs(one.asks)).map((found) => ({ ...found, asks: true })),
      ]),
    ]);
    const idle = all.flatMap((one) => one.idle);
    const stops = new Set(idle.filter((one) => !isHan(one)).map(stem));
    /** `apart` are the words of a phrase that may stand in any order: "batteries that are old" is about old batteries. */
    for (const one of everyday) {
      if (one.spelt.includes("\n")) one.gaps = new RegExp(one.spelt.replaceAll("\n", `[^ ]{0,${GAP}}`), "u");
      const content = one.spelt.split(" ").filter((word) => word && !stops.has(word));
      if (content.length > 1 && !isHan(one.spelt) && (!one.asks || content.length > 2)) one.apart = content;
    }
    const words = new Set(
      [...texts, ...everyday.map((one) => one.spelt)].flatMap((text) => text.match(/[^ \n]+(?= )/g) ?? []));
    const said = all.flatMap((one) => [one.everyday, one.activities, one.asks].flatMap(readPairs).flat(2));
    known[key] = {
      all: [...texts, ...said.map(spell), ...idle].join("\n"),
      entries,
      holders,
      speakers,
      spread,
      everyday,
      words,
      stops,
      fillers: new RegExp(idle.filter(isHan).sort((one, other) => other.length - one.length).join("|") || "$^", "g"),
      alikes: new Map(), // the characters that sound like a character
      occurring: new Map(), // whether a run of characters occurs in `all`
      readings: all.map((one) => one.pinyin).find(Boolean) ?? "",
      idle: idle.filter(isHan),
      said,
    };
    return known[key];
  };

  // Pinyin and misspelt words

  /** The syllables of each character of the guide. */
  const pronounce = (opened) => {
    if (opened.sounds) return opened.sounds;
    const sounds = new Map();
    for (const [, syllable, characters] of opened.readings.matchAll(/([a-z]+)([^a-z]+)/g)) {
      for (const character of characters) sounds.set(character, [...(sounds.get(character) ?? []), syllable]);
    }
    opened.sounds = sounds;
    return sounds;
  };

  /** The characters of the guide with the same sound. An unknown character sounds like its neighbours in pinyin order. */
  const alike = (character, opened) => {
    const met = opened.alikes.get(character);
    if (met) return met;
    const sounds = pronounce(opened);
    const order = new Intl.Collator("zh-Hans-u-co-pinyin").compare;
    opened.sorted ??= [...sounds.keys()].filter((one) => sounds.get(one).length === 1).sort(order);
    const after = opened.sorted.findIndex((one) => order(one, character) > 0);
    const around = [opened.sorted.at(after - 1), opened.sorted.at(after)].filter(Boolean);
    const those = new Set(sounds.get(character) ?? around.flatMap((one) => sounds.get(one)));
    const found = [...sounds.keys()].filter((one) => one !== character && sounds.get(one).some((syllable) => those.has(syllable)));
    opened.alikes.set(character, found);
    return found;
  };

  /**
   * A run of Chinese in which each character that is part of no known word is replaced by one with the same sound. When
   * `strictly`, two characters that merely stand side by side somewhere are no known word.
   */
  const mend = (run, opened, strictly) => {
    const isKnown = (words) => {
      if (words.length < 2) return false;
      if (!opened.occurring.has(words)) opened.occurring.set(words, opened.all.includes(words));
      return opened.occurring.get(words);
    };
    const isWord = (pair) => (strictly ? listen(opened).words.has(pair) : isKnown(pair));
    let mended = run;
    for (let at = 0; at < run.length; at += 1) {
      if (isWord(mended.slice(Math.max(0, at - 1), at + 1)) || isWord(mended.slice(at, at + 2))) continue;
      let best = { length: Math.min(strictly ? 1 : 2, run.length - 1), many: 0 };
      for (const one of alike(mended[at], opened)) {
        const tried = mended.slice(0, at) + one + mended.slice(at + 1);
        let [from, to] = [at, at + 1];
        while (from > 0 && isKnown(tried.slice(from - 1, to))) from -= 1;
        while (to < run.length && isKnown(tried.slice(from, to + 1))) to += 1;
        if (strictly && to - from === 2 && !isWord(tried.slice(from, to))) continue;
        const many = opened.spread(tried.slice(from, to));
        if (to - from > best.length || (best.tried && to - from === best.length && many > best.many)) best = { tried, length: to - from, many };
      }
      mended = best.tried ?? mended;
    }
    return mended;
  };

  /**
   * The Chinese words of the guide by their pinyin and by its initials, each with a weight: every run of up to four
   * characters, and of up to eight in a title. The weight grows with the frequency, more so in titles. It is small if
   * the same character always precedes or follows the run, since the run is then no word by itself.
   */
  const listen = (opened) => {
    if (opened.heard) return opened.heard;
    const sounds = pronounce(opened);
    const grams = new Map();
    const take = (text, longest, weight) => {
      for (const [run] of text.matchAll(/[\u3400-\u9fff]+/g)) {
        for (let from = 0; from < run.length; from += 1) {
          for (let to = from + 2; to <= Math.min(run.length, from + longest); to += 1) {
            const gram = run.slice(from, to);
            const before = run[from - 1] ?? "";
            const after = run[to] ?? "";
            const met = grams.get(gram);
            if (!met) grams.set(gram, { weight, before, after });
            else {
              met.weight += weight;
              if (met.before !== before) met.before = "";
              if (met.after !== after) met.after = "";
            }
          }
        }
      }
    };
    for (const { sides, kind } of opened.entries) {
      for (const { spelt, names, passages } of sides) {
        take(spelt, 8, kind === "measure" || kind === "support" || kind === "term" ? 4 : 2);
        for (const name of names) take(name, 8, 2);
        for (const one of passages) {
          take(one.spelt_heading, 8, 1);
          take(one.spelt, 4, 0.5);
        }
      }
    }
    const whole = (text, weight) => {
      const run = spell(text);
      if (!/^[\u3400-\u9fff]{2,8}$/.test(run)) return;
      const met = grams.get(run) ?? { weight: 0 };
      grams.set(run, { weight: met.weight + weight, before: "", after: "" });
    };
    for (const word of opened.said) whole(word, 16);
    for (const word of opened.idle) whole(word, 4);
    for (const { sides, kind } of opened.entries) {
      for (const { title, names } of sides) {
        if (kind === "term" || kind === "agency") [title, ...names].forEach((one) => whole(one, 8));
      }
    }
    const heard = { full: new Map(), initials: new Map(), words: new Set() };
    const put = (map, key, entry) => {
      const those = map.get(key) ?? [];
      those.push(entry);
      map.set(key, those.sort((one, other) => other.weight - one.weight).slice(0, 3));
    };
    for (const [gram, { weight, before, after }] of grams) {
      const entry = { word: gram, weight: weight * (before || after ? 0.15 : 1), rough: before || after ? 1 : 0 };
      if (!entry.rough) heard.words.add(gram);
      let spellings = [""];
      let firsts = [""];
      for (const character of gram) {
        const those = sounds.get(character) ?? [];
        spellings = spellings.flatMap((begun) => those.map((one) => begun + one)).slice(0, 8);
        firsts = firsts.flatMap((begun) => [...new Set(those.map((one) => one[0]))].map((one) => begun + one)).slice(0, 8);
      }
      for (const one of spellings) put(heard.full, one, entry);
      for (const one of firsts) put(heard.initials, one, entry);
    }
    for (const character of sounds.keys()) {
      for (const syllable of sounds.get(character)) {
        if (!heard.full.has(syllable)) heard.full.set(syllable, [{ word: "", weight: 0 }]);
      }
    }
    opened.heard = heard;
    return heard;
  };

  /**
   * The ways to divide letters into keys of a map, the cheapest first, as {cost, words}. Few words and words with a
   * high weight are cheap.
   */
  const part = (letters, map, least, each = 1) => {
    const ways = [[{ cost: 0, words: "" }]];
    for (let end = 1; end <= letters.length; end += 1) {
      const found = [];
      for (let from = Math.max(0, end - 40); from <= end - least; from += 1) {
        const those = ways[from].length ? map.get(letters.slice(from, end)) : null;
        for (const { word, weight, rough } of those ?? []) {
          const cost = word ? (word.length > 2 ? 1 + (each - 1) * rough : each) + 3 / (1 + weight) : 6;
          for (const way of ways[from]) found.push({ cost: way.cost + cost, words: way.words + word });
        }
      }
      ways.push(found.sort((one, other) => one.cost - other.cost).slice(0, 3));
    }
    return ways[letters.length].filter((way) => way.words);
  };

  /** All words that differ by one letter that is missing, added, replaced or exchanged with the next. */
  const misspellings = (word) => {
    const found = new Set();
    for (let at = 0; at <= word.length; at += 1) {
      const [before, after] = [word.slice(0, at), word.slice(at)];
      if (after) found.add(before + after.slice(1));
      if (after.length > 1) found.add(before + after[1] + after[0] + after.slice(2));
      for (const letter of LETTERS) {
        found.add(before + letter + after);
        if (after) found.add(before + letter + after.slice(1));
      }
    }
    found.delete(word);
    return [...found];
  };

  const DOUBTFUL = 0.6;
  const UNKNOWN = 4;
  const WRONG = 2;

  /** The words that unknown letters may stand for: [{cost, words}], the most likely first. */
  const guess = (letters, opened) => {
    const { full, initials } = listen(opened);
    const spoken = part(letters, full, 1);
    if (spoken.length && spoken[0].cost < UNKNOWN * 1.5) return spoken;
    const english = letters.length < 5 ? [] : misspellings(letters).filter((one) => opened.words.has(stem(one)))
      .map((words) => ({ words, cost: WRONG + 3 / (1 + opened.spread(` ${stem(words)} `)) }));
    if (english.length) {
      const sorted = english.sort((one, other) => one.cost - other.cost);
      return sorted.filter((one, n) => sorted.findIndex((other) => stem(other.words) === stem(one.words)) === n).slice(0, 3);
    }
    const short = /^[^iuv]{2,12}$/.test(letters) ? part(letters, initials, 2, 2) : [];
    const likely = short.filter(({ cost }) => cost <= letters.length + (letters.length < 5 ? 2 : 1));
    if (likely.length) return likely;
    const wrong = letters.length < 5 ? [] : misspellings(letters).flatMap((one) => part(one, full, 1))
      .map(({ words, cost }) => ({ words, cost: cost + WRONG }));
    const heard = [...spoken, ...wrong].sort((one, other) => one.cost - other.cost).slice(0, 3);
    if (heard.length) return heard;
    if (letters.length < 3) return [];
    const begun = [...full].filter(([key]) => key.startsWith(letters)).flatMap(([, those]) => those)
      .map(({ word, weight }) => ({ words: word, cost: 1 + 3 / (1 + weight) })).filter(({ words }) => words);
    const longer = [...opened.words].filter((one) => one.startsWith(letters))
      .map((words) => ({ words, cost: 1 + 3 / (1 + opened.spread(` ${words} `)) }));
    return [...begun, ...longer].sort((one, other) => one.cost - other.cost).slice(0, 3);
  };

  /** The interpretations of a query: {words, share, said}; only the query as typed if all its words are known. */
  const interpret = (query, opened, strictly) => {
    const folded = fold(query);
    /** Letters without a vowel that occur in one entry only, such as in an address, are not a word. */
    const isKnown = (word) => opened.stops.has(stem(word)) || (opened.words.has(stem(word)) && (
      /[aeiouy]/.test(word) || opened.everyday.some((one) => one.spelt === ` ${stem(word)} `) || opened.spread(` ${stem(word)} `) > 1));
    const parts = [];
    for (const { 0: word, index } of folded.matchAll(WORD)) {
      const strange = /^[a-z]{2,}$/.test(word) && !isKnown(word);
      const last = parts.at(-1);
      const mended = isHan(word) ? mend(word, opened, strictly) : word;
      if (mended !== word) {
        parts.push({ meant: mended, words: [word], index });
        continue;
      }
      if (strange && last?.strange) last.words.push(word);
      else parts.push({ strange, words: [word], index });
    }
    let ways = [{ words: "", cost: 0, said: [] }];
    for (const { strange, meant, words } of parts) {
      const joined = words.join("");
      let guesses = strange ? guess(joined, opened) : meant ? [{ words: meant, cost: 0 }, { words: joined, cost: 1 }] : [];
      let each = [guesses];
      if (strange && words.length > 1 && !(guesses[0]?.cost < UNKNOWN)) each = words.map((word) => guess(word, opened));
      each.forEach((those, n) => {
        const typed = each.length === words.length ? words[n] : joined;
        const choices = those.length ? those : [{ words: typed, cost: 0 }];
        ways = ways
          .flatMap((way) => choices.map((one) => ({
            words: `${way.words} ${one.words}`,
            cost: way.cost + one.cost,
            said: those.length ? [...way.said, one.words] : way.said,
          })))
          .sort((one, other) => one.cost - other.cost)
          .slice(0, 3);
      });
    }
    if (!parts.some((one) => one.strange || one.meant)) return [{ words: query, share: 1, said: [] }];
    return ways.map(({ words, cost, said }) => ({ words, share: 6 ** (ways[0].cost - cost), said }));
  };

  // The query

  /** The pieces of a run of Chinese characters: every pair, and the longest runs that occur on the pages. */
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

  /**
   * The share of a way of asking ("how do I apply") beside the thing that is asked about. Beside words that are no
   * everyday words it counts in full, since they may belong to the way of asking.
   */
  const ASKING = 0.35;
  /** The share of an everyday word: it names a thing, where another word may only tell something about it. */
  const NAMED = 1.6;
  /** The share of an everyday word for an activity: writing a standard for rescue equipment is about the standard. */
  const ACTIVITY = 2.2;
  /** How many characters may stand at the gap in a way of asking, which "…" marks: 为什么…没有. */
  const GAP = 8;
  /** How many other words may stand among the words of a phrase. */
  const NEAR = 2;
  /** The share of two adjacent words beside the single words. */
  const PHRASE = 0.5;
  /** The share of the pieces of an everyday phrase beside the phrase. */
  const WITHIN = 0.4;

  /** Where a text contains a word; not where a pair of characters begins within another word, as 区里 does in 园区里. */
  const occurrences = (text, word, opened) => {
    const found = [];
    const isPair = isHan(word) && word.length === 2;
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
      if (!isPair || !listen(opened).words.has(text.slice(Math.max(0, at - 1), at + 1))) found.push(at);
    }
    return found;
  };

  /**
   * The groups of pieces to search for, {pieces, share, extra}, one piece of each being enough, and the official words
   * among them. An extra group raises the score of the entries that contain it, and no entry needs it.
   */
  const understand = (query, opened) => {
    const { spread, everyday, fillers, stops } = opened;
    const sums = [];
    let rest = spell(readSums(query, sums));
    const groups = sums.map((pieces) => ({ pieces, share: 1 }));
    const asking = [];
    const also = [];
    const known = [];
    /** Records an everyday word that the query contains as `said`. */
    const understood = ({ spelt, others, asks }, share, said) => {
      const there = others.filter((one) => spread(one.spelt));
      (asks ? asking : groups).push({ pieces: [spelt, ...there.map((one) => one.spelt)], share });
      also.push(...there.map((one) => one.word));
      if (!asks) known.push(said);
    };
    for (const one of everyday) {
      const places = occurrences(rest, one.spelt, opened);
      if (!places.length) continue;
      for (const at of places.reverse()) rest = `${rest.slice(0, at)}\n${rest.slice(at + one.spelt.length)}`;
      understood(one, one.asks ? 1 : one.isActivity ? ACTIVITY : NAMED, one.spelt);
    }
    for (const one of everyday) {
      if (!one.gaps?.test(rest)) continue;
      for (const piece of one.spelt.split("\n")) rest = rest.replace(piece, "\n");
      understood(one, 1, "");
    }
    for (const one of everyday.filter(({ apart }) => apart)) {
      const { apart } = one;
      const at = apart.map((word) => rest.indexOf(` ${word} `));
      if (at.includes(-1) || rest.slice(Math.min(...at), Math.max(...at)).split("  ").length > apart.length + NEAR) continue;
      for (const word of apart) rest = rest.replace(` ${word} `, "\n");
      understood(one, one.isActivity ? ACTIVITY / NAMED : 1, apart.map((word) => ` ${word} `).join(""));
    }
    const take = (text, idle, beside = { share: 1 }) => {
      for (const run of text.split(/[\n ]+/)) {
        if (!run || idle.has(run)) continue;
        const pieces = isHan(run) ? cut(run, spread) : [` ${run} `];
        groups.push(...pieces.map((piece) => ({ pieces: [piece], ...beside })));
      }
      for (const [, one, other] of text.matchAll(/ ([^ \n]+) (?= ([^ \n]+) )/g)) {
        if (!idle.has(one) && !idle.has(other)) groups.push({ pieces: [` ${one}  ${other} `], share: PHRASE, extra: true });
      }
    };
    /** A filler of one character stays if it forms a known pair with its neighbour. */
    const drop = (filler, at) => {
      const isPart = filler.length === 1 && [rest.slice(at - 1, at + 1), rest.slice(at, at + 2)].some((one) => one.length === 2 && spread(one) > 1);
      return isPart ? filler : "\n";
    };
    take(rest.replace(fillers, drop), stops);
    known.forEach((words) => take(words, stops, { share: WITHIN, extra: true }));
    const whole = spell(query);
    const things = groups.filter(({ pieces, extra }) => !extra && pieces.some((one) => spread(one)));
    /** The names of what is asked about if it is a single thing, such as "police" in "what do the police do". */
    const alone = new Set(things.length === 1 && known.length === 1 ? things[0].pieces : []);
    groups.push(...asking.map((one) => ({ ...one, share: known.length ? ASKING : 1 })));
    if (!groups.length) take(whole, new Set()); // nothing but idle words
    const means = everyday.find(({ spelt }) => spelt === whole) ?? { others: [] };
    const across = means.others.map((one) => one.spelt).filter((one) => spread(one));
    return { whole, across, answers: means.asks ? across : [], alone, asking: asking.map(({ pieces }) => pieces), groups, also };
  };

  // Ranking

  const LOOSE = 0.25; // what a pair of characters weighs that is no word
  const WITHOUT = 0.1; // how much a piece of an everyday phrase stands for the phrase
  const weigh = (groups, opened) => {
    const { spread, entries } = opened;
    const isWord = (gram) => listen(opened).words.has(gram);
    return groups
      .map(({ pieces, share, extra }) => {
        const there = pieces.filter((piece) => spread(piece));
        const rarity = (...some) =>
          (some.some((one) => !isHan(one) || one.length > 2 || isWord(one)) ? 1 : LOOSE) * Math.log(1 + entries.length / spread(...some));
        return {
          pieces: there,
          holders: there.map(opened.holders),
          weight: there.length && !extra ? share * rarity(...there) : 0,
          rarities: there.map((one) => share * rarity(one)),
        };
      })
      .filter((group) => group.pieces.length);
  };

  const strength = ({ spelt, names, passages, length }, piece) => {
    const inTitle = count(spelt, piece) && 3 + (4 * piece.length) / spelt.length;
    const inNames = names.includes(piece) ? 8 : names.some((name) => name.includes(piece)) ? 3 : 0;
    const inText = passages.reduce(
      (sum, one) => sum + one.part * (count(one.spelt, piece) + 1.5 * count(one.spelt_heading, piece)), 0);
    const often = Math.max(inTitle, inNames) + inText / (0.5 + 0.5 * length);
    return often / (often + 1.1);
  };

  const score = (entry, at, groups) => {
    let sum = 0;
    let covered = 0;
    let all = 0;
    for (const { pieces, holders, weight, rarities } of groups) {
      const best = pieces.reduce((most, piece, n) => (
        holders[n][at] ? Math.max(most, rarities[n] * Math.max(...entry.sides.map((one) => strength(one, piece)))) : most
      ), 0);
      sum += best;
      covered += best ? weight || WITHOUT * rarities[0] : 0;
      all += weight;
    }
    const empty = entry.passages.length ? 1 : 0.6;
    return all ? sum * (covered / all) ** 0.6 * WEIGHTS[entry.kind] * empty : 0;
  };

  /** The entries found for one interpretation of the query. */
  const rank = ({ words, share }, opened) => {
    const { whole, across, answers, alone, asking, groups, also } = understand(words, opened);
    const weighed = weigh(groups, opened);
    const names = new Set([whole, ...answers]);
    const isAlone = ({ kind, sides }, n) =>
      NAMES.has(kind) && sides.some((one) => one.names.some((name) => alone.has(name))) &&
      asking.every((pieces) => pieces.some((one) => opened.holders(one)[n]));
    const verbatim = [whole, ...across].map(opened.speakers);
    return opened.entries.map((entry, n) => {
      const called = entry.names.includes(whole) || isAlone(entry, n) || entry.isItself && entry.sides.some((one) => names.has(one.spelt));
      const exact = !BROAD.has(entry.kind) && verbatim.some((one) => one[n]);
      return { entry, n, also, weighed, tier: called ? 2 : exact ? 1 : 0, score: share * score(entry, n, weighed) };
    });
  };

  /**
   * Ranks every entry that explains a measure below the best of its measures. A match in the entry raises that measure.
   */
  const settle = (found) => {
    const place = new Map(found.map((one, at) => [one.n, at]));
    for (const one of found) {
      const owners = one.entry.owners.map((n) => found[place.get(n)]);
      const best = owners.reduce((most, owner) => (!most || before(owner, most) < 0 ? owner : most), null);
      if (!best || !lives(one) || before(best, one) < 0) continue;
      if (owners.length > FEW && (!one.tier || best.tier < one.tier)) continue;
      Object.assign(best, { tier: one.tier, score: one.score * 1.001, weighed: lives(best) ? best.weighed : one.weighed });
    }
    const most = Math.max(...found.map((one) => one.score));
    const sorted = found.filter((one) => one.tier > 0 || one.score > FAINT * most).sort(before);
    const first = sorted.findIndex(({ entry }) => entry.kind !== "term");
    if (first > 0) sorted.unshift(...sorted.splice(first, 1));
    return sorted;
  };
  const FAINT = 0.04; // what part of the best score an entry must have to be found
  const FEW = 3; // measures that an entry may belong to and still bring along
  const lives = (one) => one.score > 0 || one.tier > 0;
  const before = (one, other) => other.tier - one.tier || other.score - one.score;

  // Snippets

  const weightIn = (spelt, groups) =>
    groups.reduce((sum, { pieces, weight }) => sum + (pieces.some((one) => spelt.includes(one)) ? weight : 0), 0);

  /** The positions of the pieces in the displayed text: [start, end] without overlaps. */
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

  /** The part of a text with the most matches, cut at word boundaries. */
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

  /**
   * An entry as a result. If the query is its name (`called`), the result links to the entry itself and not to a part
   * of it.
   */
  const show = (entry, groups, around, called, isForeign) => {
    const worth = (one) => weightIn(one.spelt, groups) * (isForeign(one.words) ? 0 : 1);
    const best = entry.passages.reduce(
      (one, other) => (worth(other) > worth(one) ? other : one),
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
    const cut = characters.length > LONGEST;
    const opened = open(lang);
    if (!spell(query).trim()) return { also: [], total: 0, results: [], cut };
    const typed = interpret(query, opened, false);
    const strict = /\p{Script=Han}{3}/u.test(query) ? interpret(query, opened, true) : [];
    const further = strict.filter(({ words }) => typed.every((way) => way.words.trim() !== words.trim()));
    const ways = [...typed, ...further.map((way) => ({ ...way, share: way.share * DOUBTFUL }))];
    const lists = ways.map((way) => rank(way, opened));
    const best = lists[0].map((one, n) =>
      lists.reduce((most, list) => (before(list[n], most) < 0 ? list[n] : most), one));
    const found = settle(best);
    /** Whether words are in Chinese for one who asks in English. */
    const isForeign = (words) => lang !== "zh" && !/\p{Script=Han}/u.test(query) && (words.match(/\p{Script=Han}/gu) ?? []).length * 2 > words.length;
    const results = found.slice(0, MOST).map(
      ({ entry, weighed, tier }) => show(entry, weighed, AROUND[lang], tier === 2, isForeign));
    const also = [...ways[0].said, ...(lists[0][0]?.also ?? [])].filter((word) => isHan(word) === (lang === "zh"));
    return { also: [...new Set(also)], total: found.length, results, cut };
  };

  /** Whether the query contains words of the other language, or words that do not occur in this one. */
  const needsOther = (query, lang) => {
    const opened = open(lang);
    return [...fold(query).matchAll(WORD)].some(([word]) =>
      (lang === "zh" ? /[a-z]{2}/.test(word) : isHan(word) || (/^[a-z]{2,}$/.test(word) && !opened.words.has(stem(word)))));
  };

  /** Reads what is loaded, so that the first query need not wait for it. */
  const prepare = (lang) => {
    if (globalThis.Tiaowen.indexes?.[lang]) listen(open(lang));
  };

  globalThis.Tiaowen ??= {};
  Object.assign(globalThis.Tiaowen, { find, needsOther, prepare, unpack });
})();
