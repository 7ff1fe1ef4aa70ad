# The service with its model inside: nothing is fetched at run time. Build: docker build -t thirdorder .
FROM python:3.11-slim AS build
WORKDIR /src
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# An index of CPU builds of PyTorch keeps the image small; empty takes the default index.
ARG TORCH_INDEX=
COPY requirements.lock pyproject.toml README.md LICENSE NOTICE ./
RUN python -m venv /opt/thirdorder \
 && /opt/thirdorder/bin/pip install ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} torch==2.13.0 \
 && /opt/thirdorder/bin/pip install --require-hashes --no-deps -r requirements.lock
COPY service service
COPY nlp nlp
COPY corpora corpora
COPY models models
COPY evaluation evaluation
RUN /opt/thirdorder/bin/pip install --no-deps .

FROM python:3.11-slim
COPY --from=build /opt/thirdorder /opt/thirdorder
RUN useradd --create-home --uid 10001 reviewer && mkdir /data && chown reviewer /data
USER reviewer
ENV PATH=/opt/thirdorder/bin:$PATH THIRDORDER_CACHE=/data/cache THIRDORDER_DATA=/data HF_HUB_OFFLINE=1 PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/api/v1/health', timeout=4)"]
# Inside a container the port is published by the one who runs it: docker run -p 127.0.0.1:8000:8000 thirdorder
CMD ["thirdorder", "serve", "--host", "0.0.0.0", "--port", "8000"]
