/*
 * Near misses: the few facts that would open a refused support. Each set of changes is tested by evaluating the changed
 * case. kb/assess/questions.py is the Python implementation, and the sentences are those of the command line. Loaded when a
 * support is refused.
 */
(() => {
  "use strict";

  const { GROUPS } = Tiaowen.parts;
  const { rules, telling } = Tiaowen;
  const { choice, day, factOf, fill, sum } = telling;
  const MOST_CHANGES = 2;

  const size = (changes) => Object.keys(changes).length;
  const shortest = (all) => all.filter((one) => one)
    .reduce((one, other) => (one && size(one) <= size(other) ? one : other), null);

  /** The changes of facts that make a failed reason hold; null if no change can. */
  function turn({ kind, fact, values: [first, second, third], parts }) {
    switch (kind) {
      case "when":
        return { [fact]: second === "yes" || (second === "no" ? false : second) };
      case "judged":
        return { [fact]: true };
      case "level": case "no-level": case "since":
        return { [fact]: second };
      case "any": case "one-subject":
        return shortest(parts.map((part) => turnAll([part])));
      case "all":
        return turnAll(parts);
      case "validity": case "deadline":
        return { [fact]: first !== undefined && first < second ? second : third };
      default:
        return null;
    }
  }

  function turnAll(reasons) {
    const turned = reasons.filter((one) => one.holds === false).map(turn);
    return turned.every((one) => one) ? Object.assign({}, ...turned) : null;
  }

  /** Whether a change increases what can be granted. A support without a stated sum always counts as an increase. */
  const brings = ({ amount }, { low, high }, before) => amount === null || low > before.low
    || (before.high !== null && (high === null || high > before.high));

  /**
   * The changes that open a refused outcome: `{changes, before, taken, then}`. Null if more changes are needed than a
   * near miss allows, or if the changes add nothing to the `total` without them.
   */
  function findMiss({ claim, support, status, reasons }, data, readings, total) {
    const changes = GROUPS[status] === "refused" && claim !== null ? turnAll(reasons) : null;
    if (!changes || !size(changes) || size(changes) > MOST_CHANGES) return null;
    const other = structuredClone(data);
    const mine = other.claims.find((one) => one.id === claim);
    const { facts } = mine;
    const { facts: before, taken } = Tiaowen.parts.know(Tiaowen.readRules(rules, readings), mine, data.date, data.applicant);
    for (const [fact, value] of Object.entries(changes)) {
      const isApplicant = Tiaowen.factsOf(rules, "applicant").some((one) => one.id === fact);
      (isApplicant ? other.applicant : facts)[fact] = value;
    }
    const { outcomes, combination } = Tiaowen.assess(rules, other, readings);
    const then = outcomes.find((one) => one.claim === claim && one.support === support);
    return GROUPS[then.status] === "refused" || !brings(then, combination.total, total) ? null : { changes, before, taken, then };
  }

  /** A near miss as a sentence. */
  function sayMiss(support, { changes, before, taken, then }) {
    const kind = telling.supportOf.get(support).per;
    const { misses: near } = Tiaowen.noteWords;
    const tell = (fact, value) => (value === undefined ? near.unknown
      : factOf(fact, kind)?.type === "date" ? day(value) : choice(fact, value, kind));
    const told = Object.entries(changes).map(([fact, needed]) =>
      fill(near[taken.has(fact) ? "presumed" : "change"], { fact: telling.fact(fact, kind), needed: tell(fact, needed), now: tell(fact, before[fact]) }));
    const parts = { changes: told.join(near.and), status: telling.say("status", then.status) };
    if (then.amount === null) return fill(near["would-no-sum"], parts);
    const { high } = then.amount;
    return fill(near.would, { ...parts, sum: high === null ? near.any : fill(near.most, { high: sum(high) }) });
  }

  Object.assign(telling, { findMiss, sayMiss });
})();
