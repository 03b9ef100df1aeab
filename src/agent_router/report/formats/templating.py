"""Templates of people who know HTML, not Python: sandboxed, strict, escaped, and a fault has its file and line."""

import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from agent_router.report import view
from agent_router.report.facts.references import shown_places
from agent_router.report.interface import Look, TemplateFault

_FILTERS: dict[str, Callable[..., object]] = {
    "number": view.number,
    "amount": view.amount,
    "cost": view.cost_words,
    "meters": view.meters_words,
    "tokens": view.tokens_words,
    "week_cost": view.week_cost,
    "spent": view.spent_words,
    "duration": view.duration,
    "size": view.size,
    "percent": view.percent,
    "digest": view.short_digest,
    "day": view.day,
    "iso": view.iso,
    "sign": view.sign,
    "tone": view.tone,
    "word": view.word,
    "grade": view.grade_words,
    "anchor": view.anchor,
    "spot": view.spot,
    "shown": shown_places,
    "more_places": view.more_places,
    "excerpt": view.excerpt,
    "rows": view.first,
    "left": view.left,
}


def fill(
    name: str, context: Mapping[str, object], look: Look, printed: Callable[[object], object] | None = None
) -> str:
    """Fill the template of that name; `printed` spells each printed value (default: visible text, then HTML).

    Raises:
        TemplateFault: with the template's file and line, for its syntax, a name it does not know, or a misused filter.
    """
    clock = view.Clock(look.branding.time_zone)
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader([str(folder) for folder in look.template_folders]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=printed or _visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(_FILTERS)
    environment.filters.update(moment=clock.moment, second=clock.second, date=clock.date)
    try:
        return environment.get_template(name).render({"look": look, **context})
    except TemplateSyntaxError as fault:
        raise TemplateFault(_short(fault.filename or fault.name or name), fault.lineno, str(fault.message)) from fault
    except TemplateNotFound as fault:
        raise TemplateFault(*_spot(fault, name), f"there is no template {fault.name!r}.") from fault
    except (TemplateError, TypeError, ValueError, AttributeError, LookupError, ArithmeticError) as fault:
        if not _by_template(fault):
            raise
        raise TemplateFault(*_spot(fault, name), f"{fault}.") from fault


def read_asset(name: str, look: Look) -> str:
    """A template file as it stands (a script), from the first folder that has it; TemplateFault where none has."""
    for folder in look.template_folders:
        path = folder / name
        if path.is_file():
            return path.read_text("utf-8")
    raise TemplateFault(name, 1, "there is no such file in any template folder.")


def _visible(value: object) -> object:
    if isinstance(value, Markup):
        return value
    return view.visible(value) if isinstance(value, str) else value


def _by_template(fault: Exception) -> bool:
    """Whether the fault arose in a template, or in a filter that a template called; anything else is our own bug."""
    if isinstance(fault, TemplateError):
        return True
    last = traceback.extract_tb(fault.__traceback__)[-1].filename
    return last.endswith((".html", ".svg", ".css", ".md", "view.py", "markupsafe/__init__.py"))


def _spot(fault: Exception, name: str) -> tuple[str, int]:
    """The innermost template line of the traceback."""
    for frame in reversed(traceback.extract_tb(fault.__traceback__)):
        if frame.filename.endswith((".html", ".svg", ".css", ".md")):
            return _short(frame.filename), frame.lineno or 1
    return name, 1


def _short(file: str) -> str:
    path = Path(file)
    return "/".join(path.parts[-2:]) if path.parent.name in {"styles", "charts"} else path.name
