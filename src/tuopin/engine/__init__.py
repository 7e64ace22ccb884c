"""规则引擎 engine: judges columns of households, whether one or a county, in whole fen and with "unknown" as an answer."""
