# The service with its model inside: nothing is fetched at run time. Build: docker build -t thirdorder .
# make docker-base says the base's digest, to be given as BASE, where there is a registry.
ARG BASE=python:3.11-slim
FROM ${BASE} AS build
WORKDIR /src
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# An index of CPU builds of PyTorch keeps the image small, and is taken by version alone; empty takes the default
# index's build, held against hashes.
ARG TORCH_INDEX=
COPY requirements.lock requirements-torch.lock pyproject.toml README.md LICENSE NOTICE ./
RUN python -m venv /opt/thirdorder \
 && if [ -n "$TORCH_INDEX" ]; then /opt/thirdorder/bin/pip install --index-url "$TORCH_INDEX" torch==2.13.0; \
    else /opt/thirdorder/bin/pip install --require-hashes -r requirements-torch.lock; fi \
 && /opt/thirdorder/bin/pip install --require-hashes --no-deps -r requirements.lock
COPY service service
COPY nlp nlp
COPY corpora corpora
COPY models models
COPY evaluation evaluation
RUN /opt/thirdorder/bin/pip install --no-deps .

FROM ${BASE}
# OCR for scanned pages.
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends tesseract-ocr && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/thirdorder /opt/thirdorder
RUN useradd --create-home --uid 10001 reviewer && mkdir /data && chown reviewer /data
USER reviewer
ENV PATH=/opt/thirdorder/bin:$PATH THIRDORDER_CACHE=/data/cache THIRDORDER_DATA=/data HF_HUB_OFFLINE=1 PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/api/v1/health', timeout=4)"]
# Others can reach a container, so it is started with an account: docker run --rm -v thirdorder:/data thirdorder thirdorder user add NAME
# and then docker run -p 127.0.0.1:8000:8000 -v thirdorder:/data thirdorder. Health sees a dead worker (503).
CMD ["thirdorder", "serve", "--host", "0.0.0.0", "--port", "8000"]
