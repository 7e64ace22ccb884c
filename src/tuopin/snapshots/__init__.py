"""年度数据: yearly editions of the register as files that never change: laid out, written, read, checked, compared."""
