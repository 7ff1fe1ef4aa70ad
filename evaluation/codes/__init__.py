"""Suggested codes held against human coding."""

from thirdorder.evaluation.codes.evaluate import evaluate_codes
from thirdorder.evaluation.codes.report import report
from thirdorder.evaluation.codes.result import CodesResult, CodesRun

__all__ = ["CodesResult", "CodesRun", "evaluate_codes", "report"]
