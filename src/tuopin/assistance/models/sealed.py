"""The sealed columns of this room, as a change of keys must know them: what diaries and visits tell of people."""

from tuopin.kernel.sealed_columns import SealedColumn

SEALED = (
    SealedColumn("assistance_diaryentry", "text_sealed", "'assistance.diary|text|' || t.uid"),
    SealedColumn("assistance_visit", "text_sealed", "'assistance.visit|text|' || t.uid"),
)
