"""`export`: a run for people outside, without its texts."""

from pathlib import Path

import click

from agent_router.cli.options import json_option
from agent_router.cli.printing import folder_name, hint, say, say_json
from agent_router.errors import Misuse


@click.command()
@click.argument("run_dir", type=click.Path(path_type=Path))
@click.option("--redact", is_flag=True, help="Take the texts out; digests, numbers and times stay.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A new folder, or a new .zip file.")
@json_option
def export(run_dir: Path, out: Path, *, redact: bool, as_json: bool) -> None:
    """Export the record of RUN_DIR for auditors outside: digests stay checkable, texts go.

    how-to-check.md in the export says what can be checked without the texts, and what cannot.
    """
    from agent_router.pipeline.exporting import export_redacted

    if not redact:
        raise Misuse("Exports are redacted: add --redact. To hand over everything, copy the run's folder itself.")
    made = export_redacted(run_dir, out)
    inside = sum(not file.exported_sha256 for file in made.files)
    if as_json:
        say_json({"run_id": made.run_id, "run": made.run_digest, "texts_taken_out": made.lost, "stay_inside": inside})
        return
    say(f"exported {made.run_id}, run digest {made.run_digest[:12]}, to {folder_name(out)}")
    hint(f"{made.lost:,} texts were taken out; {inside} files stay inside and are named by their digests.")
