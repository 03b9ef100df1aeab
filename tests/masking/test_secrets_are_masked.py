import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_router.masking.nouns import mask_noun
from agent_router.masking.secrets import SHAPES, Found, mask, mask_bytes, masking_key, total, wide_encoding
from agent_router.model.task import Answer, Task
from tests.masking.planted import framed_secrets, letters, private_key, vendor_secrets

VENDOR = list(vendor_secrets())
FRAMED = list(framed_secrets())
SURROUNDINGS = ["{}", "key {} used", '{{"text":"a\\n{}\\nb"}}', "export X={};", "“{}”", "\x1b[32m{}\x1b[0m", "a\t{}\n"]


def test_the_catalogue_knows_forty_shapes_and_more() -> None:
    assert len({shape.rule for shape in SHAPES}) >= 40


@pytest.mark.parametrize(("rule", "secret"), VENDOR, ids=[f"{rule} {secret[:8]}" for rule, secret in VENDOR])
@pytest.mark.parametrize("frame", SURROUNDINGS)
def test_a_vendors_secret_does_not_survive(rule: str, secret: str, frame: str) -> None:
    masked = mask(frame.format(secret))
    assert secret not in masked.text
    assert secret[8:24] not in masked.text
    assert rule in {found.rule for found in masked.found}


@pytest.mark.parametrize(("rule", "frame", "secret"), FRAMED, ids=[frame for _, frame, _ in FRAMED])
def test_a_secret_known_by_its_surroundings_does_not_survive(rule: str, frame: str, secret: str) -> None:
    masked = mask(frame.format(secret))
    assert secret not in masked.text
    assert [found.rule for found in masked.found] == [rule]
    before, after = frame.replace("{{", "{").replace("}}", "}").split("{}", 1)
    assert masked.text.startswith(before.split("session=")[0].split("sid=")[0].replace("{}", ""))
    assert masked.text.endswith(after.removeprefix("; theme=dark1"))


@pytest.mark.parametrize(("rule", "secret"), VENDOR[::7])
def test_json_stays_json_with_the_same_keys(rule: str, secret: str) -> None:
    inner = json.dumps({"env": f"A=1\n{secret}\n", "password": f'with "quotes" and \\ {rule}'})
    line = json.dumps({"type": "user", "content": inner, "n": 1, "deep": json.dumps({"again": inner})})
    read = json.loads(mask(line).text)
    assert list(read) == ["type", "content", "n", "deep"]
    assert list(json.loads(read["content"])) == ["env", "password"]
    assert secret not in json.loads(json.loads(read["deep"])["again"])["env"]


def test_a_password_with_quotes_and_backslashes_goes_whole() -> None:
    hard = 'pa"ss\\wo9rd\\'
    line = json.dumps({"password": hard, "next": "kept"})
    assert json.loads(mask(line).text)["next"] == "kept"
    assert "wo9rd" not in mask(line).text
    twice = json.dumps({"content": line})
    assert json.loads(json.loads(mask(twice).text)["content"])["next"] == "kept"
    assert "wo9rd" not in mask(twice).text


def test_a_private_key_is_masked_in_text_and_keeps_the_line_numbers() -> None:
    key = private_key()
    text = f"one\n{key}\nlast"
    masked = mask(text)
    assert key.splitlines()[3] not in masked.text
    assert masked.text.count("\n") == text.count("\n")
    assert masked.text.endswith("-----END RSA PRIVATE KEY-----\nlast")


@pytest.mark.parametrize("kind", ["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "])
def test_a_private_key_inside_json_is_masked(kind: str) -> None:
    key = private_key(kind)
    line = json.dumps({"content": json.dumps({"file": key}), "next": 1})
    masked = mask(line)
    assert key.splitlines()[3] not in masked.text
    assert json.loads(masked.text)["next"] == 1


def test_a_pgp_key_with_its_version_line_is_masked() -> None:
    body = "\n".join(letters(f"pgp {number}", 64) for number in range(5))
    text = f"-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v1.4.11 (GNU/Linux)\n\n{body}\n-----END PGP PRIVATE"
    assert letters("pgp 3", 64) not in mask(text).text


def test_a_password_with_an_at_sign_in_an_address_goes_whole() -> None:
    assert mask("postgres://app:p@ss9w@rd@db.test/x").text.endswith("›@db.test/x")
    assert "ss9w" not in mask("postgres://app:p@ss9w@rd@db.test/x").text


def test_an_unquoted_password_without_digits_goes_where_it_is_no_mere_word() -> None:
    assert "Horse" not in mask("password: Correct!Horse").text
    assert mask("password: SecretStr").found == ()


def test_a_private_key_cut_off_by_a_limit_is_masked() -> None:
    line = json.dumps({"content": private_key()[:300], "next": 1})
    masked = mask(line)
    assert private_key().splitlines()[2] not in masked.text
    assert json.loads(masked.text)["next"] == 1


def test_the_same_value_has_the_same_mask_and_another_value_another() -> None:
    (_, one), (_, two) = VENDOR[20], VENDOR[21]
    masked = mask(f"{one} {two} {one}").text.split()
    assert masked[0] == masked[2] != masked[1]


def test_one_key_gives_the_same_mask_across_files() -> None:
    _, secret = VENDOR[20]
    key = masking_key([b"first file", b"second file"])
    assert mask(f"a {secret}", key).text[2:] == mask(f"b {secret}", key).text[2:]
    assert mask(f"a {secret}").text[2:] != mask(f"b {secret}").text[2:]


def test_masking_can_be_made_again() -> None:
    text = f"x {VENDOR[3][1]} y"
    assert mask(text) == mask(text)


def test_a_mask_is_never_masked_again() -> None:
    text = f'password="{VENDOR[3][1]}" TOKEN={VENDOR[20][1]} ' + FRAMED[0][1].format(FRAMED[0][2])
    once = mask(text).text
    assert mask(once).text == once
    assert mask(once).found == ()


def test_a_forged_mask_hides_nothing() -> None:
    assert "realSecret99" not in mask("DB_PASSWORD=‹masked:x:000000›realSecret99").text


def test_utf_16_logs_are_understood() -> None:
    _, secret = VENDOR[20]
    for encoding in ("utf-16-le", "utf-16-be"):
        data = ("\ufeff" + f"token {secret}").encode(encoding)
        masked = mask_bytes(data)
        assert secret not in masked.data.decode(encoding)
        assert masked.data[:2] == data[:2]
        assert mask_bytes("\ufeffnothing".encode(encoding)).found == ()
    assert mask_bytes(b"\xff\xfe\x00\xd8\x00").data == b"\xff\xfe\x00\xd8\x00"


def test_counts_add_up_by_rule() -> None:
    assert total([Found("b", 1), Found("a", 2), Found("b", 3)]) == (Found("a", 2), Found("b", 4))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(VENDOR),
    st.text(max_size=40),
    st.sampled_from(["\n", " ", '"', "'", "\t", "=", ": ", ",", "(", "\r\n"]),
    st.text(max_size=40),
)
def test_a_secret_never_survives_whatever_stands_around_it(
    secret: tuple[str, str], before: str, gap: str, after: str
) -> None:
    text = f"{before}{gap}{secret[1]}{gap}{after}"
    assert secret[1] not in mask(text).text
    line = json.dumps({"a": [text], "b": json.dumps(text)})
    read = json.loads(mask(line).text)
    assert secret[1] not in read["a"][0]
    assert secret[1] not in json.loads(read["b"])


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.text(max_size=20), st.recursive(st.text(max_size=60) | st.integers() | st.none(), st.lists, max_leaves=5)
    )
)
def test_json_always_stays_json(value: dict[str, object]) -> None:
    line = json.dumps({"password": value, "token": json.dumps(value)}, ensure_ascii=False)
    assert set(json.loads(mask(line).text)) == {"password", "token"}


@pytest.mark.parametrize(
    "quote", ["&quot;", "&#34;", "&#39;", '\\\\\\\\"', '\\\\\\\\\\\\\\"'], ids=["quot", "34", "39", "deep", "deeper"]
)
def test_quotes_written_in_another_way_hide_no_value(quote: str) -> None:
    secret = letters("behind", 20)
    line = f"x {quote}db_password{quote}: {quote}{secret}{quote}, {quote}next{quote}: {quote}kept{quote} {'y' * 9000}"
    for text in (line, f"{'z' * 500} {line}\nlast line", f"{line}\n{line}"):
        masked = mask(text)
        assert secret not in masked.text
        assert f"{quote}next{quote}: {quote}kept{quote}" in masked.text
        assert mask(masked.text).text == masked.text


def test_a_login_in_an_address_with_quoted_slashes_goes() -> None:
    assert "hunter2x" not in mask('"a":"\\"https:\\\\/\\\\/me:hunter2x@git.test\\\\/repo\\""').text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_understood(encoding: str) -> None:
    _, secret = VENDOR[20]
    data = f"the token {secret} was used".encode(encoding)
    masked = mask_bytes(data)
    assert secret not in masked.data.decode(encoding)
    assert mask_bytes(data + b"\n").data[-1:] == b"\n"
    assert wide_encoding(b"plain text") == wide_encoding(bytes(range(64))) == wide_encoding(b"a\0") == ""


def test_a_masked_sentence_is_stable_whatever_stands_behind_the_mask() -> None:
    _, secret = VENDOR[20]
    for frame in (
        "Used {}.",
        "token {}.",
        "Authorization: {}.",
        "key={};",
        "(password={})",
        "token: {}!",
        '"token": "{}",',
    ):
        once = mask(frame.format(secret)).text
        assert secret not in once
        assert mask(once).text == once


def test_the_texts_of_a_noun_are_masked_and_the_rest_is_the_same() -> None:
    _, secret = VENDOR[20]
    task = Task("T-1", f"log in with {secret}", (Answer("goal", (f"a {secret}", "b")), Answer("files", 2)))
    masked, found = mask_noun(task)
    assert [(one.rule, one.count) for one in found] == [("github-token", 2)]
    assert secret not in repr(masked)
    assert (masked.id, masked.get("files"), masked.words("goal")[1]) == ("T-1", 2, "b")
    assert masked.goal.split()[-1] == masked.words("goal")[0].split()[-1]
    plain = Task("T-1", "no secret", ())
    assert mask_noun(plain)[0] is plain
