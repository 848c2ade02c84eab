"""A whole `contactor`, as a partner sends it."""

from h5kit.testing.people import person_of

TEL = "13400000000"
WHO = person_of(7)
CONTACTOR = {
    "usrName": WHO.name,
    "usrId": WHO.id_card,
    "usrProv": "广东",
    "usrCity": "深圳",
    "usrAddr": "样例路1号",
    "usrPhone": TEL,
    "firstContactor": "谷雨",
    "relationshipWithFir": "父母",
    "telOfFir": "13400000001",
}
SECOND = {"secondContactor": "白露", "relationshipWithSec": "朋友", "telOfSec": "13400000002"}
"""The fields of the second contact, which may be left out."""
