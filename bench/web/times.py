"""How long the reader's server takes for search, page, record and compare, and for a page's first tile.

    python bench/web/times.py --archive FOLDER [--readers 50 --seconds 20]

Server time is what the application takes, images excluded; with --readers, that many ask at once over
loopback through uvicorn, each its next page as soon as the last has come. Bounded in time; asks nobody but
this machine.
"""

import argparse
import random
import resource
import socket
import statistics
import threading
import time
from itertools import islice
from pathlib import Path

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
    pages = [f"/page/{digest}/1?q=station" for digest in digests]
    changes = list(islice(catalogue.changes.all(Wanted(kinds=("revealed",))), 2000))
    records = sorted({(s.scheme, s.number) for s in changes})[:100]
    return {
        "search": [f"/search?q={word.replace(' ', '+')}" for word in WORDS],
        "page": pages,
        "record": [f"/record/{scheme}/{number}" for scheme, number in records],
        "compare": [f"/compare/{scheme}/{number}" for scheme, number in records],
        "home": ["/"],
        "releases": ["/releases"],
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


def together(base, kinds, readers, seconds):
    """Many at once: times, errors, and the memory of the whole process before and after."""
    mixed = [address for asked in kinds.values() for address in asked]
    times, wrong, end = [], [], time.perf_counter() + seconds

    def read(seed):
        chance = random.Random(seed)
        with httpx.Client(base_url=base, timeout=30) as client:
            while time.perf_counter() < end:
                began = time.perf_counter()
                try:
                    answer = client.get(chance.choice(mixed))
                except httpx.HTTPError as error:
                    wrong.append(repr(error))
                    continue
                times.append(time.perf_counter() - began)
                if answer.status_code != 200:
                    wrong.append(str(answer.status_code))

    threads = [threading.Thread(target=read, args=(n,)) for n in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    middle, late = quantiles(times)
    rate, errors = len(times) / seconds, len(wrong)
    print(f"{readers} readers: {rate:.0f} pages/s  p50 {middle:.0f} ms  p95 {late:.0f} ms  errors {errors}")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of server and readers {peak_mb:.0f} MB")


def main():
    form = argparse.RawDescriptionHelpFormatter
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    ask.add_argument("--archive", type=Path, required=True)
    ask.add_argument("--readers", type=int, default=0)
    ask.add_argument("--seconds", type=float, default=20)
    given = ask.parse_args()
    with Workspace(given.archive, config.load(given.archive)) as space:
        site = Site(space)
        kinds = addresses(site)
        server, base = serve(site)
        with httpx.Client(base_url=base, timeout=120) as client:
            for asked in kinds.values():
                for address in asked[:3]:
                    client.get(address)
            one_by_one(client, kinds)
            tiles(client, site)
        if given.readers:
            together(base, kinds, given.readers, min(given.seconds, 120))
        server.should_exit = True


if __name__ == "__main__":
    main()
