"""How long the reader's server takes for search, page, record and compare, and for a page's first tile.

    python bench/web/times.py --archive FOLDER [--readers 50 --processes 2 --seconds 20 --pause 2 | --wrk]
        [--fresh] [--only-readers]

Server time is what the application takes, images excluded, over loopback through uvicorn. With --readers,
that many read at once from `declass serve --processes N`, every one a page of its own choice after another;
--pause is how long (s) a reader looks at a page before asking for the next, 0 = not at all; with --fresh no
page is given again from memory: each is made, as on a first visit. With --wrk the readers are
wrk's and never pause. Of the serving processes the memory is told twice, after a tenth of the time and at the
end; --only-readers leaves out what one reader asks one by one. Bounded in time; asks nobody but this machine.
"""

import argparse
import http.client
import os
import random
import re
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from urllib.parse import quote_plus

import httpx2 as httpx
import uvicorn

from declass import config
from declass.archive.changes import Wanted
from declass.pipeline.workspace import Workspace
from declass.web.app import create
from declass.web.site import Site

WORDS = (
    "station",
    "embassy",
    "cable",
    "oswald",
    "mexico city",
    "reunión embajador",
    "harbour",
    "strike",
    "liaison",
)
ROUNDS = 40


def addresses(site):
    """Addresses of each kind, taken from the archive itself."""
    catalogue = site.space.catalogue
    digests = list(islice(catalogue.accessions.digests(), 200))
    read = [d for d in digests if catalogue.pages.get(d, 0, words=False)]
    pages = [f"/page/{digest}/1?q=station" for digest in read]
    changes = list(islice(catalogue.changes.all(Wanted(kinds=("revealed",))), 2000))
    records = sorted({(s.scheme, s.number) for s in changes})[:100]
    return {
        "search": [f"/search?q={quote_plus(word)}" for word in WORDS],
        "page": pages,
        "record": [f"/record/{scheme}/{number}" for scheme, number in records],
        "compare": [f"/compare/{scheme}/{number}" for scheme, number in records],
        "home": ["/"],
        "releases": ["/releases"],
        "release": [f"/release?newer={day}" for day in sorted({s.newer_released for s in changes} - {None})],
        "withheld": ["/withheld", "/withheld?by=code", "/withheld?by=year"],
        "ledger": ["/ledger"],
    }


def quantiles(times):
    """Median and 95th percentile, in milliseconds."""
    ordered = sorted(times)
    return 1000 * statistics.median(ordered), 1000 * ordered[int(0.95 * (len(ordered) - 1))]


def serve(site):
    """The archive on a free port, in a thread."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create(site), host="127.0.0.1", port=port, log_level="error"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.05)
    return server, f"http://127.0.0.1:{port}"


def one_by_one(client, kinds):
    """Each kind on its own, warm."""
    for kind, asked in kinds.items():
        times, weight = [], 0
        if not asked:
            print(f"{kind:10} nothing of that kind in this archive")
            continue
        for address in random.Random(7).choices(asked, k=ROUNDS):
            began = time.perf_counter()
            answer = client.get(address)
            times.append(time.perf_counter() - began)
            assert answer.status_code == 200, (address, answer.status_code)
            weight = max(weight, int(answer.headers.get("content-length", 0)))
        middle, late = quantiles(times)
        print(
            f"{kind:10} p50 {middle:7.1f} ms  p95 {late:7.1f} ms  heaviest {weight / 1000:6.1f} kB compressed"
        )


def tiles(client, site):
    """First tile of pages drawn before (warm) and not yet (cold)."""
    scans = [
        d
        for d in site.space.catalogue.accessions.digests()
        if (p := site.space.catalogue.pages.get(d, 0)) and p.width_pt
    ]
    cold, warm = [], []
    for digest in scans[:12]:
        for times in (cold, warm):
            began = time.perf_counter()
            client.get(f"/iiif/image/{digest}_1/info.json")
            client.get(f"/iiif/image/{digest}_1/0,0,512,512/512,512/0/default.jpg")
            times.append(time.perf_counter() - began)
    for name, times in (("cold", cold), ("warm", warm)):
        if times:
            print("tile {}  p50 {:.0f} ms  p95 {:.0f} ms".format(name, *quantiles(times)))


@contextmanager
def served(archive, processes):
    """`declass serve` in processes of its own, as people run it: its address and its process."""
    command = [sys.executable, "-m", "declass.cli.main", "--archive", str(archive), "serve", "--port", "0"]
    with subprocess.Popen(
        [*command, "--processes", str(processes)], stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            yield re.search(r"http://([\d.]+:\d+)", server.stdout.readline())[1], server.pid
        finally:
            server.terminate()


def memory_mb(pid):
    """Resident memory of a process and its children, MB (Linux)."""
    total = 0
    for process in [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]:
        fields = Path(f"/proc/{process}/statm").read_text().split()
        total += int(fields[1]) * resource.getpagesize()
    return total / 1e6


class Readers:
    """Many who read at once, and what they met."""

    def __init__(self, kinds, given):
        self.given = given
        self.mixed = [(kind, address) for kind, asked in kinds.items() for address in asked]
        self.times, self.wrong = {kind: [] for kind in kinds}, []

    def read(self, seed, host, end):
        """One reader until the end."""
        chance = random.Random(seed)
        wire = http.client.HTTPConnection(host, timeout=60)
        time.sleep(chance.random() * self.given.pause)
        while time.perf_counter() < end:
            kind, address = chance.choice(self.mixed)
            if self.given.fresh:
                address += f"{'&' if '?' in address else '?'}visit={seed}-{len(self.times[kind])}"
            self.open(wire, kind, address)
            time.sleep(chance.uniform(0.5, 1.5) * self.given.pause)

    def open(self, wire, kind, address):
        """One page."""
        began = time.perf_counter()
        try:
            wire.request("GET", address, headers={"accept-encoding": "gzip"})
            answer = wire.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.wrong.append(repr(error))
            wire.close()
            return
        self.times[kind].append(time.perf_counter() - began)
        if answer.status != 200:
            self.wrong.append(f"{answer.status} {address}")

    def tell(self):
        """Times by kind, and errors."""
        every = [t for times in self.times.values() for t in times]
        rate, (middle, slow) = len(every) / self.given.seconds, quantiles(every)
        print(
            f"{self.given.readers} readers, {self.given.processes} processes, pause {self.given.pause:g} s: "
            f"{rate:.0f} pages/s  p50 {middle:.0f} ms  p95 {slow:.0f} ms  errors {len(self.wrong)}"
        )
        for kind, times in self.times.items():
            if times:
                middle, slow = quantiles(times)
                print(f"  {kind:10} {len(times):6} pages  p50 {middle:5.0f} ms  p95 {slow:5.0f} ms")
        for error in self.wrong[:5]:
            print("  ", error)


class Wrk:
    """The same with wrk's readers, for all kinds together."""

    def __init__(self, kinds, given):
        self.given = given
        self.addresses = [address for asked in kinds.values() for address in asked]
        self.said = ""

    def run(self, host):
        """Read until the end."""
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
            print(*self.addresses, sep="\n", file=listed, flush=True)
            known = {"ADDRESSES": listed.name, "FRESH": str(int(self.given.fresh))}
            command = ["wrk", "-t1", f"-c{self.given.readers}", f"-d{self.given.seconds:.0f}s"]
            script = str(Path(__file__).with_name("readers.lua"))
            self.said = subprocess.run(
                [*command, "--timeout", "20s", "-s", script, f"http://{host}"],
                env={**os.environ, **known, "READERS": str(self.given.readers)},
                capture_output=True, text=True, check=True,
            ).stdout  # fmt: skip

    def tell(self):
        """Rate, times and errors."""
        print(*(line for line in self.said.splitlines() if "by wrk" in line))


def together(archive, kinds, given):
    """Many at once: times by kind, errors, memory."""
    readers = Wrk(kinds, given) if given.wrk else Readers(kinds, given)
    with served(archive, given.processes) as (host, pid):
        for _ in range(2 * given.processes):  # what is made once, before the clock runs
            for asked in kinds.values():
                read_one(host, asked[0])
        end = time.perf_counter() + given.seconds
        if given.wrk:
            threads = [threading.Thread(target=readers.run, args=(host,))]
        else:
            threads = [
                threading.Thread(target=readers.read, args=(n, host, end)) for n in range(given.readers)
            ]
        for thread in threads:
            thread.start()
        time.sleep(given.seconds / 10)
        early = memory_mb(pid)
        for thread in threads:
            thread.join()
        late = memory_mb(pid)
    readers.tell()
    print(f"memory of the server {early:.0f} MB after a tenth of the time, {late:.0f} MB at the end")


def read_one(host, address):
    wire = http.client.HTTPConnection(host, timeout=120)
    wire.request("GET", address)
    wire.getresponse().read()
    wire.close()


def alone(site, kinds):
    """One reader, one page after another, by kind."""
    server, base = serve(site)
    with httpx.Client(base_url=base, timeout=120) as client:
        for asked in kinds.values():
            for address in asked[:3]:
                client.get(address)
        one_by_one(client, kinds)
        tiles(client, site)
    server.should_exit = True


def main():
    form = argparse.RawDescriptionHelpFormatter
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    ask.add_argument("--archive", type=Path, required=True)
    ask.add_argument("--readers", type=int, default=0)
    ask.add_argument("--processes", type=int, default=2)
    ask.add_argument("--pause", type=float, default=0.0)
    ask.add_argument("--fresh", action="store_true")
    ask.add_argument("--wrk", action="store_true")
    ask.add_argument("--only-readers", action="store_true", help="leave out what is asked one by one")
    ask.add_argument("--seconds", type=float, default=20)
    given = ask.parse_args()
    with Workspace(given.archive, config.load(given.archive)) as space:
        site = Site(space)
        kinds = addresses(site)
        if not given.only_readers:
            alone(site, kinds)
    if given.readers:
        given.seconds = min(given.seconds, 1800)
        together(given.archive, kinds, given)


if __name__ == "__main__":
    main()
