"""The processes that look for consequences: started in advance, kept for the next edit, ended at any time.

A worker reads the stored version once and remembers its results for it. The result of an earlier search is
remembered by a fingerprint and returned at once.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Lock

from kb.model.words.errors import PolicyError
from kb.verify.consequences import Before, Progress, Task, look

MOST_JOBS = 2
"""The greatest number of searches at a time. The oldest is ended for a new one."""

MOST_REMEMBERED = 16
"""The greatest number of finished searches that are remembered."""

_NICE = 5
"""The niceness of a worker, which gives priority to the server that people type to."""

ENDED = "计算中断了，请再点一次“看影响”。"


@dataclass(frozen=True)
class Worker:
    """A process that receives tasks through a pipe."""

    process: BaseProcess
    pipe: Connection

    @classmethod
    def start(cls) -> Worker:
        """Start a process."""
        context = multiprocessing.get_context("spawn")
        mine, others = context.Pipe()
        process = context.Process(target=_work, args=(others,), daemon=True)
        process.start()
        others.close()
        return cls(process, mine)

    def kill(self) -> None:
        """End the process, whatever it is doing."""
        self.process.kill()
        self.process.join(5)
        self.pipe.close()


@dataclass
class Job:
    """A search for consequences; ``worker`` is ``None`` when it has ended."""

    fingerprint: str
    worker: Worker | None
    progress: Progress = field(default_factory=Progress)


@dataclass
class Workers:
    """The searches of a desk, by their names, and a worker that waits for the next one."""

    jobs: OrderedDict[str, Job] = field(default_factory=OrderedDict)
    waiting: Worker | None = None
    remembered: OrderedDict[str, Progress] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def make_ready(self, task: Task) -> None:
        """Prepare a worker that has read the version of ``task`` and waits."""
        with self.lock:
            if self.waiting is None and len(self.jobs) < MOST_JOBS:
                self.waiting = Worker.start()
                self.waiting.pipe.send(task)

    def begin(self, name: str, task: Task) -> None:
        """Begin a search named ``name``. Raises :class:`PolicyError` where a file cannot be read."""
        fingerprint = task.fingerprint()
        with self.lock:
            while len(self.jobs) >= MOST_REMEMBERED:
                self._end(next(iter(self.jobs)))
            if fingerprint in self.remembered:
                self.jobs[name] = Job(fingerprint, None, self.remembered[fingerprint])
                return
            at_work = [key for key, job in self.jobs.items() if job.worker is not None]
            for key in at_work[: max(0, len(at_work) - MOST_JOBS + 1)]:
                self._end(key)
            worker, self.waiting = self.waiting or Worker.start(), None
            with suppress(OSError):  # a dead worker is noticed when it is asked
                worker.pipe.send(task)
            self.jobs[name] = Job(fingerprint, worker)

    def ask(self, name: str) -> Progress | None:
        """What a search has found so far; ``None`` where there is no search with that name."""
        with self.lock:
            job = self.jobs.get(name)
            if job is None:
                return None
            if job.worker is not None:
                self._hear(job, job.worker)
            return job.progress

    def end(self, name: str) -> bool:
        """End a search. Returns whether there was one."""
        with self.lock:
            return self._end(name)

    def close(self) -> None:
        """End every process."""
        with self.lock:
            for name in list(self.jobs):
                self._end(name)
            if self.waiting is not None:
                self.waiting.kill()
                self.waiting = None

    def _hear(self, job: Job, worker: Worker) -> None:
        try:
            while not job.progress.is_over and worker.pipe.poll():
                job.progress = job.progress.joined(worker.pipe.recv())
        except (EOFError, OSError):  # the process was ended by something else
            told = job.progress
            ended = Progress(told.stage, told.done, told.cases, troubles=(ENDED,), is_over=True)
            job.progress = told.joined(ended)
            job.worker = None
            worker.kill()
            return
        if job.progress.is_over:
            job.worker = None
            self.remembered[job.fingerprint] = job.progress
            while len(self.remembered) > MOST_REMEMBERED:
                self.remembered.popitem(last=False)
            if self.waiting is None:
                self.waiting = worker
            else:
                worker.kill()

    def _end(self, name: str) -> bool:
        job = self.jobs.pop(name, None)
        if job is not None and job.worker is not None:
            job.worker.kill()
        return job is not None


def _work(pipe: Connection) -> None:
    """The loop of the process: it runs one task after another and reports progress through the pipe."""
    with suppress(OSError, AttributeError):
        os.nice(_NICE)
    before: Before | None = None
    with suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        while True:
            task: Task = pipe.recv()
            try:
                if before is None or before.fingerprint != task.fingerprint_before():
                    before = Before.read(task)
                if task.changes is None:
                    before.make_ready(task.eid)
                    continue
                for progress in look(before, task):
                    pipe.send(progress)
            except PolicyError as problem:
                if task.changes is not None:
                    said = tuple(one.message("zh") for one in problem.findings[:3])
                    pipe.send(Progress(troubles=said, is_over=True))
