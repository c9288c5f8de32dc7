"""A job whose units say how it shall behave: finish, fail, die, hang."""

import os
import signal
import time
from dataclasses import dataclass, field

from declass.errors import InputError
from declass.jobs.base import Beat


@dataclass
class Chores:
    """A job whose units say how it shall behave."""

    seen: list[str] = field(default_factory=list)

    def start(self) -> None:
        self.seen = []

    def do(self, unit: str, beat: Beat) -> str:
        if unit == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if unit == "exit":
            os._exit(7)
        if unit == "hang":
            time.sleep(60)
        if unit == "bad input":
            raise InputError("page 3 is torn", "Scan it again.")
        if unit == "fault":
            raise ZeroDivisionError("1/0")
        if unit.startswith("who"):
            return f"{unit} {os.getpid()}"
        if unit.startswith("slow"):
            for _ in range(4):
                time.sleep(0.2)
                beat(1)
        self.seen.append(unit)
        return unit.upper()

    def stop(self) -> None:
        self.seen.clear()


@dataclass
class SlowToStop(Chores):
    """The same, with something left behind to be freed."""

    stopped: str = ""

    def stop(self) -> None:
        time.sleep(1.5)
        with open(self.stopped, "a", encoding="utf-8") as told:
            told.write("stopped\n")


class Shouted(Chores):
    """The same, told louder."""

    def do(self, unit: str, beat: Beat) -> str:
        return super().do(unit, beat) + "!"
