"""Results as JUnit XML for build servers: a suite for each stage, a test case for each result."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from kb.model.policy import Policy
from kb.model.words.errors import Language
from kb.verify.report.result import say_result
from kb.verify.report.stages import Ended, Ending
from kb.verify.sentences import say_law


def write_junit(policy: Policy, ended: Iterable[Ended], lang: Language) -> bytes:
    """The XML, in UTF-8. Troubles are failures; a stage that was not run is a skipped test case."""
    suites = etree.Element("testsuites", name="tiaowen")
    for stage in ended:
        suite = etree.SubElement(
            suites,
            "testsuite",
            name=stage.stage,
            tests=str(max(1, len(stage.results))),
            failures=str(sum(result.is_trouble for result in stage.results)),
            errors="0",
            skipped=str(int(stage.ending in (Ending.MISSING, Ending.NOT_RUN))),
            time=f"{stage.milliseconds // 1000}.{stage.milliseconds % 1000:03d}",
        )
        for result in stage.results:
            where = result.at[0] if result.at else result.law
            case = etree.SubElement(
                suite, "testcase", classname=f"{stage.stage}.{where}", name=say_law(result, lang)
            )
            if result.is_trouble:
                failure = etree.SubElement(case, "failure", message=say_law(result, lang), type=result.law)
                failure.text = "\n".join(say_result(policy, result, lang))
        if stage.ending in (Ending.MISSING, Ending.NOT_RUN):
            case = etree.SubElement(suite, "testcase", classname=stage.stage, name=stage.stage)
            told = "".join(finding.message(lang) for finding in stage.lacking)
            etree.SubElement(case, "skipped", message=told or str(stage.ending))
    written: bytes = etree.tostring(suites, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return written
