"""What a command line reads, writes and asks of other systems, as far as its words show it.

Nobody recorded these; they are inferred, and labeled so. Programs that a script starts stay unseen.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from agent_router.model.known import ChangeKind
from agent_router.shell.parsing import ShellCommand, base_name, parse_shell

SOMEWHERE = "."
"""Path of a change that may touch any file (`git apply`, `git reset --hard`)."""


@dataclass(frozen=True, slots=True)
class ShellChange:
    """One path that a command line writes; relative to where the line started."""

    path: str
    kind: ChangeKind
    old_path: str = ""


@dataclass(frozen=True, slots=True)
class ShellRequest:
    """One system that a command line talks to."""

    system: str
    method: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ShellEffects:
    """Everything inferred of one command line."""

    changes: tuple[ShellChange, ...] = ()
    reads: tuple[str, ...] = ()
    requests: tuple[ShellRequest, ...] = ()


_READERS = frozenset({"cat", "head", "tail", "less", "more", "nl", "bat", "wc", "jq", "yq", "diff", "cmp", "xxd", "od"})
_SEARCHERS = frozenset({"grep", "egrep", "fgrep", "rg", "ag", "ack", "awk", "gawk", "zgrep"})
_VALUE_OPTIONS: dict[str, frozenset[str]] = {
    "head": frozenset({"-n", "-c"}),
    "tail": frozenset({"-n", "-c"}),
    "jq": frozenset({"--arg", "--argjson", "--slurpfile", "--rawfile"}),
    "awk": frozenset({"-v", "-F"}),
    "gawk": frozenset({"-v", "-F"}),
    "sed": frozenset({"-e", "-f", "--expression"}),
    "grep": frozenset({"-A", "-B", "-C", "-m", "-e", "-f", "--include", "--exclude", "--exclude-dir"}),
    "rg": frozenset({"-A", "-B", "-C", "-m", "-e", "-f", "-g", "-t", "-T", "--glob", "--type", "-j", "--max-count"}),
}
_GIT_ANY = frozenset({"apply", "am", "merge", "rebase", "pull", "cherry-pick", "revert", "switch"})
_GIT_NETWORK = frozenset({"push", "pull", "fetch", "clone", "ls-remote"})
_FORMATTERS: dict[str, frozenset[str]] = {
    "black": frozenset(),
    "isort": frozenset(),
    "gofmt": frozenset({"-w"}),
    "goimports": frozenset({"-w"}),
    "prettier": frozenset({"--write", "-w"}),
    "eslint": frozenset({"--fix"}),
    "rustfmt": frozenset(),
}
_CLOUDS = {
    "gh": "github.com",
    "glab": "gitlab.com",
    "aws": "amazonaws.com",
    "gcloud": "googleapis.com",
    "az": "azure.com",
    "kubectl": "kubernetes",
    "helm": "kubernetes",
    "vercel": "vercel.com",
    "heroku": "heroku.com",
    "flyctl": "fly.io",
    "stripe": "stripe.com",
}
_PUBLISHERS = {
    ("npm", "publish"): "npm registry",
    ("yarn", "publish"): "npm registry",
    ("twine", "upload"): "Python package index",
}
_DATABASES = frozenset({"psql", "pg_dump", "mysql", "mysqldump", "mongosh", "mongo", "redis-cli", "sqlcmd"})
_REMOTE = re.compile(r"(?:[\w.+-]+@)?([\w.-]+\.[\w.-]+|[\w-]+):(?!//)\S*\Z")


def shell_effects(text: str) -> ShellEffects:
    """What this command line reads, writes and asks of other systems; paths relative to where it starts."""
    changes: list[ShellChange] = []
    reads: list[str] = []
    requests: list[ShellRequest] = []
    for command in parse_shell(text).commands:
        changes += [ShellChange(_from(command, path), ChangeKind.MODIFIED) for path in command.writes]
        reads += [_from(command, path) for path in command.reads]
        if not command.words:
            continue
        name, words = base_name(command.words[0]), list(command.words[1:])
        changes += _changes(command, name, words)
        reads += [_from(command, path) for path in _reads(name, words)]
        requests += _requests(name, words)
    return ShellEffects(tuple(dict.fromkeys(changes)), tuple(dict.fromkeys(reads)), tuple(dict.fromkeys(requests)))


def _from(command: ShellCommand, path: str) -> str:
    if not command.directory or path.startswith(("/", "~", "$")) or re.match(r"[A-Za-z]:[\\/]", path):
        return path
    return path if path == SOMEWHERE else f"{command.directory}/{path}"


def _operands(words: list[str], with_value: frozenset[str] = frozenset()) -> list[str]:
    """Words that are no options and no option's value."""
    operands, skip, only = [], False, False
    for word in words:
        if skip:
            skip = False
        elif only or not word.startswith("-") or word == "-":
            operands.append(word)
        elif word == "--":
            only = True
        else:
            skip = word in with_value
    return [word for word in operands if word not in {"-", ""}]


def _changes(command: ShellCommand, name: str, words: list[str]) -> list[ShellChange]:
    if name in _FORMATTERS:
        return _by_formatter(command, name, words)
    change = _CHANGERS.get(name)
    return change(command, words) if change is not None else []


def _removed(command: ShellCommand, words: list[str]) -> list[ShellChange]:
    return [ShellChange(_from(command, path), ChangeKind.DELETED) for path in _operands(words)]


def _touched(command: ShellCommand, words: list[str]) -> list[ShellChange]:
    return [ShellChange(_from(command, path), ChangeKind.CREATED) for path in _operands(words)]


def _written(command: ShellCommand, words: list[str]) -> list[ShellChange]:
    paths = [path for path in _operands(words) if not path.startswith("/dev/")]
    return [ShellChange(_from(command, path), ChangeKind.MODIFIED) for path in paths]


def _edited(command: ShellCommand, words: list[str]) -> list[ShellChange]:
    if not any(re.match(r"-[a-zA-Z]*i|--in-place", word) for word in words):
        return []
    script_given = any(word in {"-e", "-f"} or word.startswith(("--expression", "-pe", "-pi", "-i.")) for word in words)
    perl = base_name(command.words[0]) == "perl"
    files = _operands(words, frozenset({"-e", "-f", "-pe", "-pie"}))
    # GNU sed's script is the first operand unless it came with -e; perl's always comes with -e.
    return [
        ShellChange(_from(command, path), ChangeKind.MODIFIED) for path in files[0 if script_given or perl else 1 :]
    ]


def _patched(_: ShellCommand, __: list[str]) -> list[ShellChange]:
    return [ShellChange(SOMEWHERE, ChangeKind.MODIFIED)]


def _moved(command: ShellCommand, words: list[str]) -> list[ShellChange]:
    operands = _operands(words)
    return _moves(command, base_name(command.words[0]), operands) if len(operands) > 1 else []


def _by_ruff(command: ShellCommand, words: list[str]) -> list[ShellChange]:
    fixes = (words[:1] == ["format"] or "--fix" in words) and not {"--check", "--diff"} & set(words)
    return _formatted(command, _operands(words)[1:]) if fixes else []


def _by_formatter(command: ShellCommand, name: str, words: list[str]) -> list[ShellChange]:
    needed = _FORMATTERS[name]
    writes = (not needed or needed & set(words)) and not {"--check", "--diff", "-l", "-d"} & set(words)
    return _formatted(command, _operands(words)) if writes else []


def _formatted(command: ShellCommand, operands: list[str]) -> list[ShellChange]:
    return [ShellChange(_from(command, path), ChangeKind.MODIFIED) for path in operands or [SOMEWHERE]]


def _moves(command: ShellCommand, name: str, operands: list[str]) -> list[ShellChange]:
    *sources, target = operands
    into_folder = target.endswith("/") or len(sources) > 1 or target in {".", ".."}
    changes = []
    for source in sources:
        path = f"{target.rstrip('/')}/{source.rstrip('/').rsplit('/', 1)[-1]}" if into_folder else target
        path = path.removeprefix("./")
        if name == "mv":
            changes.append(ShellChange(_from(command, path), ChangeKind.RENAMED, _from(command, source)))
        else:
            changes.append(ShellChange(_from(command, path), ChangeKind.CREATED))
    return changes


def _git_changes(command: ShellCommand, words: list[str]) -> list[ShellChange]:
    words = _operands_of_git(words)
    if not words:
        return []
    verb, rest = words[0], words[1:]
    operands = _operands(rest)
    if verb == "rm" and "--cached" not in rest:
        return [ShellChange(_from(command, path), ChangeKind.DELETED) for path in operands]
    if verb == "mv" and len(operands) > 1:
        return _moves(command, "mv", operands)
    if verb in {"checkout", "restore"} and ("--" in rest or verb == "restore"):
        if verb == "restore" and "--staged" in rest and "--worktree" not in rest:
            return []
        paths = rest[rest.index("--") + 1 :] if "--" in rest else operands
        return [ShellChange(_from(command, path), ChangeKind.MODIFIED) for path in paths]
    changing = (
        verb in _GIT_ANY
        or (verb == "checkout" and not {"-b", "-B", "--orphan"} & set(rest))
        or (verb == "reset" and bool({"--hard", "--merge", "--keep"} & set(rest)))
        or (verb == "stash" and operands[:1] not in (["list"], ["show"], ["drop"]))
        or (verb == "clean" and "-n" not in rest)
    )
    dry = {"--check", "--stat", "--numstat", "--summary", "--abort"} & set(rest)
    return [ShellChange(SOMEWHERE, ChangeKind.MODIFIED)] if changing and not dry else []


def _operands_of_git(words: list[str]) -> list[str]:
    """From the verb on; `-C dir` and `-c name=value` come before it."""
    at = 0
    while at < len(words) and words[at].startswith("-"):
        at += 2 if words[at] in {"-C", "-c", "--git-dir", "--work-tree"} else 1
    return words[at:]


_CHANGERS: dict[str, Callable[[ShellCommand, list[str]], list[ShellChange]]] = {
    **dict.fromkeys(("rm", "unlink", "rmdir", "shred"), _removed),
    **dict.fromkeys(("mv", "cp", "install", "ln"), _moved),
    **dict.fromkeys(("sed", "gsed", "perl"), _edited),
    **dict.fromkeys(("truncate", "tee"), _written),
    "touch": _touched,
    "patch": _patched,
    "git": _git_changes,
    "ruff": _by_ruff,
}


def _reads(name: str, words: list[str]) -> list[str]:
    if name in _READERS:
        operands = _operands(words, _VALUE_OPTIONS.get(name, frozenset()))
        return operands[1:] if name in {"jq", "yq"} else operands
    if name in _SEARCHERS:
        pattern_given = any(word in {"-e", "-f"} or word.startswith("--regexp") for word in words)
        operands = _operands(words, _VALUE_OPTIONS.get(name, _VALUE_OPTIONS["grep"]))
        return operands if pattern_given else operands[1:]
    if name in {"sed", "gsed"} and not any(re.match(r"-[a-zA-Z]*i|--in-place", word) for word in words):
        script_given = any(word in {"-e", "-f"} or word.startswith("--expression") for word in words)
        operands = _operands(words, _VALUE_OPTIONS["sed"])
        return operands if script_given else operands[1:]
    return []


def _requests(name: str, words: list[str]) -> list[ShellRequest]:
    if name in _CLOUDS:
        verb = " ".join(word for word in words[:2] if not word.startswith("-"))
        return [ShellRequest(_CLOUDS[name], f"{name} {verb}".strip())]
    if name in _DATABASES:
        return [ShellRequest(_database_host(words), name)]
    ask = _ASKERS.get(name)
    return ask(name, words) if ask is not None else []


def _published(name: str, words: list[str]) -> list[ShellRequest]:
    registry = _PUBLISHERS.get((name, words[0] if words else ""))
    return [ShellRequest(registry, f"{name} {words[0]}")] if registry else []


def _images(name: str, words: list[str]) -> list[ShellRequest]:
    if words[:1] not in (["push"], ["pull"], ["login"]):
        return []
    return [ShellRequest(_image_host(_operands(words[1:])), f"{name} {words[0]}")]


def _web(name: str, words: list[str]) -> list[ShellRequest]:
    method = "GET"
    for at, word in enumerate(words):
        if word in {"-X", "--request"} and at + 1 < len(words):
            method = words[at + 1].upper()
            break
        if word.startswith(("-X", "--request=")) and word != "-X":
            method = word.removeprefix("-X").removeprefix("--request=").upper()
            break
        if word in {"-d", "--data", "--data-raw", "--data-binary", "-F", "--form", "--json", "--post-data"}:
            method = "POST"
        elif word in {"-I", "--head"}:
            method = "HEAD"
    valued = frozenset({"-o", "-H", "-d", "-X", "-u", "-F", "-m", "-A", "-e", "-b", "-c", "-w", "-T", "--data", "-O"})
    more = frozenset({"--output", "--header", "--request", "--user", "--max-time", "--data-raw", "--retry", "--json"})
    skipped = valued - ({"-O"} if name == "curl" else set()) | more
    found = [(url, host_of(url)) for url in _operands(words, skipped)]
    return [ShellRequest(host, method, url) for url, host in found if host]


def host_of(url: str) -> str:
    """Host of a URL, also of one without scheme; empty where there is none."""
    try:
        host = urlsplit(url if "://" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    return host if "://" in url or "." in host or host == "localhost" else ""


def _git_requests(_: str, words: list[str]) -> list[ShellRequest]:
    words = _operands_of_git(words)
    if not words or words[0] not in _GIT_NETWORK:
        return []
    operands = _operands(words[1:])
    target = operands[0] if operands else "origin"
    remote = _REMOTE.match(target)
    host = host_of(target) if "://" in target else remote[1] if remote else f"git remote {target}"
    return [ShellRequest(host, f"git {words[0]}", target if "://" in target else "")]


def _database_host(words: list[str]) -> str:
    for at, word in enumerate(words):
        if "://" in word:
            return host_of(word)
        if word in {"-h", "--host", "-S"} and at + 1 < len(words):
            return words[at + 1]
        if word.startswith("--host="):
            return word.removeprefix("--host=")
    return "localhost"


def _image_host(operands: list[str]) -> str:
    first = operands[0].split("/", 1)[0] if operands else ""
    return first if "." in first or ":" in first else "docker.io"


def _remote(name: str, words: list[str]) -> list[ShellRequest]:
    operands = _operands(words, frozenset({"-p", "-P", "-i", "-o", "-l", "-e", "-w"}))
    if name in {"ssh", "nc", "telnet", "ftp", "sftp"}:
        return [ShellRequest(operands[0].rsplit("@", 1)[-1].split(":", 1)[0], name)] if operands else []
    hosts = [found[1] for word in operands if (found := _REMOTE.match(word))]
    return [ShellRequest(host, name) for host in dict.fromkeys(hosts)]


_ASKERS: dict[str, Callable[[str, list[str]], list[ShellRequest]]] = {
    **dict.fromkeys(("curl", "wget", "http", "https", "xh"), _web),
    **dict.fromkeys(("npm", "yarn", "twine"), _published),
    **dict.fromkeys(("docker", "podman"), _images),
    **dict.fromkeys(("ssh", "scp", "sftp", "rsync", "nc", "telnet", "ftp"), _remote),
    "git": _git_requests,
}
