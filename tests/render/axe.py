"""The findings of the tool axe on a page as it is displayed now.

Axe spends two thirds of its time on comparing words with their background. Words in the same surroundings
look the same on every page, so :class:`Colours` remembers the surroundings that were compared and skips them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tests.render.chromium import need_axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
"""All rules that a change of colours can violate."""


@dataclass
class Colours:
    """The surroundings in which words were already compared with their background."""

    known: set[str] = field(default_factory=set)

    def mark(self, page: Any) -> bool:
        """Mark the words of a page in new surroundings. Returns whether there are any."""
        new = page.evaluate(MARK, " ".join(self.known)).split()
        self.known.update(new)
        return bool(new)


MARK = """(known) => {
    const had = new Set(known.split(" ")), found = [], chains = new Map();
    const chain = (one) => {
      if (!one) return "";
      if (!chains.has(one)) {
        const s = getComputedStyle(one);
        const own = [
          one.localName, one.getAttribute("class"), s.color, s.fontWeight, s.fontSize, s.textDecorationLine,
          s.backgroundColor, s.backgroundImage, s.opacity, s.filter, s.mixBlendMode, s.position, s.transform,
          s.textShadow, s.fill, s.borderBottomStyle, s.display, s.visibility,
        ].join();
        chains.set(one, shorten(own + chain(one.parentElement)));
      }
      return chains.get(one);
    };
    const shorten = (text) => {
      let [one, other] = [5381, 52711];
      for (let at = 0; at < text.length; at += 1) {
        one = Math.imul(one, 33) ^ text.charCodeAt(at);
        other = Math.imul(other, 31) + text.charCodeAt(at) | 0;
      }
      return (one >>> 0).toString(36) + (other >>> 0).toString(36);
    };
    for (const one of document.querySelectorAll("body *")) {
      one.removeAttribute("data-new");
      const hasWords = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
      if (!hasWords && !one.matches("input, select, textarea, button")) continue;
      const way = `${innerWidth}-${chain(one)}`;
      if (had.has(way)) continue;
      had.add(way);
      found.push(way);
      one.setAttribute("data-new", "");
    }
    return found.join(" ");
}"""
"""Marks each element with words whose chain of surroundings, as drawn at this width, is new."""

OF_ALL = {"color-contrast": "*", "link-in-text-block": "a[href]"}
OF_NEW = {"color-contrast": "[data-new]", "link-in-text-block": "a[href][data-new]"}
"""The elements for the rules on colours: axe's own choice, restricted to the new ones."""


def find_faults(page: Any, rules: list[str] = RULES, colours: Colours | None = None) -> list[str]:
    """The findings of axe on a page as it is displayed now. With ``colours``, words are not compared again in
    surroundings that were checked before.
    """
    page.wait_for_load_state()  # a click only waits until the next page begins
    if colours and not colours.mark(page) and rules == COLOUR_RULES:
        return []
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(read_script())
    selectors = OF_NEW if colours else OF_ALL
    options = {"runOnly": rules, "resultTypes": ["violations"], "preload": False}
    found = page.evaluate(
        """([selectors, options]) => {
          axe.configure({ rules: Object.entries(selectors).map(([id, selector]) => ({ id, selector })) });
          return axe.run(options).then(({ violations }) => violations);
        }""",
        [selectors, options],
    )
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
    ]


@cache
def read_script() -> str:
    """The script of axe. A page that gets it as its first script keeps it at no further cost."""
    script: str = need_axe().Axe().axe_script
    return script


def unfold(page: Any) -> None:
    """Open everything that can be folded."""
    page.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
