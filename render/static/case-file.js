/*
 * Reads case files that a person opens on the page: JSON as the page saves it, and YAML as `tiaowen ask --out` writes
 * it, with common additions by hand. Loaded when a file is opened. The program itself reads more of YAML. What this
 * reader does not understand it rejects with the line; it never guesses. tests/render/calculator/test_case_files.py
 * compares both readers.
 */
(() => {
  "use strict";

  const KEY = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'[\]{},#&*!|>%@`?:-][^\s:#,[\]{}]*)(?=:(?:\s|$))/u;
  const OTHER = /^(?:[&*!|>%@`?:,\]}]|- |-$)/;
  const NUMBER_WITH_EXPONENT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)e[-+]?\d+$|^[-+]?\.(?:inf|nan)$/i;
  const HIDDEN = new RegExp(`(?![\\t\\n])${Tiaowen.UNSEEN.source}|\\p{Cs}`, "u");
  const MOST_DEEP = 8;

  class Unread extends Error {
    constructor(line) {
      super(`line ${line}`);
      this.line = line;
    }
  }

  /** The data of a case file. If the YAML is not understood, the error has the `line`. */
  function readCaseFile(text) {
    const plain = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
    const hidden = HIDDEN.exec(plain);
    if (hidden) throw new Unread(plain.slice(0, hidden.index).split("\n").length);
    if (/^\s*[{[]/.test(plain)) return JSON.parse(plain);
    const lines = plain.split("\n").map((line, n) => ({ text: line, number: n + 1 }))
      .filter((line) => !/^ *(?:#|$)/.test(line.text));
    if (lines[0]?.text.trimEnd() === "---") lines.shift();
    if (!lines.length) throw new Unread(1);
    for (const line of lines) {
      line.indent = line.text.length - line.text.trimStart().length;
      if (line.text.slice(0, line.indent).includes("\t")) throw new Unread(line.number);
      line.text = line.text.slice(line.indent);
    }
    const found = readBlock(lines, lines[0].indent, 1);
    if (lines.length) throw new Unread(lines[0].number);
    return found;
  }

  // ---- Blocks: each line that is read is removed from `lines`

  /** The list or mapping that begins at the first line. */
  function readBlock(lines, indent, deep) {
    if (deep > MOST_DEEP) throw new Unread(lines[0].number);
    return isItem(lines[0]) ? readList(lines, indent, deep) : readMapping(lines, indent, deep);
  }

  const isItem = ({ text }) => /^-(?:\s|$)/.test(text);

  function readList(lines, indent, deep) {
    const found = [];
    while (lines.length && lines[0].indent === indent && isItem(lines[0])) {
      const [line] = lines;
      const rest = line.text.slice(1);
      const inner = rest.trimStart();
      const within = indent + 1 + rest.length - inner.length;
      if (inner && rest.slice(0, rest.length - inner.length).includes("\t")) throw new Unread(line.number);
      if (!inner || inner.startsWith("#")) found.push(readBelow(lines, indent, deep));
      else if (KEY.test(inner) || isItem({ text: inner })) {
        Object.assign(line, { text: inner, indent: within });
        found.push(readBlock(lines, within, deep + 1));
      } else found.push(readLine(lines.shift(), inner, deep));
    }
    return found;
  }

  function readMapping(lines, indent, deep) {
    const found = {};
    while (lines.length && lines[0].indent === indent) {
      const [line] = lines;
      const [written] = KEY.exec(line.text) ?? [];
      if (!written) throw new Unread(line.number);
      const key = /^["']/.test(written) ? unquote(written, line) : written;
      if (!key || Object.hasOwn(found, key)) throw new Unread(line.number);
      const rest = line.text.slice(written.length + 1).trim();
      const value = rest && !rest.startsWith("#") ? readLine(lines.shift(), rest, deep) : readBelow(lines, indent, deep, true);
      Object.defineProperty(found, key, { value, enumerable: true, configurable: true, writable: true });
    }
    return found;
  }

  /**
   * The value below a key or dash that has none on its own line. A list below a key may have the same indentation as
   * the key.
   */
  function readBelow(lines, indent, deep, isKey = false) {
    lines.shift();
    const [next] = lines;
    if (next && (next.indent > indent || (isKey && next.indent === indent && isItem(next)))) return readBlock(lines, next.indent, deep + 1);
    return null;
  }

  // ---- Values on one line

  function readLine(line, text, deep) {
    const rest = { text, line };
    const value = readValue(rest, deep, false);
    if (!/^\s*$|^\s+#/.test(rest.text)) throw new Unread(line.number);
    return value;
  }

  function readValue(rest, deep, isFlow) {
    const { line } = rest;
    const [first] = rest.text;
    if (deep > MOST_DEEP) throw new Unread(line.number);
    if (first === "[") return readFlow(rest, "]", [], (found) => found.push(readValue(rest, deep + 1, true)));
    if (first === "{") {
      return readFlow(rest, "}", {}, (found) => {
        const [written] = KEY.exec(rest.text) ?? [];
        if (!written) throw new Unread(line.number);
        const key = /^["']/.test(written) ? unquote(written, line) : written;
        if (!key || Object.hasOwn(found, key)) throw new Unread(line.number);
        rest.text = rest.text.slice(written.length + 1).trimStart();
        const value = /^[,}]/.test(rest.text) ? null : readValue(rest, deep + 1, true);
        Object.defineProperty(found, key, { value, enumerable: true, configurable: true, writable: true });
      });
    }
    if (first === '"' || first === "'") {
      const [written] = /^"(?:[^"\\]|\\.)*"|^'(?:[^']|'')*'/.exec(rest.text) ?? [];
      if (!written) throw new Unread(line.number);
      rest.text = rest.text.slice(written.length);
      return unquote(written, line);
    }
    if (OTHER.test(rest.text)) throw new Unread(line.number);
    const [written] = (isFlow ? /^(?:(?!\s#)[^,[\]{}])+/ : /^(?:(?!\s#).)+/).exec(rest.text);
    rest.text = rest.text.slice(written.length);
    const plain = written.trim();
    if (/:(?:\s|$)/.test(plain) || NUMBER_WITH_EXPONENT.test(plain)) throw new Unread(line.number);
    return ["~", "null"].includes(plain) ? null : plain;
  }

  /** A list or mapping in brackets; a comma may follow the last element. */
  function readFlow(rest, end, found, readOne) {
    rest.text = rest.text.slice(1).trimStart();
    while (!rest.text.startsWith(end)) {
      if (!rest.text) throw new Unread(rest.line.number);
      readOne(found);
      rest.text = rest.text.trimStart();
      if (rest.text.startsWith(",")) rest.text = rest.text.slice(1).trimStart();
      else if (!rest.text.startsWith(end)) throw new Unread(rest.line.number);
    }
    rest.text = rest.text.slice(1);
    return found;
  }

  function unquote(written, line) {
    if (written.startsWith("'")) return written.slice(1, -1).replace(/''/g, "'");
    try {
      return JSON.parse(written);
    } catch {
      throw new Unread(line.number);
    }
  }

  Tiaowen.readCaseFile = readCaseFile;
})();
