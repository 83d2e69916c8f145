/* Sentences about rules on several supports. Loaded after telling.js if a policy has such rules. */
(() => {
  "use strict";

  const { telling } = Tiaowen;
  const { begin, fact, isSum, join, range, say, sum, support, tell } = telling;
  const isEnglish = document.documentElement.lang.startsWith("en");

  /** A sum, or a number with the noun that it counts; English omits the noun. */
  function plain(value) {
    if (typeof value === "bigint") return sum(value);
    return isEnglish ? String(value).replace(/\D+$/, "") : String(value);
  }

  /** The supports that share a limit, and the property that they share it by. */
  function together(values, others) {
    const [keys, [sharer, ...rest]] = [values.slice(0, -others), values.slice(-others)];
    const isAll = keys.length > 1 && keys.length === Tiaowen.rules.supports.length;
    const supports = isAll ? say("together", "all") : join(keys.map(support), "and");
    return [{ supports, sharer: say("sharer", sharer) }, rest];
  }

  function usedUp({ values, holds }) {
    const [parts, [limit]] = together(values, 2);
    return say("joint-used-up", holds === false ? "fails" : "open", { ...parts, limit: range(limit) });
  }

  function full({ values, holds }) {
    const [parts, [number, noun]] = together(values, 3);
    return say("joint-number", holds === false ? "fails" : "open", { ...parts, number, noun });
  }

  function limited({ values, fact: key }, of) {
    const [parts, [limit, before, rest, after]] = together(values, 5);
    const form = limit.high === null ? "open" : rest.low === limit.low && rest.high === limit.high ? "whole" : "holds";
    const ranges = { limit: range(limit), before: range(before), rest: range(rest), after: range(after) };
    return say("joint-rest", form, { ...parts, ...ranges, fact: key && fact(key, of) });
  }

  function budget({ values: [limit, period, left] }) {
    const parts = { limit: plain(limit), period: say("budget", period || "whole") };
    return say("budget", left === undefined ? "holds" : "left", { ...parts, left: left !== undefined && plain(left) });
  }

  const TOLD = { "joint-used-up": usedUp, "joint-number": full, "joint-rest": limited, budget };

  telling.tell = (one, of) => (TOLD[one.kind] ? begin(TOLD[one.kind](one, of)) : tell(one, of));
  telling.isSum = (one) => one.kind === "joint-rest" || isSum(one);
})();
