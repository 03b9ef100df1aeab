"""One run folder → a redacted export: a new folder, or one `.zip` with the same bytes every time."""

import io
import zipfile
from pathlib import Path

from agent_router.errors import CannotRead, Misuse
from agent_router.evidence.exporting import Export, redacted_export
from agent_router.ledger.files import write_atomic, write_folder_atomic
from agent_router.model.place import Place

_GUIDE = """# How to check this export

This is the record of one run of an AI agent without its texts. Numbers, times, exit codes and digests are as they were
recorded. People, files and systems have numbers in place of their names, the same number for the same name. Some single
words stay: the IDs of the run, the task, its checklist items, sessions and calls; names of programs, models, tools and
test runners; roles and kinds. Every other text is replaced by its length.

## What you can check

1. **Nothing was exchanged in this export.** `manifest.json` names each file with its SHA-256 (`exported_sha256`).
   Compare: `sha256sum run.jsonl`. Ask the sender for the SHA-256 of `manifest.json` by another way.
2. **No line was dropped, added or moved.** Each line of a log holds `prev`: the SHA-256 of the original line before it.
   A line that was redacted says the SHA-256 of its original in `redacted_sha256`; a line that was not is its own
   original: `sed -n 5p run.jsonl | tr -d '\\n' | sha256sum`. The first line's `prev` is 64 zeros, and the last line's
   digest is `head` in the manifest. For `run.jsonl` that is the **run digest**, which sign-offs and reports name. This
   follows a whole log, names each line that does not fit, and ends with its digest:

   ```
   want=$(printf '%064d' 0); at=0
   while IFS= read -r line; do
     at=$((at + 1))
     case $line in *'"prev":"'"$want"'"'*) ;; *) echo "line $at does not fit" ;; esac
     case $line in
       *'"redacted_sha256":"'*) want=${line#*'"redacted_sha256":"'}; want=${want%%'"'*} ;;
       *) want=$(printf %s "$line" | sha256sum | cut -c1-64) ;;
     esac
   done < run.jsonl
   echo "$at lines, digest $want"
   ```

3. **Any single text, on demand.** Ask for an original line, artifact or log. Its SHA-256 must be the one named here.
4. `agent-router audit FOLDER` does 1 and 2 for you.

## What this does not show

- That a redacted line says what its original says: only the original, held against its digest, shows that.
- Who wrote the logs: names were typed, not authenticated, and here they are numbers.
- The digest of a short text that can be guessed can be guessed as well.
"""


def export_redacted(folder: Path, out: Path) -> Export:
    """Write the export of a run folder to `out`, which must not exist yet; a name ending in `.zip` makes one file."""
    if out.exists():
        raise Misuse(f"{out} exists already. Name a new folder or a new .zip file; nothing is ever written over.")
    if not folder.is_dir():
        raise CannotRead(Place(str(folder)), "there is no such run folder.", "Name a folder that `record` wrote.")
    export = redacted_export(folder, _GUIDE)
    if out.suffix.lower() == ".zip":
        write_atomic(out, _zipped(export))
    else:
        write_folder_atomic(out, lambda target: _fill(target, export))
    return export


def _fill(target: Path, export: Export) -> None:
    for name, data in export.contents:
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _zipped(export: Export) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in export.contents:
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
