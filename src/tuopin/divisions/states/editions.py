"""As of which days the shipped editions of the table of places stand."""

from datetime import date

AS_OF = (date(2016, 7, 31), date(2018, 10, 31), date(2020, 6, 30), date(2023, 6, 30))
