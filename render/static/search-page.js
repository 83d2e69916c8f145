// The search page: searches while a person types, keeps the query in the address, and shows the results.
"use strict";

(() => {
  const form = document.getElementById("search");
  const field = document.getElementById("query");
  const list = document.getElementById("found");
  const count = document.getElementById("count");
  const elsewhere = document.getElementById("elsewhere");
  const others = [...document.querySelectorAll(".switch")].map((link) => ({ link, href: link.getAttribute("href") }));
  const lang = document.documentElement.lang === "en" ? "en" : "zh";
  const said = form.dataset;
  const title = document.title;
  const TYPING = 150; // ms from the last key until the results change
  const SILENCE = 600; // ms from the last key until screen readers announce the count

  const make = (tag, names, ...inside) => {
    const element = document.createElement(tag);
    if (names) element.className = names;
    element.append(...inside);
    return element;
  };

  /** A text; on an English page its Chinese parts are marked as Chinese. */
  const text = (words) => {
    if (lang === "zh") return [words];
    return words.split(/([\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+)/).filter(Boolean).map((part) => {
      if (!/[\u3400-\u9fff]/.test(part)) return part;
      const span = make("span", "", part);
      span.lang = "zh-Hans";
      return span;
    });
  };

  const shown = (parts) =>
    parts.flatMap(({ words, marked }) => (marked ? [make("mark", "", ...text(words))] : text(words)));

  const item = (result) => {
    const link = make("a", "", ...shown(result.title));
    link.href = result.href;
    const place = [said[result.kind], result.context, result.heading].filter(Boolean);
    const where = make("p", "quiet");
    place.forEach((words, n) => where.append(...(n ? [" › "] : []), ...text(words)));
    const entry = make("li", "", make("h2", "", link), where);
    if (result.snippet.length) entry.append(make("p", "", ...shown(result.snippet)));
    return entry;
  };

  const fill = (sentence, parts) => sentence.replace(/\{(\w+)\}/g, (_, name) => parts[name]);

  const tell = ({ also, total, results, cut }) => {
    const between = lang === "zh" ? "" : " ";
    const sentences = [];
    if (total) sentences.push(fill(total === 1 ? said.one : said.many, { n: total }));
    else sentences.push(said.none);
    if (total > results.length) sentences.push(fill(said.most, { n: results.length }));
    if (also.length) sentences.push(fill(said.also, { words: also.join(lang === "zh" ? "、" : ", ") }));
    if (cut) sentences.push(said.cut);
    return sentences.join(between);
  };

  let announcing = 0;
  const announce = (words, wait) => {
    clearTimeout(announcing);
    announcing = setTimeout(() => count.replaceChildren(...text(words)), wait);
  };

  /** An index, in the page's language or the other: loaded once, when a query first needs it. */
  const loading = {};
  const load = (which) => {
    loading[which] ??= new Promise((done) => {
      const script = make("script");
      script.src = said[which];
      script.onload = script.onerror = () => {
        done();
        setTimeout(() => globalThis.Tiaowen.prepare(lang)); // before the first query, which would wait for it
      };
      document.head.append(script);
    });
    return loading[which];
  };

  let latest = "";
  const ask = async (query, wait = 0) => {
    const asked = query.trim();
    latest = asked;
    if (asked) await load("own");
    if (asked && !globalThis.Tiaowen.indexes?.[lang]) {
      clearTimeout(announcing);
      count.textContent = said.broken;
      elsewhere.hidden = false;
      return;
    }
    if (asked && globalThis.Tiaowen.needsOther(asked, lang)) await load("other");
    if (latest !== asked) return; // the query has changed in the meantime
    const answer = asked ? globalThis.Tiaowen.find(asked, lang) : { total: 0, results: [] };
    list.replaceChildren(...answer.results.map(item));
    elsewhere.hidden = !asked || answer.total > 0;
    announce(asked ? tell(answer) : "", wait);
    document.title = asked ? `${Array.from(asked).slice(0, 40).join("")} – ${title}` : title;
    for (const { link, href } of others) link.href = asked ? `${href}?q=${encodeURIComponent(asked)}` : href;
  };

  /** The query in the address: after ?q=, or after #q= in browsers that drop ?q= for local files. */
  const addressed = () => {
    const behind = new URLSearchParams(location.search).get("q");
    return (location.hash.startsWith("#q=") ? new URLSearchParams(location.hash.slice(1)).get("q") : behind) ?? "";
  };

  const keep = (query, change) => {
    const asked = query.trim();
    if (asked === addressed()) return;
    const address = asked ? `?q=${encodeURIComponent(asked)}` : location.pathname;
    try {
      history[change](null, "", address);
    } catch {
      location.replace(`#q=${encodeURIComponent(asked)}`);
    }
  };

  const restore = () => {
    field.value = addressed();
    ask(field.value);
  };

  let typing = 0;
  const follow = () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      keep(field.value, "replaceState");
      ask(field.value, SILENCE);
    }, TYPING);
  };

  const move = (event) => {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    const inField = document.activeElement === field;
    const steps = { ArrowDown: inField ? 0 : at + 1, ArrowUp: at - 1 };
    if (event.isComposing || (at < 0 && !inField)) return;
    if (event.key in steps && (at >= 0 || event.key === "ArrowDown")) {
      event.preventDefault();
      (links[steps[event.key]] ?? (steps[event.key] < 0 ? field : document.activeElement)).focus();
    } else if (event.key === "Escape" && at >= 0) {
      field.focus();
    }
  };

  form.hidden = false;
  field.addEventListener("focus", () => load("own"));
  field.addEventListener("input", (event) => {
    // Letters typed on the way to a Chinese word are not a query yet.
    if (!event.isComposing) follow();
  });
  field.addEventListener("compositionend", follow);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(typing);
    keep(field.value, "pushState");
    ask(field.value);
  });
  document.addEventListener("keydown", move);
  addEventListener("popstate", restore);
  addEventListener("hashchange", restore);
  restore();
})();
