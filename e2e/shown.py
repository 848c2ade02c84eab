"""Which page shows which message: the table that the coverage test compares with the catalogue."""

from h5kit.messages import CATALOGUE

PAGE_SIDE_P1 = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
PAGE_SIDE_P2 = (8, 9, 16, 17, 18, 28, 29, 30)
PAGE_SIDE_ASKED = (1, 3, 19, 20)
AT_ENTRY = (22, 23)
BY_FLOW = (21, 24, 25, 41, 45, 51)
BY_CARRIER = tuple(code for code in CATALOGUE if code)
"""Rows 90MM: the carrier answers the login with it."""

SHOWN = frozenset(
    (*PAGE_SIDE_P1, *PAGE_SIDE_P2, *PAGE_SIDE_ASKED, *AT_ENTRY, *BY_FLOW, *BY_CARRIER)
)
