"""An encoding whose parts have names, for many questions to one solver.

What a name means is told to the solver once, among what is sane. A question then names what it asks of, and
the solver need not take the same terms apart again: that would take several times as long as to answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kb.verify.encoding import Encoding
from kb.verify.encoding_requirements import Node
from kb.verify.encoding_terms import Tri, Truth, eq, is_false, truth


@dataclass
class _Names:
    """Names given so far, and what each of them means."""

    meaning: list[Truth] = field(default_factory=list)

    def give(self, part: Truth) -> Truth:
        """A name for a part; a part that is settled needs none."""
        if isinstance(part, bool) or is_false(part):
            return part
        name = truth(f"@{len(self.meaning)}")
        self.meaning.append(eq(name, part))
        return name

    def give_node(self, node: Node) -> Node:
        """The same test with names for it and for its parts."""
        parts = tuple(self.give_node(part) for part in node.parts)
        return replace(node, test=Tri(*(self.give(one) for one in node.test)), parts=parts)


def name_parts(encoding: Encoding) -> Encoding:
    """The same encoding with names for its statuses, its tests and whether a limit is exceeded."""
    names = _Names()
    gates = tuple(names.give_node(node) for node in encoding.gates)
    status = {key: names.give(one) for key, one in encoding.status.items()}
    limits = replace(encoding.limits, fails=names.give(encoding.limits.fails))
    return replace(encoding, gates=gates, status=status, limits=limits, sane=(*encoding.sane, *names.meaning))
