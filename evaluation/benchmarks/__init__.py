"""Benchmarks: measurements over folders of papers that are too slow or too wide for the test suite."""
