"""Faults of the folders of systems: overlaps, and patterns that mean something else than they look like."""

from collections.abc import Callable

from tests.faults.draft import Draft
from tests.faults.fault import Fault

_PLACE = "Systems!C14"


def _folders(text: str) -> Callable[[Draft], None]:
    return lambda draft: draft.put_at("Systems", "Folders", "CRM", text)


FAULTS = (
    Fault(
        "RV403", "system-in-scratch", "gave a system a folder inside the scratch folder", _folders("scratch/crm/**"),
        "Systems!C17",
        "scratch/** of Scratch and scratch/crm/** of CRM both hold scratch/crm/example; Scratch may always be "
        "written to.",
        also=(_PLACE,),
    ),
    Fault(
        "RV404", "systems-share-folders", "gave a system a folder that lies in another one's",
        _folders("warehouse/crm/**"), "Systems!C15",
        "warehouse/** of Data warehouse and warehouse/crm/** of CRM both hold warehouse/crm/example.",
        also=(_PLACE,),
    ),
    Fault("WB211", "folder-climbs", "wrote a folder outside the repository", _folders("../crm"), _PLACE, "“../crm”."),
    Fault("WB212", "folder-of-everything", "wrote / for the folder of one system", _folders("/"), _PLACE, "“/”."),
    Fault(
        "WB213", "folder-with-braces", "wrote two folders with braces", _folders("src/{crm,sales}/**"), _PLACE,
        "“src/{crm”, “sales}/**”.",
    ),
    Fault(
        "WB214", "folder-capitals", "spelled a folder with a capital letter that is spelled without elsewhere",
        _folders("Warehouse/**"), "Systems!C15", "“warehouse/**”, and “Warehouse/**” in C14.",
    ),
)  # fmt: skip
