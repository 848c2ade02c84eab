"""Pictures of the report, made on the server as SVG: no script, no library, they print."""

from h5kit.web.http.svg import DataTable, Picture
from h5kit.web.report.pictures.contacts import contacts
from h5kit.web.report.pictures.hours import Grid, grid_of, hours
from h5kit.web.report.pictures.months import months
from h5kit.web.report.pictures.regions import regions
from h5kit.web.report.pictures.silences import silences

__all__ = [
    "DataTable",
    "Grid",
    "Picture",
    "contacts",
    "grid_of",
    "hours",
    "months",
    "regions",
    "silences",
]
