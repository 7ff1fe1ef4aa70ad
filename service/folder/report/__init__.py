"""The self-contained HTML report of a run: studies × themes first, the quotes behind each cell, then the rest."""

from thirdorder.service.folder.report.view import Cell, Quote, ReportView, report_view
from thirdorder.service.folder.report.write import write_report

__all__ = ["Cell", "Quote", "ReportView", "report_view", "write_report"]
