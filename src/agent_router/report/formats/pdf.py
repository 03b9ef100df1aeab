"""The report on paper: WeasyPrint with target PDF/A-3a, the evidence attached, the same bytes for the same facts.

Produced to target PDF/A-3a; not certified by a validator.
"""

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pydyf
from weasyprint import HTML
from weasyprint import Attachment as PdfAttachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from agent_router.errors import RouterError
from agent_router.model.report import Attachment
from agent_router.report.formats.fonts import font_file
from agent_router.report.formats.html import markup
from agent_router.report.interface import Document, Look
from agent_router.report.view import visible

_IMAGES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}


class Unfetched(RouterError):
    """A template asks for something outside its folders: nothing is ever fetched from the network or the disk."""


def render(document: Document, look: Look) -> bytes:
    """The PDF; Unfetched where a template names a file or address outside its folders."""
    fetcher = _Fetcher(look.template_folders, document.attachments)
    cut_off = document.facts.header.cut_off.astimezone(UTC)
    with _quiet(), warnings.catch_warnings():
        # WeasyPrint 70 leaves the file of its color profile to the garbage collector, which then warns.
        warnings.simplefilter("ignore", ResourceWarning)
        page = HTML(string=markup(document, look, "page"), base_url="template:/", url_fetcher=fetcher)
        data: bytes = page.write_pdf(
            font_config=FontConfiguration(),
            pdf_variant="pdf/a-3a",
            # The identifier of the file is that of its facts, so that it does not depend on the clock.
            pdf_identifier=document.facts.fact_digest[:32].encode(),
            attachments=[_attached(number, one, cut_off, fetcher) for number, one in _in_order(document.attachments)],
            finisher=_finish,
        )
    if fetcher.refused:
        raise Unfetched(
            f"The report's templates ask for {fetcher.refused[0]!r}. Only files of the template folders and the "
            "fonts that came with the program may be used; put the file into report_templates/."
        )
    return data


# WeasyPrint has no types, hence the ignored one.
class _Fetcher(URLFetcher):  # type: ignore[misc]
    """Answers for fonts, files of the template folders and the report's own attachments; refuses all else."""

    def __init__(self, folders: Sequence[Path], attachments: Sequence[Attachment]) -> None:
        super().__init__(allowed_protocols=())
        self._folders = [folder.resolve() for folder in folders]
        self._attachments = attachments
        self.refused: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002 - WeasyPrint's signature
        scheme, _, rest = url.partition(":")
        if scheme == "font":
            return URLFetcherResponse(url, font_file(rest.strip("/")).read_bytes(), {"Content-Type": "font/otf"})
        if scheme == "attachment" and rest.isdigit():
            one = self._attachments[int(rest)]
            return URLFetcherResponse(url, one.data, {"Content-Type": one.media_type})
        if ":" not in url or scheme == "template":
            return self._of_template(url, url.removeprefix("template:").strip("/"))
        return self._refuse(url)

    def _of_template(self, url: str, name: str) -> URLFetcherResponse:
        for folder in self._folders:
            path = (folder / name).resolve()
            kind = _IMAGES.get(path.suffix.casefold())
            if kind and path.is_relative_to(folder) and path.is_file():
                return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})
        return self._refuse(url)

    def _refuse(self, url: str) -> URLFetcherResponse:
        self.refused.append(url[:200])
        raise ValueError(f"{url[:200]} may not be fetched")  # WeasyPrint goes on; `render` then refuses


def _in_order(attachments: Sequence[Attachment]) -> Iterator[tuple[int, Attachment]]:
    # The name tree of embedded files must be sorted (ISO 32000-2, 7.9.6).
    return iter(sorted(enumerate(attachments), key=lambda pair: pair[1].name.encode()))


def _attached(number: int, one: Attachment, at: datetime, fetcher: _Fetcher) -> PdfAttachment:
    return PdfAttachment(
        url=f"attachment:{number}",
        url_fetcher=fetcher,
        name=visible(one.name),
        description=visible(one.description),
        # Without these, WeasyPrint takes the clock and the bytes differ.
        created=at,
        modified=at,
        relationship=one.relationship,
    )


def _finish(_document: object, pdf: Any) -> None:  # noqa: ANN401 - pydyf has no types
    """Name each attached file once in /AF: WeasyPrint lists it twice."""
    files = pdf.catalog.get("AF")
    if files:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(files))


@contextmanager
def _quiet() -> Iterator[None]:
    """WeasyPrint reports unknown CSS on the console; a report's reader has no use for it."""
    loggers = [logging.getLogger(name) for name in ("weasyprint", "weasyprint.progress", "fontTools")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
