"""How far coders agree, machine or human: one function, every coefficient beside the others, with intervals."""

from thirdorder.evaluation.agreement.compared import TooFewCodersError
from thirdorder.evaluation.agreement.labels import match_labels
from thirdorder.evaluation.agreement.overall import Agreement, agreement
from thirdorder.evaluation.agreement.reconcile import disagreements_csv, reconcile
from thirdorder.evaluation.agreement.table import agreement_table
from thirdorder.evaluation.agreement.units import UnitName

__all__ = [
    "Agreement",
    "TooFewCodersError",
    "UnitName",
    "agreement",
    "agreement_table",
    "disagreements_csv",
    "match_labels",
    "reconcile",
]
