"""ATIF, the interchange format of agent trajectories (v1.0 to v1.8), whatever program wrote it.

The program is named as the trajectory says, with `atif` behind it.
"""

from collections.abc import Sequence

from agent_router.evidence.interface import LogFile, LogReading
from agent_router.evidence.json_fields import mapping, text
from agent_router.evidence.logs.atif_run import STEPS, AtifRun
from agent_router.evidence.logs.json_document import first_document, read_documents
from agent_router.evidence.logs.timeline import Spot
from agent_router.evidence.texts import plain_name

TRAJECTORY = "atif trajectory"

_LISTS = frozenset({STEPS})


class Atif:
    """Reader of ATIF trajectories."""

    name = "atif"
    generic = True
    """Not an agent's own log: beside one of the same session it adds nothing."""

    def recognizes(self, sample: bytes) -> str:
        """Kind of this file by the beginning of its document; empty where it is none."""
        document = first_document(sample, _LISTS)
        stated = text(document.fields, "schema_version").startswith("ATIF-v")
        shaped = text(document.fields, "agent", "name") and any(
            "step_id" in mapping(step) and text(step, "source") for _, step in document.lists.get(STEPS, [])[:1]
        )
        return TRAJECTORY if stated or shaped else ""

    def read(self, files: Sequence[LogFile]) -> LogReading:
        """All files as one run: a trajectory, its continuations, and sub-agents in files of their own."""
        run, remarks = AtifRun(), list[tuple[str, str]]()
        for file in files:
            with file.open() as stream:
                documents = read_documents(stream, _LISTS)
                for document in documents:
                    run.expect(file.name, document.fields, document.lists.get(STEPS, []))
        for rank, file in enumerate(files):
            with file.open() as stream:
                documents = read_documents(stream, _LISTS)
                for document in documents:
                    spot = Spot(file.name, rank, line=document.line)
                    run.take(document.fields, document.lists.get(STEPS, []), spot)
                    run.whole = run.whole and document.whole
                remarks += [(file.name, remark) for remark in documents.remarks]
        records = run.records()
        remarks += [("", remark) for remark in run.remarks()]
        agent = plain_name(", ".join(run.programs))
        return LogReading(
            records=records,
            program=f"{agent} ({self.name})" if agent else self.name,
            program_version=", ".join(run.versions),
            models=tuple(run.models),
            sessions=tuple(run.sessions),
            working_directory=run.directory,
            finished=run.finished,
            first=run.activity.first,
            last=run.activity.last,
            active_seconds=run.activity.active_seconds,
            remarks=tuple(remarks),
        )
