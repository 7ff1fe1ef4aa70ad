"""Counts for whoever runs the service: requests by status, their time, jobs by state, workers."""

from __future__ import annotations

import threading
from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from thirdorder.service.store.schema import JobRow

BUCKETS = (0.05, 0.1, 0.2, 0.5, 1.0, 5.0)


class Metrics:
    """Counted since the start, in the text format of Prometheus."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[int] = Counter()
        self._buckets = [0] * len(BUCKETS)
        self._seconds = 0.0

    def count(self, status: int, seconds: float) -> None:
        """Note an answered request."""
        with self._lock:
            self._requests[status] += 1
            self._seconds += seconds
            for i, most in enumerate(BUCKETS):
                self._buckets[i] += seconds <= most

    def text(self, session: Session, workers: dict[str, str], replaced: int) -> str:
        """Everything counted, a line each."""
        with self._lock:
            lines = [f'thirdorder_requests_total{{status="{s}"}} {n}' for s, n in sorted(self._requests.items())]
            total = sum(self._requests.values())
            lines += [
                f'thirdorder_request_seconds_bucket{{le="{b}"}} {n}'
                for b, n in zip(BUCKETS, self._buckets, strict=True)
            ]
            lines += [
                f'thirdorder_request_seconds_bucket{{le="+Inf"}} {total}',
                f"thirdorder_request_seconds_sum {self._seconds:.3f}",
                f"thirdorder_request_seconds_count {total}",
            ]
        jobs = session.execute(select(JobRow.state, func.count()).group_by(JobRow.state)).all()
        lines += [f'thirdorder_jobs{{state="{state}"}} {n}' for state, n in sorted(jobs)]
        lines += [f'thirdorder_worker_up{{kind="{k}"}} {int(v == "alive")}' for k, v in sorted(workers.items())]
        lines.append(f"thirdorder_workers_replaced_total {replaced}")
        return "\n".join(lines) + "\n"
