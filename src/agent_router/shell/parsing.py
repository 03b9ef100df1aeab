"""Shell text taken apart by the tree-sitter grammar of bash: simple commands, their words, how they hang together.

Only reads; nothing is run. A variable that the same text sets to plain words is filled in; a word with any other
expansion keeps its written form and is not `literal`.
"""

import posixpath
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

LONGEST_TEXT = 20_000
"""Characters; a longer command line is not taken apart."""

_DEEPEST = 60
_SHELLS = frozenset({"sh", "bash", "zsh", "dash", "ksh"})
_SEQUENCES = frozenset({"program", "compound_statement", "subshell", "do_group"})
_ONE_STATEMENT = frozenset({"program", "compound_statement", "subshell"})
_SIMPLE = frozenset({"command", "variable_assignment", "variable_assignments", "declaration_command", "test_command"})
_ASSIGNMENT = "variable_assignment"
_OPAQUE = frozenset({"heredoc_body", "comment", "raw_string"})


@dataclass(frozen=True, slots=True)
class ShellCommand:
    """One simple command of a script."""

    words: tuple[str, ...]
    """Program and arguments, quotes removed."""
    literal: bool = True
    """False where a word holds a variable, substitution or pattern that only the shell knows."""
    env: tuple[tuple[str, str], ...] = ()
    """Assignments before the program."""
    writes: tuple[str, ...] = ()
    """Targets of `>` and `>>`; `/dev/null` and descriptors left out."""
    reads: tuple[str, ...] = ()
    """Sources of `<`."""
    directory: str = ""
    """Where `cd` led before it, relative to the start; empty where there was none."""
    piped: bool = False
    """Whether its output goes into another command."""
    altered: bool = False
    """Whether its exit code is negated, caught by `||`, put in the background or made conditional."""


@dataclass(frozen=True, slots=True)
class Script:
    """One command line."""

    commands: tuple[ShellCommand, ...]
    """In the order written, those of substitutions before the command that holds them."""
    chained: bool
    """True for a simple command or an `&&` chain: exit code 0 of the whole means 0 of each."""
    whole: bool = True
    """False where the text could not be parsed to its end."""


@cache
def _parser() -> "Parser":
    import tree_sitter_bash  # noqa: PLC0415 - loaded when the first shell text is met; start-up stays fast
    from tree_sitter import Language, Parser  # noqa: PLC0415 - as above

    return Parser(Language(tree_sitter_bash.language()))


def parse_shell(text: str) -> Script:
    """Take one command line apart; text that is no shell gives what could be recognized and `whole` False."""
    return _parse(text, 0)


_FOLD = bytes(32 if byte == 0 else ord("x") if byte > 127 else byte for byte in range(256))
"""The grammar's scanner asks the C library about each character and reads out of bounds for those beyond ASCII: they
are shown to it as the letter x, which means the same to a shell. Words are cut from the original by their offsets."""


@dataclass(frozen=True, slots=True)
class _Scope:
    """What words are made from."""

    data: bytes
    """The original text; nodes hold offsets into it."""
    variables: dict[str, str]
    """What the text has set so far."""

    def written(self, node: "Node") -> str:
        """The node as it was written."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", errors="replace")


@lru_cache(maxsize=1024)
def _parse(text: str, depth: int) -> Script:
    if len(text) > LONGEST_TEXT or depth > 3:
        return Script((), chained=False, whole=False)
    data = text.encode("utf-8", errors="replace")
    tree = _parser().parse(data.translate(_FOLD))
    root = tree.root_node
    walker = _Walker(depth, data)
    walker.walk(root, altered=False, level=0)
    whole = not root.has_error
    chained = whole and walker.inner_chained and _is_chain(root, [False])
    return Script(tuple(walker.commands), chained=chained, whole=whole)


def _is_chain(node: "Node", pipefail: list[bool]) -> bool:
    """Whether exit code 0 of this node means 0 of every command in it; `pipefail[0]` once it is set."""
    if node.type in _ONE_STATEMENT:
        inner = [child for child in node.named_children if child.type != "comment"]
        if any(child.type == "&" for child in node.children) or len(inner) != 1:
            return False
        return _is_chain(inner[0], pipefail)
    if node.type == "list":
        parts = node.named_children
        return all(child.type == "&&" for child in node.children if not child.is_named) and all(
            _is_chain(part, pipefail) for part in parts
        )
    if node.type == "redirected_statement":
        body = node.child_by_field_name("body")
        return body is not None and _is_chain(body, pipefail)
    if node.type == "pipeline":
        return pipefail[0] and all(_is_chain(part, pipefail) for part in node.named_children)
    if node.type == "command" and _sets_pipefail(node):
        pipefail[0] = True
    return node.type in _SIMPLE


def _sets_pipefail(node: "Node") -> bool:
    words = (node.text or b"").split()
    return words[:1] == [b"set"] and b"pipefail" in words and any(word.endswith(b"o") for word in words[1:])


class _Walker:
    """Collects the simple commands of one syntax tree."""

    def __init__(self, depth: int, data: bytes) -> None:
        self.commands: list[ShellCommand] = []
        self.inner_chained = True
        self._directory = ""
        self._exported: list[tuple[str, str]] = []
        self._scope = _Scope(data, {})
        self._depth = depth

    def walk(self, node: "Node", *, altered: bool, level: int) -> None:
        """Visit one node; `altered` where something else decides about its exit code."""
        if level > _DEEPEST or node.type in _OPAQUE:
            return
        if node.type == "command":
            self._command(node, altered=altered, level=level)
        elif node.type == "redirected_statement":
            self._redirected(node, altered=altered, level=level)
        elif node.type == "pipeline":
            self._pipeline(node, altered=altered, level=level)
        elif node.type == "declaration_command":
            # `export PYTEST_ADDOPTS=…` changes what the commands after it do.
            self._exported += [
                _assignment(child, self._scope) for child in node.named_children if child.type == _ASSIGNMENT
            ]
        elif node.type == _ASSIGNMENT:
            self._assigned(node)
            self._substitutions(node, level=level)
        elif node.type == "subshell":
            before = self._directory
            self._children(node, altered=altered, level=level)
            self._directory = before
        else:
            conditional = node.type not in _SEQUENCES | _SIMPLE | {"list"} or any(
                child.type == "||" for child in node.children
            )
            self._children(node, altered=altered or conditional, level=level)

    def _assigned(self, node: "Node") -> None:
        """`SP=/tmp/x` is known from there on; what the shell alone can tell is forgotten."""
        value = node.child_by_field_name("value")
        name = self._scope.written(node).partition("=")[0]
        word, plain = _word(value, self._scope) if value is not None else ("", True)
        if plain:
            self._scope.variables[name] = word
        else:
            self._scope.variables.pop(name, None)

    def _children(self, node: "Node", *, altered: bool, level: int) -> None:
        children = node.children
        for position, child in enumerate(children):
            follows = children[position + 1].type if position + 1 < len(children) else ""
            self.walk(child, altered=altered or follows == "&", level=level + 1)

    def _pipeline(self, node: "Node", *, altered: bool, level: int) -> None:
        parts = node.named_children
        for position, part in enumerate(parts):
            self.walk(part, altered=altered, level=level + 1)
            if position + 1 < len(parts) and self.commands:
                self.commands[-1] = replace(self.commands[-1], piped=True)

    def _redirected(self, node: "Node", *, altered: bool, level: int) -> None:
        before = len(self.commands)
        for child in node.children:
            self.walk(child, altered=altered, level=level + 1)
        writes, reads = _redirects(node, self._scope)
        if len(self.commands) > before:
            last = self.commands[-1]
            self.commands[-1] = replace(last, writes=last.writes + writes, reads=last.reads + reads)
        elif writes or reads:
            self.commands.append(ShellCommand((), writes=writes, reads=reads, directory=self._directory))

    def _command(self, node: "Node", *, altered: bool, level: int) -> None:
        words, env, literal = [], list(self._exported), True
        for child in node.named_children:
            if child.type == _ASSIGNMENT:
                env.append(_assignment(child, self._scope))
            elif child.type not in {"file_redirect", "heredoc_redirect", "herestring_redirect"}:
                word, plain = _word(child, self._scope)
                words.append(word)
                literal = literal and plain
            self._substitutions(child, level=level + 1)
        writes, reads = _redirects(node, self._scope)
        command = ShellCommand(
            tuple(words), literal, tuple(env), writes, reads, directory=self._directory, altered=altered
        )
        self._add(_unwrapped(command))

    def _substitutions(self, node: "Node", *, level: int) -> None:
        if level > _DEEPEST or node.type in _OPAQUE:
            return
        if node.type in {"command_substitution", "process_substitution"}:
            before = self._directory
            self._children(node, altered=True, level=level)
            self._directory = before
            return
        for child in node.named_children:
            self._substitutions(child, level=level + 1)

    def _add(self, command: ShellCommand) -> None:
        inner = _inner_script(command.words)
        if inner is not None:
            script = _parse(inner, self._depth + 1)
            self.inner_chained = self.inner_chained and script.chained
            self.commands += [
                replace(
                    one,
                    env=command.env + one.env,
                    directory=_joined(command.directory, one.directory),
                    piped=one.piped or command.piped,
                    altered=one.altered or command.altered,
                )
                for one in script.commands
            ]
            return
        self.commands.append(command)
        if command.words[:1] in {("cd",), ("pushd",)} and not command.altered:
            target = next((word for word in command.words[1:] if not word.startswith("-")), "~")
            self._directory = _joined(self._directory, target)


def _joined(start: str, target: str) -> str:
    if not target:
        return start
    return posixpath.normpath(posixpath.join(start, target.replace("\\", "/")))


def _inner_script(words: tuple[str, ...]) -> str | None:
    """The text behind `sh -c`, or None."""
    if not words or base_name(words[0]) not in _SHELLS:
        return None
    for position, word in enumerate(words[1:], start=1):
        if not word.startswith("-"):
            return None
        if not word.startswith("--") and "c" in word:
            return words[position + 1] if position + 1 < len(words) else None
    return None


def base_name(word: str) -> str:
    """Program name without its folder and Windows ending: `.venv/bin/python3.11` → `python3.11`."""
    name = word.replace("\\", "/").rsplit("/", 1)[-1]
    return name[:-4] if name.lower().endswith((".exe", ".cmd", ".bat")) else name


def _unwrapped(command: ShellCommand) -> ShellCommand:
    """Drop programs that only run another: `time`, `timeout 60`, `nice`, `env A=b`, `command`."""
    words, env = list(command.words), list(command.env)
    while words:
        name = base_name(words[0])
        rest = words[1:]
        if name in {"time", "command", "nohup", "exec", "builtin", "stdbuf", "nice", "timeout", "gtimeout"}:
            while rest and rest[0].startswith("-"):
                takes = (name == "timeout" and rest[0] in {"-s", "-k"}) or (name == "nice" and rest[0] == "-n")
                rest = rest[2:] if takes else rest[1:]
            rest = rest[1:] if name in {"timeout", "gtimeout"} else rest
        elif name == "env" and rest and "=" in rest[0]:
            while rest and "=" in rest[0] and not rest[0].startswith("-"):
                variable, _, value = rest[0].partition("=")
                env.append((variable, value))
                rest = rest[1:]
        else:
            break
        if not rest:
            break
        words = rest
    return replace(command, words=tuple(words), env=tuple(env))


def _redirects(node: "Node", scope: _Scope) -> tuple[tuple[str, ...], tuple[str, ...]]:
    writes: list[str] = []
    reads: list[str] = []
    # `cat <<EOF > f`: what follows the heredoc's mark stands inside it.
    inside = [inner for child in node.children if child.type == "heredoc_redirect" for inner in child.children]
    for child in (*node.children, *inside):
        if child.type != "file_redirect":
            continue
        target = child.child_by_field_name("destination")
        signs = {part.type for part in child.children}
        if target is None or (signs & {">&", "<&", "<&-", ">&-"} and target.type == "number"):
            continue
        word, _ = _word(target, scope)
        if word.startswith("/dev/"):
            continue
        (reads if "<" in signs else writes).append(word)
    return tuple(writes), tuple(reads)


def _word(node: "Node", scope: _Scope) -> tuple[str, bool]:
    """The word without its quotes, and whether nothing in it needs the shell to be known."""
    kind, written = node.type, scope.written(node)
    if kind in {"raw_string", "ansi_c_string"}:
        bare = written.removeprefix("$")[1:-1]
        plain_text = bare.replace("\\n", "\n").replace("\\t", "\t").replace("\\'", "'")
        return (bare if kind == "raw_string" else plain_text), True
    if kind in {"simple_expansion", "expansion"}:
        name = written.lstrip("$").strip("{}")
        return scope.variables.get(name, written), name in scope.variables
    if kind == "string":
        return _quoted(node, scope)
    if kind in {"concatenation", "command_name"}:
        if any(child.type == "brace_expression" for child in node.children):
            return written, False
        parts = [_word(child, scope) for child in node.children]
        return "".join(word for word, _ in parts), all(plain for _, plain in parts)
    plain = kind in {"word", "number", "extglob_pattern", "regex"} and not set(written) & set("*?")
    return (_unescaped(written, None) if kind == "word" else written), plain


def _quoted(node: "Node", scope: _Scope) -> tuple[str, bool]:
    """What stands between double quotes; the grammar leaves out blanks beside an expansion, so bytes are cut."""
    data, start = scope.data[node.start_byte : node.end_byte], node.start_byte
    parts, plain, done = [], True, 1
    for child in node.named_children:
        if child.type == "string_content":
            continue
        parts.append(_unescaped(data[done : child.start_byte - start].decode("utf-8", errors="replace"), '"\\$`'))
        word, known = _word(child, scope)
        parts.append(word)
        plain = plain and known
        done = child.end_byte - start
    parts.append(_unescaped(data[done : max(len(data) - 1, done)].decode("utf-8", errors="replace"), '"\\$`'))
    return "".join(parts), plain


def _unescaped(text: str, only: str | None) -> str:
    """Backslashes before those characters (before any, for None) removed; before a newline both go."""
    result, at = [], 0
    while at < len(text):
        if text[at] == "\\" and at + 1 < len(text):
            following = text[at + 1]
            if following == "\n":
                at += 2
                continue
            if only is None or following in only:
                result.append(following)
                at += 2
                continue
        result.append(text[at])
        at += 1
    return "".join(result)


def _assignment(node: "Node", scope: _Scope) -> tuple[str, str]:
    name, _, value = scope.written(node).partition("=")
    return name, _unquoted(value)


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
