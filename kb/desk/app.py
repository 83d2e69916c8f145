"""The pages of the desk, rendered on the server. Saving works without scripts; they only add live checks."""

from __future__ import annotations

import json
import secrets
import socket
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import parse_qs, quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from kb.checks import has_errors
from kb.desk import guard, library, reviewing, work
from kb.desk.apart import work_apart
from kb.desk.drafts import Draft, drop_draft, find_drafts, keep_draft
from kb.desk.journal import read_entries
from kb.desk.problems import find_elsewhere, find_problems, find_unread_cases, locate, place_on
from kb.desk.telling import Told, tell
from kb.desk.work import Answers, Lines, Opened, Saved, Tried
from kb.desk.workers import Workers
from kb.importing.reading import clean
from kb.loading import find_folders, load_text
from kb.loading.rulelines import REGISTRY
from kb.model.document import name_place
from kb.model.values import Interval
from kb.model.words.errors import Finding, PolicyError
from kb.screen.comparison import Difference
from kb.verify.consequences import Known, Progress, Task
from kb.verify.effects import Affected, Effect, group_effects
from kb.verify.invariants.trial import say_sum
from kb.versions.part import WHOLE
from kb.versions.showing import Shown
from kb.versions.word import Form

MOST_SHOWN = 100
"""The greatest number of listed cases that lose, that gain, and that change otherwise; all are counted."""

MOST_FINDINGS = 100
"""The greatest number of findings about typed lines that are shown."""

MOST_FIELDS = 16
"""The greatest number of fields in a form."""

MOST_ROWS = 2000
"""The greatest number of fields in the form for the remarks of a table of changes."""

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PERSON: ContextVar[str] = ContextVar("person", default="")
"""The person whose key came with the current request; empty on a desk for one person."""

_VERSIONS = "/versions"
"""The page of the versions, with the forms that change the draft."""

_STATIC = {"desk.css": "text/css", "desk.js": "text/javascript"}
Handler = Callable[[Request], Awaitable[Response]]


@dataclass
class Desk:
    """The application for one policy folder. ``guard`` comes before it and checks the key.

    ``known`` are cases in which consequences are looked for, in addition to the casebook. Where the desk is
    ``shared`` under an address of its own, ``people`` are those who have keys.
    """

    folder: Path
    known: Known = field(default_factory=Known)
    people: tuple[str, ...] = ("",)
    shared: str = ""
    is_secure: bool = False
    door: guard.Guard = field(init=False)
    workers: Workers = field(default_factory=Workers)
    templates: Environment = field(init=False)

    def __post_init__(self) -> None:
        self.templates = Environment(
            loader=PackageLoader("kb.desk"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    def behind(self, port: int) -> guard.Guard:
        """The application behind its guard, for a port of this machine."""
        routes = [
            Route(guard.ENTER, self.enter),
            Route("/", self._page(self.index)),
            Route("/parts/{eid}", self._page(self.part)),
            Route("/parts/{eid}/review", self._page(self.review), methods=["POST"]),
            Route("/parts/{eid}/hand-over", self._page(self.hand_over), methods=["POST"]),
            Route("/parts/{eid}/comment", self._page(self.comment), methods=["POST"]),
            Route("/parts/{eid}/settle", self._page(self.settle), methods=["POST"]),
            Route("/parts/{eid}/undo", self._page(self.undo), methods=["POST"]),
            Route("/parts/{eid}/save", self._page(self.save), methods=["POST"]),
            Route("/parts/{eid}/drop", self._page(self.drop), methods=["POST"]),
            Route("/parts/{eid}/try", self._page(self.try_lines), methods=["POST"]),
            Route("/parts/{eid}/consequences", self._page(self.begin), methods=["POST"]),
            Route("/reviews/{saved}", self._page(self.reviews)),
            Route("/reviews/{saved}", self._page(self.review_all), methods=["POST"]),
            Route("/jobs/{job}", self._page(self.progress)),
            Route("/jobs/{job}/end", self._page(self.end), methods=["POST"]),
            Route("/journal", self._page(self.journal)),
            Route(_VERSIONS, self._page(self.versions)),
            Route(f"{_VERSIONS}/delete", self._page(self.delete_draft), methods=["POST"]),
            Route(f"{_VERSIONS}/move", self._page(self.move_draft), methods=["POST"]),
            Route(f"{_VERSIONS}/consequences", self._page(self.consequences)),
            Route(guard.PUBLISH, self._page(self.publish), methods=["POST"]),
            Route("/compare", self._page(self.compare)),
            Route("/export", self._page(self.export)),
            Route("/export/table", self._page(self.export_table), methods=["POST"]),
            Route("/cases", self._page(self.cases)),
            Route(guard.UPLOAD, self._page(self.upload)),
            Route(guard.UPLOAD, self._page(self.uploaded), methods=["POST"]),
            Route("/static/{name}", self.static),
        ]
        app = Starlette(routes=routes)
        self.door = guard.Guard(app, port, self.people, self.shared, self.is_secure)
        return self.door

    # ---- pages

    async def enter(self, request: Request) -> Response:
        """Accept the key from the address once, and store it in a cookie that no script and no other site can
        read.
        """
        given = request.query_params.get("key", "")
        if not self.door.is_key(given):
            return self._render("problem", 401, title="进不来", findings=(), words=_WORDS["key"])
        response = RedirectResponse("/", 303)
        response.set_cookie(
            guard.COOKIE, given, httponly=True, samesite="strict", path="/", secure=self.is_secure
        )
        return response

    async def index(self, _: Request) -> Response:
        """All parts of the newest version."""
        folders, document, _registry = await run_in_threadpool(load_text, self.folder, newest=True)
        parts = await run_in_threadpool(work.list_parts, self.folder)
        problems = await run_in_threadpool(find_problems, self.folder)
        words = {"parts": parts, "pages": work.TITLES, "version": folders.chosen, "states": STATES}
        words["waiting"] = [one for one in parts if one.is_to_review]
        drafts = await run_in_threadpool(find_drafts, folders.version.parent)
        titles = {one.eid: one.title for one in parts} | work.TITLES
        words["drafts"] = [(titles[one.eid], one) for one in drafts if one.eid in titles]
        words["elsewhere"] = await run_in_threadpool(lambda: list(find_elsewhere(self.folder)))
        found = [(work.title_of(document, one.page), one) for one in problems if not one.is_to_reread]
        pages = Counter(one.page for one in problems if one.is_to_reread)
        words["rereads"] = [(eid, work.title_of(document, eid), count) for eid, count in pages.items()]
        words["unread"] = await run_in_threadpool(find_unread_cases, self.folder)
        return self._render("index", title=document.title, problems=found, **words)

    async def part(self, request: Request) -> Response:
        """A page to edit: the lines of a text and its rule lines."""
        opened = await self._opened(request)
        if opened is None:
            return self._missing()
        asked = request.query_params
        done = next((_DONE[word] for word in (asked.get("saved"), *asked) if word in _DONE), "")
        if asked.get("saved") == "undo" and await run_in_threadpool(library.is_draft_empty, opened.folders):
            done += "这个草案和上一版已经没有不同；不要它了，打开“版本和导出”删去。"
        others = _others(opened) if asked.get("saved") in ("written", "undo") else ()
        return await run_in_threadpool(self._show_part, opened, done=done, others=others)

    async def save(self, request: Request) -> Response:
        """Save a posted form. Lines that are not saved are shown again, with what is stored now."""
        opened, form = await self._opened(request), await _form(request)
        if opened is None:
            return self._missing()
        if not self.door.is_token(f"{opened.eid}/save", form.get("token")):
            return self._render("problem", 403, title="没有保存", findings=(), words=_WORDS["token"])
        lines, base = _lines(form), form.get("over") or form.get("base", "")
        try:
            day = date.fromisoformat(form["day"]) if form.get("day") else None
        except ValueError:
            day = None
        saved = await run_in_threadpool(
            work.save,
            self.folder,
            opened.eid,
            lines,
            base,
            who=self._who(request, form),
            why=_words(form, "why", 2000),
            moment=datetime.now().astimezone(),
            day=day,
            answers=_answers(form),
            correct=form.get("scope") == "correct",
        )
        if saved.status in ("written", "unchanged"):
            work_folder = opened.folders.version.parent
            for window in _windows(form):
                await run_in_threadpool(drop_draft, work_folder, window, opened.eid)
            await run_in_threadpool(_drop_saved, work_folder, opened.eid, lines)
            return RedirectResponse(f"/parts/{opened.eid}?saved={saved.status}", 303)
        again = await self._opened(request)
        assert again is not None
        status = 409 if saved.status == "overtaken" else 422
        lines, base = lines.rebased(base, again.lines)
        return await run_in_threadpool(
            self._show_part, again, status, typed=lines, base=base, saved=saved, form=form
        )

    async def review(self, request: Request) -> Response:
        """Record the review of a part without errors by a person other than the last to save it."""

        def act(opened: Opened, form: dict[str, str], who: str, moment: datetime) -> Saved:
            faults = [one.finding for one in place_on(opened, find_problems(self.folder))]
            if has_errors(faults):
                return Saved("faulty", tuple(faults))
            return work.review(self.folder, opened.eid, form.get("seen", ""), who=who, moment=moment)

        return await self._step(request, "review", act)

    async def reviews(self, request: Request) -> Response:
        """The parts that one save has changed and that await a review, with every change."""
        return await self._show_reviews(request, done=request.query_params.get("reviewed", "")[:4])

    async def _show_reviews(self, request: Request, status: int = 200, **said: str) -> Response:
        saved = request.path_params["saved"]
        shared = await run_in_threadpool(reviewing.find_shared, self.folder, saved)
        ready = [one.opened for one in shared if one.is_ready]
        words = {
            "saved": saved,
            "shared": shared,
            "ready": ready,
            "token": self.door.token(f"reviews/{saved}"),
        }
        words |= {"done": "", "notice": ""} | said
        return self._render("reviews", status, title="一次保存改到的各条", **words)

    async def review_all(self, request: Request) -> Response:
        """Record the review of all parts that one save has changed, as they were seen."""
        saved, form = request.path_params["saved"], await _form(request)
        if not self.door.is_token(f"reviews/{saved}", form.get("token")):
            return self._render("problem", 403, title="没有记下", findings=(), words=_WORDS["token"])
        told = (one.partition(":") for one in form.get("seen", "").split())
        seen = {eid: text for eid, _, text in told}
        who, moment = self._who(request, form), datetime.now().astimezone()
        status = await run_in_threadpool(
            lambda: reviewing.review_shared(self.folder, saved, seen, who=who, moment=moment)
        )
        if status == "reviewed":
            return RedirectResponse(f"/reviews/{quote(saved)}?reviewed={len(seen)}", 303)
        notice = _WORDS["moved" if status == "overtaken" else status]
        return await self._show_reviews(request, 409, notice=notice)

    async def hand_over(self, request: Request) -> Response:
        """Submit a part for review, or return it to its editor."""

        def act(opened: Opened, form: dict[str, str], who: str, moment: datetime) -> Saved:
            way: Literal["proposed", "returned"] = "returned" if form.get("act") == "returned" else "proposed"
            seen, why = form.get("seen", ""), _words(form, "why", 2000)
            return work.hand_over(self.folder, opened.eid, way, seen, who=who, why=why, moment=moment)

        return await self._step(request, "hand-over", act)

    async def comment(self, request: Request) -> Response:
        """Add a comment to a provision."""

        def act(opened: Opened, form: dict[str, str], who: str, moment: datetime) -> Saved:
            at, why = form.get("at", ""), _words(form, "why", 2000)
            return work.comment(self.folder, opened.eid, at, who=who, why=why, moment=moment)

        return await self._step(request, "comment", act)

    async def settle(self, request: Request) -> Response:
        """Settle a comment."""

        def act(opened: Opened, form: dict[str, str], who: str, moment: datetime) -> Saved:
            return work.settle(self.folder, opened.eid, form.get("about", ""), who=who, moment=moment)

        return await self._step(request, "settle", act)

    async def drop(self, request: Request) -> Response:
        """Delete the unsaved lines of a window, which nobody wants any more."""
        opened, form = await self._opened(request), await _form(request)
        if opened is None:
            return self._missing()
        if not self.door.is_token(f"{opened.eid}/drop", form.get("token")):
            return self._render("problem", 403, title="没有删去", findings=(), words=_WORDS["token"])
        work_folder = opened.folders.version.parent
        await run_in_threadpool(drop_draft, work_folder, form.get("draft", ""), opened.eid)
        return RedirectResponse(f"/parts/{opened.eid}?dropped=1", 303)

    async def undo(self, request: Request) -> Response:
        """Undo the last save by another save."""

        def act(opened: Opened, form: dict[str, str], who: str, moment: datetime) -> Saved:
            return work.undo(self.folder, opened.eid, form.get("saved", ""), who=who, moment=moment)

        return await self._step(request, "undo", act)

    async def _step(
        self, request: Request, name: str, act: Callable[[Opened, dict[str, str], str, datetime], Saved]
    ) -> Response:
        """Do what a small form of a part requests, and show the part again."""
        opened, form = await self._opened(request), await _form(request)
        if opened is None:
            return self._missing()
        if not self.door.is_token(f"{opened.eid}/{name}", form.get("token")):
            return self._render("problem", 403, title="没有记下", findings=(), words=_WORDS["token"])
        who = self._who(request, form)
        saved = await run_in_threadpool(act, opened, form, who, datetime.now().astimezone())
        if saved.status in ("reviewed", "noted", "written", "unchanged"):
            if name == "undo":
                work_folder = opened.folders.version.parent
                await run_in_threadpool(_drop_saved, work_folder, opened.eid, opened.lines)
            done = {"reviewed": "reviewed=1", "noted": f"noted={name}"}.get(saved.status, "saved=undo")
            return RedirectResponse(f"/parts/{opened.eid}?{done}", 303)
        again = await self._opened(request)
        assert again is not None
        return await run_in_threadpool(self._show_part, again, 409, saved=saved)

    async def try_lines(self, request: Request) -> Response:
        """The effect of typed lines, as JSON: findings by line, the redline, and what they affect."""
        data = await _json(request)
        lines, whole = _typed_lines(data), data.get("whole") is True
        if lines is None:
            return JSONResponse({"error": _WORDS["json"]}, 400)
        eid = request.path_params["eid"]
        await run_in_threadpool(self._keep_draft, eid, lines, data, str(request.scope["person"]))
        answers = _answers({key: value for key, value in data.items() if isinstance(value, str)})
        tried = await run_in_threadpool(
            work.try_lines, self.folder, eid, lines, whole=whole, answers=answers, encodes=whole
        )
        if whole and tried.changes:
            await run_in_threadpool(self.workers.make_ready, Task(self.folder, eid, known=self.known))
        return JSONResponse(await run_in_threadpool(self._tell_tried, eid, tried))

    def _tell_tried(self, eid: str, tried: Tried) -> dict[str, Any]:
        """The effect of typed lines for the script, each finding with the page on which it is mended."""
        if not (tried.findings or tried.moves):  # the usual case while typing, for which nothing is read
            return _tried_data(tried) | {"findings": [], "moves": []}
        here = (f"{eid}.txt", f"{eid}.rules.txt")
        folders, stored, registry = load_text(self.folder, newest=True)
        document = tried.document or stored
        shown = Shown(folders.version, document, registry)
        findings = []
        for one in locate(folders, document, tried.findings[:MOST_FINDINGS], tried.changes):
            place, told = one.finding.place, tell(one.finding, shown, folders.schema)
            # A page has the number that its part has as stored; a part that is new has no page yet.
            is_moved = tried.document is not None and document.part(one.page) is not None
            page = tried.stored.get(one.page, "") if is_moved else one.page
            title = "" if place.file in here or page == eid else work.title_of(document, one.page)
            title = title.rstrip("。")
            if title and document.part(one.page) is not None and told.where:
                title = f"{title}的{told.where}"
            if title and one.about:
                title = f"{title}（{one.about.rstrip('。')}）"
            findings.append(
                {
                    "severity": told.severity,
                    "file": place.file,
                    "line": place.line if place.file in here else 0,
                    "message": told.message,
                    "remedy": told.remedy,
                    "page": page if title else "",
                    "title": title,
                }
            )
        before = Shown(folders.version, stored, registry)
        moves = [f"{before.place(was)} → {shown.place(is_now)}" for was, is_now in tried.moves]
        return _tried_data(tried) | {"findings": findings, "moves": moves}

    async def begin(self, request: Request) -> Response:
        """Begin a search for the consequences of typed lines, or of the newest version compared with an
        ``old`` one; the answer names the search.
        """
        data, eid = await _json(request), request.path_params["eid"]
        name = secrets.token_urlsafe(12)
        if isinstance(old := data.get("old"), str):
            task = await run_in_threadpool(library.find_task, self.folder, eid, old, self.known)
            await run_in_threadpool(self.workers.begin, name, task)
            return JSONResponse({"job": name}, 202)
        lines = _typed_lines(data)
        if lines is None or eid == REGISTRY:
            return JSONResponse({"error": _WORDS["json"]}, 400)
        answers = _answers({key: value for key, value in data.items() if isinstance(value, str)})
        tried = await run_in_threadpool(work.try_lines, self.folder, eid, lines, whole=False, answers=answers)
        if tried.changes is None:
            return JSONResponse(await run_in_threadpool(self._tell_tried, eid, tried), 422)
        task = Task(self.folder, eid, dict(tried.changes), self.known)
        await run_in_threadpool(self.workers.begin, name, task)
        return JSONResponse({"job": name}, 202)

    async def progress(self, request: Request) -> Response:
        """The progress of a search for consequences, and what it has found."""
        told = await run_in_threadpool(self.workers.ask, request.path_params["job"])
        if told is None:
            return JSONResponse({"error": _WORDS["job"]}, 404)
        return JSONResponse(await run_in_threadpool(_progress_data, told, self._teller()))

    async def end(self, request: Request) -> Response:
        """End a search for consequences."""
        ended = await run_in_threadpool(self.workers.end, request.path_params["job"])
        return JSONResponse({"ended": ended})

    async def journal(self, _: Request) -> Response:
        """The journal: who did what, when and why."""
        folders, document, _registry = await run_in_threadpool(load_text, self.folder, newest=True)
        entries = await run_in_threadpool(lambda: list(read_entries(folders.version.parent)))
        titles = {one.eid: work.title_of(document, one.eid) for one in entries}
        return self._render("journal", title="记录", entries=entries, titles=titles)

    async def versions(self, request: Request) -> Response:
        """The versions of the work, two of which can be compared."""
        done = _DONE["published"] if "published" in request.query_params else ""
        return await self._show_versions(done=done)

    async def _show_versions(self, status: int = 200, **said: Any) -> Response:
        """The page of the versions, with what became of a publication that was recorded there."""
        versions = await run_in_threadpool(library.list_versions, self.folder)
        nothing = {"done": "", "notice": "", "waiting": (), "published": None, "words": "", "findings": ()}
        token = self.door.token(_VERSIONS)
        return self._render(
            "versions", status, title="版本", versions=versions, token=token, **nothing | said
        )

    async def consequences(self, _: Request) -> Response:
        """The consequences of the newest version in place of the one before it, which a script looks for."""
        old, new = await run_in_threadpool(library.find_pair, self.folder)
        if not old:
            return self._missing()
        title = f"{new} 版和 {old} 版相比的影响"
        return self._render("consequences", title=title, old=old, whole=WHOLE)

    async def publish(self, request: Request) -> Response:
        """Record the words with which the newest version, a draft, was published."""
        form = await self._upload(request, _VERSIONS, "没有公布")
        if isinstance(form, Response):
            return form
        try:
            file, fields = form.get("file"), {name: str(value) for name, value in form.items()}
            words = fields.get("words", "").replace("\r\n", "\n")
            if isinstance(file, UploadFile) and file.filename:
                try:
                    data = await file.read()
                    words = await run_in_threadpool(work_apart, library.read_words, file.filename, data)
                except PolicyError as problem:
                    return await self._show_versions(422, notice=_WORDS["unread"], findings=problem.findings)
        finally:
            await form.close()
        if not words.strip():
            return await self._show_versions(422, notice=_WORDS["no-words"])
        who, moment = self._who(request, fields), datetime.now().astimezone()
        name = fields.get("version", "")
        published = await run_in_threadpool(library.publish, self.folder, name, words, who=who, moment=moment)
        if published.status == "written":
            return RedirectResponse(f"{_VERSIONS}?published=1", 303)
        notice = _WORDS[f"publish-{published.status}"]
        waiting = [one for one in await run_in_threadpool(work.list_parts, self.folder) if one.is_to_review]
        said = {"waiting": waiting if published.status == "unready" else (), "words": words}
        return await self._show_versions(409, notice=notice, published=published, **said)

    async def delete_draft(self, request: Request) -> Response:
        """Delete the newest version where it is a draft without changes."""
        form = await _form(request)
        if not self.door.is_token(_VERSIONS, form.get("token")):
            return self._render("problem", 403, title="没有删去", findings=(), words=_WORDS["token"])
        who, moment = self._who(request, form), datetime.now().astimezone()
        name = form.get("version", "")
        if not await run_in_threadpool(library.delete_draft, self.folder, name, who=who, moment=moment):
            return self._render("problem", 409, title="没有删去", findings=(), words=_WORDS["draft"])
        return RedirectResponse(_VERSIONS, 303)

    async def move_draft(self, request: Request) -> Response:
        """Let the newest version, a draft, take effect on another day."""
        form = await _form(request)
        if not self.door.is_token(_VERSIONS, form.get("token")):
            return self._render("problem", 403, title="没有改", findings=(), words=_WORDS["token"])
        try:
            day = date.fromisoformat(form.get("day", ""))
        except ValueError:
            return self._render("problem", 400, title="没有改", findings=(), words=_WORDS["day"])
        who, moment = self._who(request, form), datetime.now().astimezone()
        name = form.get("version", "")
        try:
            is_moved = await run_in_threadpool(
                library.move_draft, self.folder, name, day, who=who, moment=moment
            )
        except PolicyError as problem:
            return self._render("problem", 422, title="没有改", findings=problem.findings, words="")
        if not is_moved:
            return self._render("problem", 409, title="没有改", findings=(), words=_WORDS["draft-gone"])
        return RedirectResponse(_VERSIONS, 303)

    async def compare(self, request: Request) -> Response:
        """Two versions side by side."""
        old, new = (request.query_params.get(name, "") for name in ("old", "new"))
        compared = await run_in_threadpool(library.compare, self.folder, old, new)
        title = f"{old} 和 {new} 对照"
        return self._render("compare", title=title, compared=compared, forms=library.FORMS)

    async def export(self, request: Request) -> Response:
        """A Word file of two versions."""
        asked = request.query_params
        form = next((one for one in library.FORMS if one == asked.get("as")), None)
        if form is None:
            return self._missing()
        old, new, who = (asked.get(name, "") for name in ("old", "new", "who"))
        if form == "table":  # a person reads the remarks before they are handed out
            return await self._show_remarks(old, new, who)
        return await self._export(old, new, form, who)

    async def export_table(self, request: Request) -> Response:
        """A table of changes with the remarks of a person."""
        fields = await _fields(request, MOST_ROWS)
        old, new, who = (fields.get(name, [""])[-1] for name in ("old", "new", "who"))
        notes = [clean(one.replace("\r\n", "\n")) for one in fields.get("remark", [])]
        remarks = [[line.strip() for line in one.split("\n") if line.strip()] for one in notes]
        try:
            return await self._export(old, new, "table", who, remarks)
        except ValueError:
            return await self._show_remarks(old, new, who, 409, notice=_WORDS["remarks"])

    async def _show_remarks(
        self, old: str, new: str, who: str, status: int = 200, notice: str = ""
    ) -> Response:
        """The page on which a person edits the remarks of a table of changes."""
        remarks = await run_in_threadpool(library.propose_remarks, self.folder, old, new)
        words = {"old": old, "new": new, "who": who, "notice": notice, "remarks": remarks}
        return self._render("remarks", status, title="修改对照表的说明", **words)

    async def _export(
        self, old: str, new: str, form: Form, who: str, remarks: Sequence[Sequence[str]] | None = None
    ) -> Response:
        moment, author = datetime.now().astimezone(), clean(who)[:60] or "条文"
        name, data = await run_in_threadpool(
            library.export, self.folder, old, new, form, author, moment, remarks
        )
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
        return Response(data, media_type=_WORD, headers=headers)

    async def cases(self, _: Request) -> Response:
        """The casebook."""
        cases = await run_in_threadpool(library.list_cases, self.folder, self.known.corpus)
        return self._render("cases", title="留存的情况", cases=cases)

    async def upload(self, _: Request) -> Response:
        """The page for uploading a file."""
        return self._render("import", title="导入", token=self.door.token(guard.UPLOAD), findings=())

    async def _upload(self, request: Request, page: str, failed: str) -> FormData | Response:
        """The form of a page with an uploaded file, or the page ``failed`` that says why it is refused."""
        try:
            form = await request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=guard.MOST_UPLOADED)
        except HTTPException:
            return self._render("problem", 400, title=failed, findings=(), words=_WORDS["json"])
        if self.door.is_token(page, form.get("token")):
            return form
        await form.close()
        return self._render("problem", 403, title=failed, findings=(), words=_WORDS["token"])

    async def uploaded(self, request: Request) -> Response:
        """What was recognised of an uploaded file, or the new work as which it is saved."""
        form = await self._upload(request, guard.UPLOAD, "没有导入")
        if isinstance(form, Response):
            return form
        try:
            token = self.door.token(guard.UPLOAD)
            file = form.get("file")
            places = await run_in_threadpool(library.jurisdictions, self.folder)
            page: dict[str, Any] = {"token": token, "places": places, "jurisdiction": "", "name": ""}
            if isinstance(file, UploadFile):
                data, rejected = await file.read(), bool(form.get("rejected"))
                try:
                    found = await run_in_threadpool(
                        work_apart, library.recognise, file.filename or "", data, rejected
                    )
                except PolicyError as problem:
                    findings = problem.findings
                    return self._render("import", 422, title="导入", token=token, findings=findings)
                page |= {"found": found, "lines": found.text, "confirmations": found.confirmations}
                return self._render("imported", title=f"导入：{found.name}", findings=(), **page)
            fields = {name: str(value).replace("\r\n", "\n") for name, value in form.items()}
        finally:
            await form.close()
        names = ("jurisdiction", "name", "lines", "confirmations")
        jurisdiction, name, lines, confirmations = (fields.get(one, "") for one in names)
        who = self._who(request, fields)
        moment = datetime.now().astimezone()
        try:
            work_id = await run_in_threadpool(
                library.save_work,
                self.folder,
                *(jurisdiction, name.strip(), lines, confirmations),
                who=who,
                moment=moment,
            )
        except PolicyError as problem:
            page |= {"found": None, "lines": lines, "confirmations": confirmations}
            page |= {"jurisdiction": jurisdiction, "name": name, "findings": problem.findings}
            return self._render("imported", 422, title="导入", **page)
        words = f"已存为 {work_id}。用 tiaowen desk --work {work_id} 打开它，再写规则行、读法和白话。"
        return self._render("problem", title="导入好了", findings=(), words=words)

    async def static(self, request: Request) -> Response:
        """The style and the script of the desk. Nothing else is served."""
        name = request.path_params["name"]
        if name not in _STATIC:
            return Response(status_code=404)
        content = resources.files("kb.desk").joinpath("static", name).read_bytes()
        return Response(content, media_type=_STATIC[name])

    def close(self) -> None:
        """End every running search."""
        self.workers.close()

    # ---- how

    def _who(self, request: Request, form: Mapping[str, str]) -> str:
        """The acting person: the owner of the key, or the name typed on a desk for one person."""
        return str(request.scope["person"]) or _words(form, "who", 60)

    def _keep_draft(self, eid: str, lines: Lines, data: dict[str, Any], person: str) -> None:
        """Store what is typed, so that it survives the end of the server and the browser. Lines that are as
        they were opened again are no draft.
        """
        when = datetime.now().astimezone().isoformat(timespec="seconds")
        named = {name: data[name] for name in ("window", "base") if isinstance(data.get(name), str)}
        if len(named) == 2:
            who = person or str(data.get("who", ""))[:60]
            draft = Draft(eid=eid, lines=lines.sheet, when=when, who=who, **named)
            work_folder = find_folders(self.folder, newest=True).version.parent
            if lines.base == draft.base:
                drop_draft(work_folder, draft.window, eid)
            else:
                keep_draft(work_folder, draft)

    async def _opened(self, request: Request) -> Opened | None:
        return await run_in_threadpool(work.open_part, self.folder, request.path_params["eid"])

    def _show_part(
        self,
        opened: Opened,
        status: int = 200,
        *,
        typed: Lines | None = None,
        base: str = "",
        saved: Saved | None = None,
        form: Mapping[str, str] | None = None,
        done: str = "",
        others: Sequence[tuple[str, str]] = (),
    ) -> Response:
        problems = find_problems(self.folder)
        faults = place_on(opened, problems)
        shown = typed or opened.lines
        drafts = find_drafts(opened.folders.version.parent, opened.eid)
        mine = _windows(form or {})
        waiting = [(draft, Lines.of(draft.lines)) for draft in drafts if draft.window not in mine]
        kind = "moved" if saved and saved.status == "overtaken" and typed is None else saved and saved.status
        words = _WORDS.get(kind or "", "")
        steps = ("save", "review", "hand-over", "comment", "settle", "undo", "drop")
        return self._render(
            "part",
            status,
            title=opened.title,
            opened=opened,
            history=opened.history,
            names=_place_names(opened),
            place_of=lambda eid: name_place(eid) or "条文",
            state=STATES[opened.history.state],
            is_past=not opened.history.version.is_published and opened.history.version.first < date.today(),
            shown=shown,
            base=base or opened.base,
            overwritten=_find_overwritten(opened, shown, base) if base else {},
            findings=saved.findings if saved else (),
            faults=[one for one in faults if not one.is_to_reread],
            rereads=[one for one in faults if one.is_to_reread],
            elsewhere=sum(not one.is_to_reread for one in problems)
            - sum(not one.is_to_reread for one in faults),
            waiting=[one for one in work.list_parts(self.folder) if one.is_to_review] if done else (),
            carried=saved.carried if saved else work.Carried(),
            typed={
                name: (form or {}).get(name, "")
                for name in ("who", "why", "day", "window", "taken", "reword", "drop", "count", "scope")
            },
            questions=_QUESTIONS,
            rules_file=f"{opened.eid}.rules.txt",
            drafts=[(draft, lines) for draft, lines in waiting if lines not in (opened.lines, shown)],
            rows={"text": max(12, min(40, shown.text.count("\n") + 2)), "rules": 24},
            words=words,
            done=done,
            before=_before(opened),
            changes=reviewing.find_changes(opened) if opened.history.is_to_review else None,
            others=others,
            tokens={step: self.door.token(f"{opened.eid}/{step}") for step in steps},
        )

    def _page(self, handler: Handler) -> Handler:
        """A handler that reports a failure in sentences."""

        async def handle(request: Request) -> Response:
            _PERSON.set(str(request.scope["person"]))
            try:
                return await handler(request)
            except ClientDisconnect:
                raise
            except PolicyError as problem:
                return self._render("problem", 422, title="现在打不开", findings=problem.findings, words="")

        return handle

    def _missing(self) -> Response:
        return self._render("problem", 404, title="没有这一条", findings=(), words=_WORDS["missing"])

    def _teller(self) -> Callable[[Finding], Told]:
        """The words for the findings of one page. The version is read for the first of them alone."""

        @cache
        def names() -> tuple[Shown | None, Path | None]:
            try:
                folders, document, registry = load_text(self.folder, newest=True)
            except PolicyError:
                return None, None
            return Shown(folders.version, document, registry), folders.schema

        return lambda finding: tell(finding, *names())

    def _render(self, template: str, status: int = 200, /, **words: Any) -> Response:
        words |= {"person": _PERSON.get(), "tell": self._teller()}
        page = self.templates.get_template(f"{template}.html").render(**words)
        return Response(page, status_code=status, media_type="text/html")


def _drop_saved(work_folder: Path, eid: str, lines: Lines) -> None:
    """Remove the drafts of lines that were saved: a late check may have stored them once more."""
    for draft in find_drafts(work_folder, eid):
        if Lines.of(draft.lines) == lines:
            drop_draft(work_folder, draft.window, eid)


def _windows(form: Mapping[str, str]) -> tuple[str, ...]:
    """The windows whose drafts are in the typed lines: the window itself, and those whose text it took."""
    return (form.get("window", ""), *form.get("taken", "").split())


def _lines(form: Mapping[str, str]) -> Lines:
    """The lines typed into the fields of a page."""
    return Lines(*(form.get(name, "").replace("\r\n", "\n") for name in ("text", "rules")))


def _typed_lines(data: Mapping[str, Any]) -> Lines | None:
    """The lines that a script sends as JSON; ``None`` where it sends none."""
    given = [data.get(name, "") for name in ("text", "rules")]
    if not all(isinstance(one, str) for one in given) or not data.keys() & {"text", "rules"}:
        return None
    return Lines(*given)


def _answers(form: Mapping[str, str]) -> Answers:
    """A person's decisions on the consequences of a new text."""
    said = {"yes": True, "no": False}
    given = (said.get(form.get(name, "")) for name in ("reword", "drop", "count"))
    return Answers(form.get("settled", ""), *given)


async def _body(request: Request) -> bytes:
    """The body of a request. The guard has checked its length, and no more is read than was announced."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > guard.MOST_BYTES:
            raise ClientDisconnect
    return body


async def _fields(request: Request, most: int) -> dict[str, list[str]]:
    """The values of a posted form by the names of its fields; none where it has more than ``most``."""
    try:
        text = (await _body(request)).decode("utf-8")
        return parse_qs(text, keep_blank_values=True, max_num_fields=most, errors="strict")
    except ValueError:
        return {}


async def _form(request: Request) -> dict[str, str]:
    return {name: values[-1] for name, values in (await _fields(request, MOST_FIELDS)).items()}


async def _json(request: Request) -> dict[str, Any]:
    try:
        data = json.loads(await _body(request))
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _tried_data(tried: Tried) -> dict[str, Any]:
    """The effect of typed lines for the script, without the findings."""
    return {
        "toReview": [one.removesuffix("。") for one in tried.to_review],
        "redline": {
            name: [[list(run) for run in line] for line in lines]
            for name, lines in (("text", tried.redline), ("rules", tried.rules_redline))
        },
        "carried": [[heading, list(lines)] for heading, lines in tried.carried.shown],
        "questions": list(tried.carried.questions),
        "key": tried.carried.key,
        "pages": dict(tried.carried.pages),
        "figures": [list(each) for each in tried.figures],
        "supports": list(tried.supports),
        "readings": list(tried.readings),
        "readable": tried.changes is not None,
        "changed": tried.is_changed,
    }


def _progress_data(told: Progress, tell: Callable[[Finding], Told]) -> dict[str, Any]:
    outcomes = [one for one in told.effects if one.support]
    totals = [one for one in told.effects if not one.support]
    groups = group_effects(told.effects)
    return {
        "stage": told.stage,
        "done": told.done,
        "cases": told.cases,
        "over": told.is_over,
        "troubles": list(told.troubles),
        "leftOut": [
            [one.about or one.case or one.file, [tell(each).message for each in one.findings]]
            for one in told.left_out
        ],
        "outcomes": _count(outcomes),
        "totals": _count(totals),
        "notes": list(told.notes),
        "groups": [
            {"way": way, "all": len(cases), "cases": [_affected_data(one) for one in cases[:MOST_SHOWN]]}
            for way, cases in groups.items()
        ],
        "laws": [one.say() for one in told.laws],
        "sums": _say_sums(told.sums) if told.sums else "",
    }


def _affected_data(one: Affected) -> dict[str, Any]:
    """A case for the script: its sentence, the change of its total, and the outcomes that changed."""
    return {
        "about": one.about,
        "total": one.total.sentence if one.total else "",
        "outcomes": [each.sentence for each in one.outcomes],
    }


def _say_sums(sums: Difference) -> str:
    """The totals of a registry before and after an edit."""
    was, is_now = Interval(sums.low, sums.high), Interval(sums.other_low, sums.other_high)
    change = f"{say_sum(was)['zh']} → {say_sum(is_now)['zh']}"
    return f"登记库里的合计：{change}；{sums.gain} 家可能多得，{sums.lose} 家可能少得。"


def _count(effects: Sequence[Effect]) -> dict[str, int]:
    """The number of consequences, and the numbers of those whose sum rises or falls."""
    ways = [one.direction for one in effects]
    return {"all": len(ways), "more": ways.count("more"), "less": ways.count("less")}


def _words(form: Mapping[str, str], name: str, most: int) -> str:
    """The words of a field, without characters that no file can hold."""
    return clean(form.get(name, "").replace("\r\n", " "))[:most].strip()


def _before(opened: Opened) -> str:
    """The name of the version before the one that is edited; empty where there is none."""
    names = [one.name for one in opened.folders.versions if one.first < opened.folders.chosen.first]
    return names[-1] if names else ""


def _find_overwritten(opened: Opened, shown: Lines, base: str) -> dict[str, work.Redline]:
    """What a save of the shown lines would change in the fields that were saved since ``base``, by field."""
    fields = zip(("text", "rules"), base.split("."), opened.base.split("."), strict=False)
    changed = [name for name, was, stored in fields if was != stored]
    return {
        name: work.redline_lines(*(getattr(one, name) for one in (opened.lines, shown))) for name in changed
    }


def _others(opened: Opened) -> list[tuple[str, str]]:
    """The other parts that the last save changed: eId and title."""
    last = opened.history.last
    document = opened.document
    eids = [] if last is None else [one for one in last.parts if one != opened.eid and document.part(one)]
    return [(eid, work.title_of(document, eid)) for eid in eids]


def _place_names(opened: Opened) -> dict[str, str]:
    """The names of the provisions of a part with comments, each with its first words."""
    found: dict[str, str] = {}
    for eid, words in opened.history.places.items():
        found[eid] = f"{name_place(eid) or '整条'}：{words[:24]}{'…' if len(words) > 24 else ''}"
    return found


_QUESTIONS = (
    ("reword", "以上引用都照新的条文改吗？", "都改", "不改，留给检查"),
    ("drop", "引用了删去条文的规则怎么办？", "一并删去", "留着，检查会逐处列出"),
    ("count", "改过的这几行，出处按新的条文数吗？", "按改好的条文数", "还是原来的那一句，跟着走"),
)
"""The questions to a person about the consequences of a changed text, with the labels of their answers."""

_DONE = {
    "written": "已保存。",
    "unchanged": "没有改动，什么也没有写。",
    "undo": "已撤销。",
    "reviewed": "已记为复核。",
    "noted": "已记下。",
    "published": "已记为公布。这一版不再改，从它的施行日起施行。",
}
"""The messages after an action, by the address to which it leads."""

STATES = {
    "unchanged": "沿用上一版",
    "draft": "草稿",
    "proposed": "已送审",
    "reviewed": "已复核",
    "published": "已公布",
    "in-force": "施行中",
}
"""The name of each state of a part."""

_WORDS = {
    "key": "这个地址里的钥匙不对。请用启动工作台时显示的完整地址打开。",
    "token": "这一页开得太久，或者不是从这里打开的。请复制您的文字，重新打开这一条再保存。",
    "missing": "政策里没有这一条。",
    "json": "请求的内容读不懂。",
    "job": "没有这次查找，或者它已经结束。",
    "overtaken": "没有保存：您打开以后，这一页又保存过（别人，或者您自己在另一个窗口里）。请看一遍再保存。",
    "moved": "没有记下：您打开以后，这一条又改过。请看过现在的内容，再按一次。",
    "entangled": "没有撤销：后来的保存改了同样的几行。请打开“全文”或者那几条，照“记录”自己改回来。",
    "faulty": "没有记为已复核：这一条还有问题，列在下面。改好、保存以后再复核。",
    "same-person": "复核要由另一个人做：最后保存这一条的就是您。",
    "refused": "没有保存：有的行读不懂，或者写不进去。您的文字都在，请按提示改好。",
    "draft": "没有删去：这一版已经有改动，或者已经不在了。",
    "draft-gone": "没有改：这一版已经公布，或者已经不在了。",
    "remarks": "没有做成：两版的文字后来又改过，各行和您看到的不同了。请照现在的各行再写一遍。",
    "unread": "没有公布：这个文件读不懂。",
    "no-words": "没有公布：请贴上公布的文字，或者选一个文件。",
    "publish-unready": "没有公布：公布以后规则就照它算，所以要先改好全部错误、复核完。",
    "publish-gone": "没有公布：这一版已经公布，或者已经不在了。",
    "publish-known": "没有公布：这些文字已经是较早一版公布的文字；这一版只改了规则，没有新的文字可以公布。",
    "publish-differs": "没有公布：公布的文字和草案不一样，不同列在下面。请把草案改得和公布的一样再来。",
    "day": "没有改：施行日读不懂。请写成 2027-01-01 这样。",
    "undecided": "还没有保存：引用的原话变了，或者引用了删去的条文。请看下面列出的各处，选好再按“保存”。",
}


@dataclass(frozen=True)
class Certificate:
    """The files for encryption: the certificate and its private key."""

    certificate: Path
    key: Path


async def serve(
    desk: Desk,
    listening: socket.socket,
    tell: Callable[[Mapping[str, str]], None],
    certificate: Certificate | None = None,
) -> None:
    """Serve on a bound socket until ended; ``tell`` is called with the address that admits each person."""
    import uvicorn

    app = desk.behind(listening.getsockname()[1])

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            tell(app.addresses)

    config = uvicorn.Config(
        cast(Any, app),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        lifespan="off",
        limit_concurrency=64,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=2,
        ssl_certfile=certificate.certificate if certificate else None,
        ssl_keyfile=certificate.key if certificate else None,
    )
    try:
        await Server(config).serve(sockets=[listening])
    finally:
        desk.close()
