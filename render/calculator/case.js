/*
 * Reads a case file and converts its values for evaluation: money to fen (BigInt), days to ISO text, counts to numbers,
 * yes and no to booleans. A fact that is not stated has no property: it is unknown, which is neither false nor zero.
 * Invalid input never throws. A value that cannot be read becomes a fault with a code of kb/model/words/messages.toml.
 */
(() => {
  "use strict";

  const SCALES = { 亿: 10n ** 8n, 万: 10n ** 4n, 千: 1000n, 百: 100n, 十: 10n };
  const MOST_FEN = 10n ** 14n;
  const MOST_COUNT = 1000000;
  const MOST_NAME = 200;
  const FIRST_YEAR = 2000;
  const LAST_YEAR = 2100;
  const PARTS = ["date", "applicant", "claims", "ledger"];
  const YES_NO = { yes: true, true: true, 是: true, no: false, false: false, 否: false };
  // Invisible characters: the same as UNSEEN in kb/model/words/names.py.
  const UNSEEN = /[\p{Cc}\p{DI}\u2028-\u202e\ufff9-\ufffb\ufffe\uffff]/u;
  const DROPPED = new RegExp(`[\\s\\u2800]|${UNSEEN.source}`, "gu");
  const SUM = /^(?:(0|[1-9]\d*)(?:\.(\d+))?([百千万亿][零十百千万亿\d]*|十[万亿])?|([零十百千万亿一二两三四五六七八九]+))元?$/;

  const value = (found) => ({ value: found });
  const fault = (code) => ({ code });
  const own = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);

  /** The value of a Chinese numeral, by the same rules as kb/model/numbers/numerals.py; `null` if it is malformed. */
  function worth(text, marks = "亿万千百十") {
    const mark = [...marks].find((one) => text.includes(one));
    if (!mark) {
      const digit = "零一二三四五六七八九".indexOf(text === "两" ? "二" : text);
      return /^(?:0|[1-9]\d*)$/.test(text) ? BigInt(text) : text.length === 1 && digit >= 0 ? BigInt(digit) : null;
    }
    const scale = SCALES[mark];
    const [before, after] = [text.slice(0, text.indexOf(mark)), text.slice(text.indexOf(mark) + 1)];
    const lower = marks.slice(marks.indexOf(mark) + 1);
    const count = mark === "十" && !before ? 1n : worth(before, scale > 1000n ? lower : "");
    if (count === null || (mark === "十" && before === "两")) return null;
    if (!after) return count * scale;
    const bare = after.replace(/^零/, "");
    const rest = worth(bare, lower);
    if (!count || !rest || rest >= scale || bare === "两") return null;
    const [small, large] = [rest < scale / 10n, mark === "亿"];
    return (bare === after ? !small || (large && bare.includes("万")) : small || large) ? count * scale + rest : null;
  }

  /** A sum as people type it (`5000万`, `1.2亿元`, `33,333,333.34`, full-width digits) → `{value: fen}` or `{code}`. */
  function readMoney(raw) {
    const isDigit = (character) => /^\d$/.test(character);
    const text = String(raw)
      .normalize("NFKC")
      .trim()
      .replace(/^(?:人民币|RMB|CNY|¥)|(?:人民币|RMB|CNY)$/gi, "")
      .replace(/元整$/, "元")
      .replace(/(\d)[,_' ](?=\d{3}(?!\d))/g, "$1")
      .replace(/\s+/g, (blank, at, all) => (isDigit(all[at - 1]) && isDigit(all[at + blank.length]) ? blank : ""));
    const plain = text.replace(/^-/, "").replace(/(\d)w(?=元?$)/i, "$1万");
    const [, whole = "", decimals = "", tail = "", chinese] = SUM.exec(plain) ?? [];
    if (whole.length + decimals.length > 40) return fault("case-money-large");
    const found = decimals && /\d/.test(tail) ? null : worth(chinese ?? (whole && BigInt(whole + decimals) + tail));
    if (found === null) return fault("case-money-form");
    if (text.startsWith("-")) return fault("case-money-negative");
    const product = found * 100n;
    const unit = 10n ** BigInt(decimals.length);
    if (product % unit) return fault("case-money-fine");
    return product / unit > MOST_FEN ? fault("case-money-large") : value(product / unit);
  }

  /** A day (`2026-03-01`, `2026/3/1`, `2026年3月1日`, `20260301`) → `{value: "2026-03-01"}` or `{code}`. */
  function readDate(raw) {
    const text = String(raw).normalize("NFKC").trim();
    const parts = /^(\d{4})[-年./ ](\d{1,2})[-月./ ](\d{1,2})日?$|^(\d{4})(\d{2})(\d{2})$/.exec(text);
    if (!parts) return fault("case-date-form");
    const [year, month, day] = parts.slice(1).filter((part) => part !== undefined).map(Number);
    if (month < 1 || month > 12) return fault("case-date-form");
    if (year < FIRST_YEAR || year > LAST_YEAR) return fault("case-date-range");
    const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
    if (day < 1 || day > days) return fault("case-date-calendar");
    const two = (number) => String(number).padStart(2, "0");
    return value(`${year}-${two(month)}-${two(day)}`);
  }

  function readYesNo(raw) {
    const found = own(YES_NO, String(raw).trim());
    return found === undefined ? fault("case-yes-no") : value(found);
  }

  function readChoice(raw, known) {
    const text = String(raw).trim();
    return known.includes(text) ? value(text) : fault("case-choice-unknown");
  }

  /**
   * A list states every choice: a choice that is not listed is false. A mapping states only the choices that it names.
   */
  function readChoices(raw, known) {
    const stated = {};
    if (Array.isArray(raw)) {
      if (raw.some((one) => !known.includes(one))) return fault("case-choice-unknown");
      if (new Set(raw).size < raw.length) return fault("case-choice-twice");
      for (const key of known) stated[key] = raw.includes(key);
      return value(stated);
    }
    if (raw === null || typeof raw !== "object") return fault("case-choices-form");
    for (const [key, said] of Object.entries(raw)) {
      if (!known.includes(key)) return fault("case-choice-unknown");
      if (isBlank(said)) continue;
      const found = readYesNo(said);
      if (found.code) return found;
      stated[key] = found.value;
    }
    return value(stated);
  }

  function readCount(raw) {
    const text = String(raw).normalize("NFKC").trim();
    if (!/^(?:0|[1-9]\d*)$/.test(text)) return fault("case-count-form");
    return Number(text) > MOST_COUNT ? fault("case-count-range") : value(Number(text));
  }

  function readName(raw) {
    const text = String(raw).trim();
    return text && !UNSEEN.test(text) && [...text].length <= MOST_NAME ? value(text) : fault("case-name-form");
  }

  /** The normal form shared by all spellings of a name, as in kb/model/words/names.py. */
  const foldName = (name) => name.normalize("NFKC").toLowerCase().toUpperCase().toLowerCase()
    .replace(/ς/g, "σ").replace(DROPPED, "").normalize("NFKC");

  const isBlank = (raw) => raw === undefined || raw === null || (typeof raw === "string" && !raw.trim());

  /** The value of a declared fact for a claim of `kind`: `{value}` or `{code}`. */
  function readFact(rules, fact, kind, raw) {
    const known = () => choicesOf(rules, fact, kind).map(([id]) => id);
    if (fact.type === "choices") return readChoices(raw, known());
    if (typeof raw === "object") return fault("case-scalar-wanted");
    switch (fact.type) {
      case "yes-no":
        return readYesNo(raw);
      case "choice":
        return readChoice(raw, known());
      case "money":
        return readMoney(raw);
      case "date":
        return readDate(raw);
      case "count":
        return readCount(raw);
      default:
        return fact.unit ? Tiaowen.readMeasure(raw, fact) : readName(raw);
    }
  }

  /**
   * The facts declared for `applicant`, for `grant`, or for a kind of claim together with those of every claim, in
   * order.
   */
  function factsOf(rules, kind) {
    const every = ["applicant", "grant"].includes(kind) ? [kind] : [kind, "claim"];
    return rules.facts.filter((fact) => fact.of.some((of) => every.includes(of)));
  }

  /** The choices of a fact: rows of an id and its names in the languages of the rules. */
  function choicesOf(rules, fact, kind) {
    if (fact.from === "supports") return rules.supports.map((support) => [support.id, ...support.name]);
    if (fact.from === "agencies") return Object.entries(rules.agencies).map(([id, name]) => [id, ...name]);
    if (fact.from !== "subjects") return fact.choices ?? [];
    const subjects = rules.supports.filter((one) => one.per === kind).flatMap((one) => one.for ?? []);
    return [...new Set(subjects.map((subject) => subject.id))].map((id) => [id, ...rules.names[id]]);
  }

  /**
   * A case from a file or form → `{case, faults}`. `case` has `date`, `applicant`, `claims` and `ledger`; the last two
   * are undefined if they are not stated. A fault has the `path` of the value that cannot be read, its `code` and the
   * text that was written; the fact is then omitted. Blank values count as not stated.
   */
  function readCase(rules, data) {
    const faults = [];
    const tell = (path, code, raw) => void faults.push({ path, code, raw });

    function readFacts(written, kind, path, besides = []) {
      const facts = {};
      const declared = new Map(factsOf(rules, kind).map((fact) => [fact.id, fact]));
      for (const [key, raw] of Object.entries(written ?? {})) {
        if (besides.includes(key) || isBlank(raw)) continue;
        const fact = declared.get(key);
        const found = fact ? readFact(rules, fact, kind, raw) : fault("case-fact-unknown");
        if (found.code) tell(path ? `${path}.${key}` : key, found.code, raw);
        else facts[key] = found.value;
      }
      return facts;
    }

    function readClaim(written, n, every) {
      const path = `claims[${n}]`;
      const [id, kind] = [readName(written.id ?? ""), readChoice(written.kind ?? "", Object.keys(rules.kinds))];
      if (id.code) tell(`${path}.id`, id.code, written.id);
      else if (every.findIndex((one) => foldName(String(one.id)) === foldName(id.value)) < n) tell(`${path}.id`, "case-claim-twice", id.value);
      if (id.value === "applicant") tell(`${path}.id`, "case-name-reserved", id.value);
      if (kind.code) tell(`${path}.kind`, kind.code, written.kind);
      if (id.code || kind.code || id.value === "applicant") return [];
      return [{ id: id.value, kind: kind.value, facts: readFacts(written, kind.value, path, ["id", "kind"]) }];
    }

    for (const key of Object.keys(data)) if (!PARTS.includes(key)) tell(key, "case-fact-unknown", data[key]);
    const date = readDate(data.date ?? "");
    if (date.code) tell("date", isBlank(data.date) ? "case-key-missing" : date.code, data.date);
    const applicant = readFacts(data.applicant, "applicant", "applicant");
    const claims = data.claims?.flatMap(readClaim);
    const ledger = data.ledger?.map((written, n) => readFacts(written, "grant", `ledger[${n}]`));
    return { case: { date: date.value, applicant, claims, ledger }, faults };
  }

  globalThis.Tiaowen = Object.assign(globalThis.Tiaowen ?? {}, {
    UNSEEN, foldName, readMoney, readDate, readFact, readCase, factsOf, choicesOf,
  });
})();
