"""What command lines show of files and systems."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_router.shell.effects import SOMEWHERE, shell_effects
from agent_router.shell.parsing import LONGEST_TEXT, parse_shell


@pytest.mark.parametrize(
    ("line", "changes"),
    [
        ("echo hi > out.txt", [("out.txt", "modified")]),
        ("echo hi >> log/out.txt 2>&1", [("log/out.txt", "modified")]),
        ("cat <<'EOF' > a.py\nrm -rf /\nEOF", [("a.py", "modified")]),
        ("ls 2>/dev/null", []),
        ("rm -rf build dist", [("build", "deleted"), ("dist", "deleted")]),
        ("mv a.py b.py", [("b.py", "renamed")]),
        ("mv a.py b.py pkg/", [("pkg/a.py", "renamed"), ("pkg/b.py", "renamed")]),
        ("cp a.py .", [("a.py", "created")]),
        ("cp lonely", []),
        ("touch new.txt", [("new.txt", "created")]),
        ("ls | tee -a files.txt", [("files.txt", "modified")]),
        ("sed -i 's/a/b/' f.py g.py", [("f.py", "modified"), ("g.py", "modified")]),
        ("sed -i.bak -e 's/a/b/' f.py", [("f.py", "modified")]),
        ("sed -n 1,9p f.py", []),
        ("perl -pi -e 's/a/b/' f.py", [("f.py", "modified")]),
        ("patch -p1 < fix.patch", [(SOMEWHERE, "modified")]),
        ("git apply fix.patch", [(SOMEWHERE, "modified")]),
        ("git apply --check fix.patch", []),
        ("git -C sub reset --hard HEAD~1", [(SOMEWHERE, "modified")]),
        ("git reset HEAD a.py", []),
        ("git checkout -- a.py b.py", [("a.py", "modified"), ("b.py", "modified")]),
        ("git checkout -b topic", []),
        ("git checkout main", [(SOMEWHERE, "modified")]),
        ("git restore a.py", [("a.py", "modified")]),
        ("git restore --staged a.py", []),
        ("git rm a.py", [("a.py", "deleted")]),
        ("git mv a.py b.py", [("b.py", "renamed")]),
        ("git stash list", []),
        ("git stash", [(SOMEWHERE, "modified")]),
        ("git status && git diff", []),
        ("git clean -fd", [(SOMEWHERE, "modified")]),
        ("git", []),
        ("black src", [("src", "modified")]),
        ("black --check src", []),
        ("gofmt -w main.go", [("main.go", "modified")]),
        ("gofmt -l .", []),
        ("ruff check --fix src", [("src", "modified")]),
        ("ruff check src", []),
        ("ruff format", [(SOMEWHERE, "modified")]),
        ("prettier --write a.ts", [("a.ts", "modified")]),
        ("cd app && echo 1 > x", [("app/x", "modified")]),
        ("(cd app && rm a); rm b", [("app/a", "deleted"), ("b", "deleted")]),
        ("cd app && rm /var/x ~/y", [("/var/x", "deleted"), ("~/y", "deleted")]),
        ('D=out; mkdir $D && echo 1 > "$D/a b.txt"', [("out/a b.txt", "modified")]),
        ("rm $UNKNOWN", [("$UNKNOWN", "deleted")]),
        ("D=$(pwd); rm $D/x", [("$D/x", "deleted")]),
        ("bash -c 'rm inner'", [("inner", "deleted")]),
        ("X=$(rm hidden) echo", [("hidden", "deleted")]),
        ("for f in a b; do rm $f; done", [("$f", "deleted")]),
        ("> emptied.txt", [("emptied.txt", "modified")]),
    ],
)
def test_files_that_a_line_writes(line: str, changes: list[tuple[str, str]]) -> None:
    assert [(one.path, one.kind.value) for one in shell_effects(line).changes] == changes


@pytest.mark.parametrize(
    ("line", "reads"),
    [
        ("cat a.py b.py", ["a.py", "b.py"]),
        ("head -n 5 a.py", ["a.py"]),
        ("sed -n '1,5p' a.py", ["a.py"]),
        ("sed -e 's/a/b/' a.py", ["a.py"]),
        ("grep -rn foo src tests", ["src", "tests"]),
        ("grep -e foo a.py", ["a.py"]),
        ("rg -g '*.py' foo", []),
        ("jq .a package.json", ["package.json"]),
        ("wc -l < a.py", ["a.py"]),
        ("cat a.py | grep -n x -", ["a.py"]),
        ("cd x && cat a.py", ["x/a.py"]),
        ("ls -la", []),
        ("cat -- -odd", ["-odd"]),
    ],
)
def test_files_that_a_line_reads(line: str, reads: list[str]) -> None:
    assert list(shell_effects(line).reads) == reads


@pytest.mark.parametrize(
    ("line", "requests"),
    [
        ("curl -sS -m 2 http://127.0.0.1:9/admin", [("127.0.0.1", "GET")]),
        ("curl -X DELETE https://api.example.com/v1/u", [("api.example.com", "DELETE")]),
        ("curl -XPUT https://api.example.com", [("api.example.com", "PUT")]),
        ("curl -d @f --header 'A: b' api.example.com/x", [("api.example.com", "POST")]),
        ("curl -I localhost", [("localhost", "HEAD")]),
        ("wget -O f https://x.example.org/f", [("x.example.org", "GET")]),
        ("curl http://[bad", []),
        ("gh pr create --title x", [("github.com", "gh pr create")]),
        ("aws s3 ls", [("amazonaws.com", "aws s3 ls")]),
        ("kubectl apply -f x", [("kubernetes", "kubectl apply")]),
        ("git push", [("git remote origin", "git push")]),
        ("git push https://git.example.com/r.git", [("git.example.com", "git push")]),
        ("git clone git@git.example.com:x/y.git", [("git.example.com", "git clone")]),
        ("git commit -m x", []),
        ("psql postgres://u@db.example.com/x", [("db.example.com", "psql")]),
        ("mysql -h db2 -e 'select 1'", [("db2", "mysql")]),
        ("psql --host=db3", [("db3", "psql")]),
        ("redis-cli flushall", [("localhost", "redis-cli")]),
        ("docker push ghcr.io/x/y", [("ghcr.io", "docker push")]),
        ("docker pull alpine", [("docker.io", "docker pull")]),
        ("docker ps", []),
        ("npm publish", [("npm registry", "npm publish")]),
        ("npm test", []),
        ("ssh -p 22 root@prod.example.com uptime", [("prod.example.com", "ssh")]),
        ("ssh", []),
        ("rsync -a x deploy@prod.example.com:/srv", [("prod.example.com", "rsync")]),
        ("scp a b", []),
    ],
)
def test_systems_that_a_line_talks_to(line: str, requests: list[tuple[str, str]]) -> None:
    assert [(one.system, one.method) for one in shell_effects(line).requests] == requests


def test_letters_of_every_script_stay_in_their_words() -> None:
    (command,) = parse_shell("grep -n 'größe €' \"日本 $X\" docs/übersicht.md").commands
    assert command.words == ("grep", "-n", "größe €", "日本 $X", "docs/übersicht.md")


@settings(max_examples=400)
@given(st.text(max_size=200))
def test_no_text_stops_the_reading(line: str) -> None:
    script = parse_shell(line)
    assert len(script.commands) <= len(line) + 1
    assert shell_effects(line) == shell_effects(line)


@pytest.mark.parametrize("line", ["x" * (LONGEST_TEXT + 1), "(" * 5_000, "$(" * 3_000 + "ls", "bash -c " * 10 + "ls"])
def test_bombs_are_not_taken_apart(line: str) -> None:
    assert not parse_shell(line).chained or len(line) < 100


def test_shells_in_shells_have_an_end() -> None:
    line = "ls"
    for _ in range(6):
        quoted = line.replace("\\", "\\\\").replace('"', '\\"')
        line = f'bash -c "{quoted}"'
    assert parse_shell(line).commands == ()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("echo a\\ b'c'\"d\"", ("echo", "a bcd")),
        ("echo $'a\\tb'", ("echo", "a\tb")),
        ("echo a{1,2}", ("echo", "a{1,2}")),
        ('echo "a \\"b\\" \\c"', ("echo", 'a "b" \\c')),
        ('A=1; echo "x ${A} y $B"', ("echo", "x 1 y $B")),
        ("echo a\\\n b", ("echo", "a", "b")),
    ],
)
def test_words_lose_their_quotes(line: str, words: tuple[str, ...]) -> None:
    assert parse_shell(line).commands[-1].words == words
