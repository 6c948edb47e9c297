"""Do coders see the same thing? Coefficients with intervals, and the places where they differ.

The unit is visible and chosen: a segment (turn of a participant, or a whole answer) by default, a word, a character, or
what the coders cut out themselves. Only texts at least two coders opened count; a text both left empty of a code counts
as agreement on it. Where there is no variation a coefficient is undefined and says so: it is never 1.0 by default. A
coding that speaks against a claim is compared with other codings against it, not with those for it.
"""

from workbench.coding.agreement.alpha_u import AlphaU, alpha_u
from workbench.coding.agreement.compare import agreement, between, overall
from workbench.coding.agreement.differences import disagreements
from workbench.coding.agreement.drift import AGAIN, Change, Drift, drift
from workbench.coding.agreement.labels import family_agreement, feeling_agreement, set_agreement
from workbench.coding.agreement.records import (
    AGAINST,
    BYS,
    UNITS,
    Agreement,
    By,
    Cells,
    Coefficients,
    Document,
    Documents,
    FamilyAgreement,
    Interval,
    Unit,
    ValueAgreement,
)
from workbench.coding.agreement.texts import documents_of, left_out, opened
from workbench.coding.agreement.unitised import UnitisedAgreement, family_of_alphas, unitised
from workbench.coding.agreement.values import alpha, coefficients, nominal, rated, weighted_kappa

__all__ = [
    "AGAIN",
    "AGAINST",
    "BYS",
    "UNITS",
    "Agreement",
    "AlphaU",
    "By",
    "Cells",
    "Change",
    "Coefficients",
    "Document",
    "Documents",
    "Drift",
    "FamilyAgreement",
    "Interval",
    "Unit",
    "UnitisedAgreement",
    "ValueAgreement",
    "agreement",
    "alpha",
    "alpha_u",
    "between",
    "coefficients",
    "disagreements",
    "documents_of",
    "drift",
    "family_agreement",
    "family_of_alphas",
    "feeling_agreement",
    "left_out",
    "nominal",
    "opened",
    "overall",
    "rated",
    "set_agreement",
    "unitised",
    "weighted_kappa",
]
