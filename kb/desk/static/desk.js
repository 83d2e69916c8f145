// Live checks beside the text fields of the desk. Saving works without them.
(() => {
  "use strict";
  const QUICK = 250, PAUSE = 1200;
  const escape = text => text.replace(/[&<>]/g, one => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[one]);
  const make = (name, text, className) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const post = (url, data, signal) => fetch(url, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(data), signal,
  }).then(answer => answer.json());
  // The id of this window, under which the server stores unsaved text. Each opened window has a new one.
  const named = [...crypto.getRandomValues(new Uint8Array(12))].map(one => one.toString(16).padStart(2, "0")).join("");

  document.addEventListener("invalid", ({ target }) => {
    // The question is shown whole, in the middle: the bar with the buttons covers the end of the page.
    const first = [...target.form.elements].find(one => one.willValidate && !one.validity.valid);
    if (first === target) (target.closest("fieldset") ?? target).scrollIntoView({ block: "center" });
    // The browser's own messages are in the language of the browser.
    target.setCustomValidity(
      target.type === "radio" ? "请先选一个，再保存。" : target.type === "checkbox" ? "对照过了，请在这里打勾，再保存。" : target.value ? "这里写的读不懂，请改好。" : "请填写这一栏。",
    );
  }, true);
  document.addEventListener("input", ({ target }) => {
    for (const one of target.form?.querySelectorAll(`[name="${target.name}"]`) ?? []) one.setCustomValidity("");
  }, true);

  // ---- the consequences of typed lines, or of a whole version
  const halt = document.querySelector(".halt");
  let job, shownIn;
  const stages = { cases: "已知情况", covering: "覆盖集里的情况", laws: "规律", registry: "登记库" };
  const ways = { less: "变少", more: "变多", other: "有别的变化" };
  // A case with the change of its total, and the supports that changed. Its facts are folded, as they are long.
  const showCase = one => {
    const item = make("li"), list = make("ul"), about = make("details");
    list.append(...one.outcomes.map(said => make("li", said)));
    about.append(make("summary", "这是什么情况"), make("p", one.about));
    item.append(make("p", one.total || "合计没有变", "total"), list, about);
    return item;
  };
  const showGroup = ({ way, all, cases }) => {
    const group = make("section", "", way), list = make("ul");
    group.append(make("h3", `${all} 个情况${ways[way]}`));
    if (all > cases.length) group.append(make("p", `下面只列前 ${cases.length} 个。`, "hint"));
    list.append(...cases.map(showCase));
    group.append(list);
    return group;
  };
  const follow = (name, place) => fetch(`/jobs/${name}`).then(answer => answer.json()).then(told => {
    if (job !== name || !("done" in told)) return;
    const groups = told.groups.filter(one => one.all);
    const counts = groups.length
      ? `${groups.map(({ way, all }) => `${all} 个情况${ways[way]}`).join("，")}（共 ${told.outcomes.all} 个结果、${told.totals.all} 个合计）`
      : "没有一个结果或者合计有变化";
    const lines = [make("p", told.over
      ? `${told.done} 个已知情况都算过：${counts}。这里只说已知的情况，不是全部可能的情况。`
      : `已算 ${told.done}/${told.cases} 个，正在看${stages[told.stage]}：${counts}……`)];
    for (const trouble of told.troubles) lines.push(make("p", trouble, "error"));
    if (told.leftOut.length) {
      const left = make("details", "", "left-out"), each = make("ul");
      left.open = place.querySelector(".left-out")?.open ?? false;
      left.append(make("summary", `有 ${told.leftOut.length} 个情况没有算：它们说到的，规则里没有。`), each);
      each.append(...told.leftOut.map(([about, why]) => make("li", `${about}：${why.join("")}`)));
      lines.push(left);
    }
    for (const said of [...told.notes, ...told.laws, told.sums]) if (said) lines.push(make("p", said));
    // What a person has scrolled to or unfolded stays while more cases are found.
    const key = JSON.stringify(told.groups);
    if (place.dataset.told !== key) {
      // The list scrolls separately, so that the buttons stay near, and screen readers do not read it out unasked.
      const list = make("div", "", "changes");
      list.tabIndex = 0;
      list.setAttribute("role", "group");
      list.setAttribute("aria-live", "off");
      list.setAttribute("aria-label", "每个有变化的情况");
      list.append(...groups.map(showGroup));
      const open = place.querySelectorAll(".changes details[open]").length, at = place.querySelector(".changes")?.scrollTop ?? 0;
      if (!open || told.over) {
        place.dataset.told = key;
        place.querySelector(".changes")?.remove();
        if (groups.length) place.append(list);
        list.scrollTop = at;
      }
    }
    place.querySelectorAll(":scope > p, :scope > .left-out").forEach(one => one.remove());
    place.prepend(...lines);
    halt.hidden = told.over;
    if (!told.over) setTimeout(() => follow(name, place), 500);
  });
  const stop = () => { if (job) post(`/jobs/${job}/end`, {}); job = undefined; halt.hidden = true; };
  halt?.addEventListener("click", () => { stop(); shownIn.prepend(make("p", "已停下。下面是停下以前看到的。")); });
  const search = (eid, asked, place) => {
    stop();
    shownIn = place;
    delete place.dataset.told;
    place.replaceChildren(make("p", "正在计算……"));
    post(`/parts/${eid}/consequences`, asked).then(told => {
      job = told.job;
      halt.hidden = !job;
      if (job) follow(job, place);
      else place.replaceChildren(make("p", "现在算不出来。"));
    });
  };
  // Whoever reviews or exports sees the consequences of the whole version, as it is stored.
  const compared = document.querySelector(".compared");
  if (compared) {
    const begin = () => search(compared.dataset.eid, { old: compared.dataset.old }, document.querySelector(".compared-effects"));
    compared.hidden = false;
    compared.addEventListener("click", begin);
    if ("atOnce" in compared.dataset) begin();
  }

  // ---- the page of a part
  const form = document.querySelector("#sheet");
  if (!form) return;
  // Whatever the keyboard reaches, or a link jumps to, is shown above the bar, which is as high as its fields need.
  const bar = form.querySelector(".bar");
  new ResizeObserver(() => { document.documentElement.style.scrollPaddingBottom = `${bar.offsetHeight + 16}px`; }).observe(bar);
  const eid = form.dataset.eid, url = `/parts/${eid}`, base = form.elements.base.value, draft = `desk:${url}:${base}`;
  const fields = [...form.querySelectorAll("section[data-field]")].map(section => ({
    name: section.dataset.field, area: section.querySelector("textarea"), mirror: section.querySelector(".mirror"),
    live: section.querySelector(".live"), redline: section.querySelector(".redline"), bad: new Set(),
  }));
  const settle = form.querySelector(".settle"), effects = form.querySelector(".effects");
  const busy = form.querySelector(".busy"), look = form.querySelector(".consequences");
  const typed = () => Object.fromEntries(fields.map(({ name, area }) => [name, area.value]));
  // A page that is shown again because nothing was saved has no state to which a person could go back.
  const opened = "unsaved" in form.dataset ? "" : JSON.stringify(typed());
  form.elements.window.value ||= named;
  let composing = false, quick, whole, asked = 0, control, saving = false;

  const paint = ({ area, mirror, bad }) => {
    mirror.innerHTML = area.value.split("\n").map((line, n) => {
      const marked = escape(line).replace(/\[(?:\\.|[^\]\\])*\]/g, "<mark>$&</mark>");
      return bad.has(n + 1) ? `<span class="bad">${marked}</span>` : marked;
    }).join("\n") + "\n";
    mirror.scrollTop = area.scrollTop;
  };
  const goTo = (area, line) => {
    const lines = area.value.split("\n"), start = lines.slice(0, line - 1).join("\n").length + (line > 1);
    area.focus();
    area.setSelectionRange(start, start + (lines[line - 1] || "").length);
  };
  // The field that a finding belongs to; a finding that belongs to neither is shown under the first.
  const fieldOf = one => fields.find(({ name }) => name === (one.file === `${eid}.rules.txt` ? "rules" : "text")) ?? fields[0];
  const showFindings = (field, told) => {
    const list = make("ul", "", "findings");
    field.bad = new Set();
    for (const one of told.findings.filter(one => fieldOf(one) === field)) {
      const item = make("li", "", one.severity);
      if (one.line) {
        field.bad.add(one.line);
        const link = make("a", `${field.name === "rules" ? "规则行" : "条文"}第 ${one.line} 行`);
        link.href = "#";
        link.addEventListener("click", event => { event.preventDefault(); goTo(field.area, one.line); });
        item.append(link, " ");
      }
      if (one.page) item.append(Object.assign(make("a", one.title), { href: `/parts/${one.page}`, target: "_blank" }), " ");
      else if (one.title) item.append(`${one.title}（保存以后打开它来改）：`);
      item.append(`${one.message} `, make("span", one.remedy, "remedy"));
      list.append(item);
    }
    const nothing = told.readable && told.changed && !told.findings.length && field === fields[0];
    field.live.replaceChildren(list.children.length ? list : make("p", nothing ? (told.questions.includes("drop") && !answers().drop ? "请先在下面选好怎么办，再检查全文。" : told.whole ? "没有新的问题。" : "都读得懂。") : ""));
    // A review that follows a save is no fault of what is typed.
    if (told.toReview.length && field === fields[0]) field.live.append(make("p", `保存以后，请另一个人复核：${told.toReview.join("、")}。`));
    paint(field);
  };
  const showRedline = (field, told) => {
    const lines = told.redline[field.name].map(pieces => {
      const line = make("p");
      for (const [change, text] of pieces) {
        line.append(change === "same" ? text : make(change === "gone" ? "del" : "ins", text));
      }
      return line;
    });
    if (field === fields[0]) {
      for (const [concept, before, after] of told.figures) {
        lines.push(make("p", `${concept}：${before || "（无）"} → ${after || "（删去）"}`, "figures"));
      }
      if (told.moves.length) lines.push(make("p", `编号变了：${told.moves.join("、")}。规则、读法、事实和白话里引用它们的地方，保存时都跟着改。`));
      if (told.supports.length) lines.push(make("p", `涉及的支持：${told.supports.join("、")}`));
      if (told.readings.length) lines.push(make("p", `涉及的读法：${told.readings.join("、")}`));
    }
    field.redline.replaceChildren(...lines);
  };
  // The consequences of the new text are listed, and none of them is confirmed before a person says so.
  const showCarried = told => {
    // An answer holds for the quotations about which it was given, of which some may be settled by now.
    const known = new Set(form.elements.settled.value.split(" "));
    if (told.questions.length && !told.key.split(" ").every(one => known.has(one))) {
      for (const radio of settle.querySelectorAll("[type=radio]")) radio.checked = false;
      form.elements.settled.value = told.key;
    }
    const lists = told.carried.flatMap(([heading, lines]) => {
      const list = make("ul");
      list.append(...lines.map(line => {
        const item = make("li");
        // A page that must be edited too is shown as a link.
        line.split(/(（[^（）]+）|[^、（）]+)(?=的)/).forEach((piece, n) => {
          const page = n % 2 && told.pages[piece];
          item.append(page ? Object.assign(make("a", piece), { href: `/parts/${page}`, target: "_blank" }) : piece);
        });
        return item;
      }));
      return [make("p", heading, "heading"), list];
    });
    settle.hidden = !lists.length;
    settle.querySelector(".carried").replaceChildren(...lists);
    for (const one of settle.querySelectorAll("[data-question]")) {
      one.hidden = one.disabled = !told.questions.includes(one.dataset.question);
    }
  };
  const show = told => {
    for (const field of fields) {
      showFindings(field, told);
      showRedline(field, told);
    }
    if (told.readable) showCarried(told);
    if (look) look.hidden = !told.readable || !told.changed;
  };
  const answers = () => Object.fromEntries(["settled", "reword", "drop", "count"].map(name => [name, form.elements[name]?.value ?? ""]));
  const ask = isWhole => {
    const number = ++asked;
    control?.abort();
    control = new AbortController();
    post(`${url}/try`, {
      ...typed(), ...answers(), whole: isWhole, window: form.elements.window.value, base: form.elements.base.value, who: form.elements.who?.value ?? "",
    }, control.signal)
      .then(told => {
        if (number !== asked) return;
        if (told.findings) show({ ...told, whole: isWhole });
        busy.hidden = isWhole;
      })
      .catch(problem => { if (problem.name === "AbortError") return; busy.hidden = true; fields[0].live.textContent = "检查中断了；您的文字都在。"; });
  };
  const later = () => {
    clearTimeout(quick);
    clearTimeout(whole);
    quick = setTimeout(() => ask(false), QUICK);
    whole = setTimeout(() => ask(true), PAUSE);
    busy.hidden = false;
  };
  look?.addEventListener("click", () => search(eid, { ...typed(), ...answers() }, effects));
  const set = lines => {
    for (const field of fields) {
      field.area.value = lines[field.name] ?? field.area.value;
      paint(field);
    }
    later();
  };
  for (const field of fields) {
    const { area, mirror } = field;
    area.addEventListener("compositionstart", () => { composing = true; });
    area.addEventListener("compositionend", () => { composing = false; later(); });
    area.addEventListener("scroll", () => { mirror.scrollTop = area.scrollTop; });
    area.addEventListener("input", () => {
      field.bad = new Set();
      paint(field);
      try { localStorage.setItem(draft, JSON.stringify(typed())); } catch { /* a browser that keeps nothing */ }
      if (!composing) later();
    });
    paint(field);
  }
  settle.addEventListener("change", later);
  // Whoever edits at this browser need not type their name again, and nor need whoever comments. A reviewer is
  // somebody else, whose name is never remembered.
  for (const input of document.querySelectorAll("[name=who]:not([data-role=reviewer])")) {
    const kept = `desk:who:${input.dataset.role}`;
    try { input.value ||= localStorage.getItem(kept) ?? ""; } catch { /* nothing kept */ }
    input.addEventListener("change", () => { try { localStorage.setItem(kept, input.value); } catch { /* nothing kept */ } });
  }
  form.addEventListener("submit", () => {
    saving = true;
    clearTimeout(quick);
    clearTimeout(whole);
    control?.abort();
  });
  window.addEventListener("beforeunload", event => {
    if (JSON.stringify(typed()) !== opened && !saving) event.preventDefault();
  });
  // What was saved, undone or given up is nothing to restore.
  if (["saved", "dropped"].some(one => new URLSearchParams(location.search).has(one))) {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(`desk:${url}:`)) localStorage.removeItem(key);
    } catch { /* nothing kept */ }
  }
  const isStored = lines => [...document.querySelectorAll("div.draft")].some(one =>
    [...one.querySelectorAll("pre")].every(pre => pre.textContent.trim() === lines[pre.dataset.field]?.trim()));
  const kept = (() => { try { return localStorage.getItem(draft); } catch { return null; } })();
  if (kept && kept !== JSON.stringify(typed()) && !("unsaved" in form.dataset) && !isStored(JSON.parse(kept))) {
    const restore = make("button", "找回上次没有保存的文字");
    restore.type = "button";
    restore.addEventListener("click", () => { set(JSON.parse(kept)); restore.remove(); });
    form.before(restore);
  }
  for (const one of document.querySelectorAll("div.draft")) {
    const take = one.querySelector(".take");
    take.hidden = false;
    take.addEventListener("click", () => {
      // What was typed before a later save must not replace that save unseen.
      form.elements.base.value = one.dataset.base;
      form.elements.taken.value += ` ${one.querySelector("[name=draft]").value}`;
      set(Object.fromEntries([...one.querySelectorAll("pre")].map(pre => [pre.dataset.field, pre.textContent])));
      one.remove();
    });
  }
})();
