"""The processes that look for consequences: made ready ahead, kept for the next edit, ended at any moment.

A worker reads the stored version once and remembers what it found of it. What was looked for already is
remembered by its fingerprint and answered at once.
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
"""So many searches run at once; the oldest is ended for a new one."""

MOST_REMEMBERED = 16
"""So many finished searches are remembered."""

_NICE = 5
"""How much a worker stands back behind the server that people type to."""

ENDED = "计算中断了，请再点一次“看影响”。"


@dataclass(frozen=True)
class Worker:
    """A process that waits for tasks at the other end of a pipe."""

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
    """A search for consequences; ``worker`` is gone when it is over."""

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
        """Have a worker wait that has read the version which ``task`` is about."""
        with self.lock:
            if self.waiting is None and len(self.jobs) < MOST_JOBS:
                self.waiting = Worker.start()
                self.waiting.pipe.send(task)

    def begin(self, name: str, task: Task) -> None:
        """Begin a search, called ``name``. Raises :class:`PolicyError` where a file cannot be read."""
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
            with suppress(OSError):  # a worker that died is told when it is asked
                worker.pipe.send(task)
            self.jobs[name] = Job(fingerprint, worker)

    def ask(self, name: str) -> Progress | None:
        """What a search has found up to now; ``None`` where there is none of that name."""
        with self.lock:
            job = self.jobs.get(name)
            if job is None:
                return None
            if job.worker is not None:
                self._hear(job, job.worker)
            return job.progress

    def end(self, name: str) -> bool:
        """End a search; whether there was one."""
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
        except (EOFError, OSError):  # the process was ended from outside
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
    """What the process does: it looks at one task after another and tells its progress through the pipe."""
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
                    continue
                for progress in look(before, task):
                    pipe.send(progress)
            except PolicyError as problem:
                if task.changes is not None:
                    said = tuple(one.message("zh") for one in problem.findings[:3])
                    pipe.send(Progress(troubles=said, is_over=True))
