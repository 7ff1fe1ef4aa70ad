"""Work that takes longer than a page: a durable queue, worker processes over it, and somebody who looks after them."""
