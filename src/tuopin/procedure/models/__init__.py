"""The tables of cases: what was opened, done, published, objected and judged, none of it ever changed."""

from tuopin.procedure.models import checks  # noqa: F401  (declares what verification compares)
from tuopin.procedure.models.act import Act, Citation, Objection, Publication, Sealing, Verdict
from tuopin.procedure.models.case import Case, Permission
from tuopin.procedure.models.projections import CASE

__all__ = ["CASE", "Act", "Case", "Citation", "Objection", "Permission", "Publication", "Sealing", "Verdict"]
