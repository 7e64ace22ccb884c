"""The sample county: invented people in the real villages of 江华瑶族自治县, so that the system can be tried without anybody's data.

Everything here is drawn from seeded chance: no name, number or amount comes from a real register. The people live in real
villages because maps and lineage need real places.
"""
