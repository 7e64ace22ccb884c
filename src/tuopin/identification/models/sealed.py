"""The sealed columns of identification, as a change of keys must know them: the certificate of somebody who comes into a household."""

from tuopin.kernel.sealed_columns import SealedColumn

SEALED = (SealedColumn("identification_arrival", "certificate_sealed", "'identification.arrival|certificate|' || t.change_id"),)
