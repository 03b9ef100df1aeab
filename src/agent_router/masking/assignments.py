r"""Secrets known by what stands before them: `password=…`, `"api_key": "…"`, headers, cookies, logins in addresses.

The value may stand in JSON, or in JSON that was quoted into JSON again (`\"password\": \"…\"`). Only the value is
taken, never the name, and only whole escapes, so that every level of JSON stays what it was.
"""

from agent_router.masking.shape import Shape, shape

_GAP = r"(?:[ \t]|\\+[nrt])"
_PLAIN = r"[^\s\"'\\`,;&|<>(){}\[\]]"
"""One byte of an unquoted value in running text."""
_DUMPED = r"(?: [^\s\"'\\`] | \\[\"/] | \\\\(?![nrt\\\"]) | ' )"
"""One byte of an unquoted value on a line of its own, as `env` prints it; a quote is escaped inside JSON."""
_NOT_A_VALUE = r"""(?! \$ | %\( | \{\{ | < | \*\*\* | \.\.\. | \[?(?i:redacted|filtered) | null\b | undefined\b | none\b
  | true\b | false\b | (?:self|this|process\.env)\. | os\.(?:environ|getenv) | \\[nrt] )"""
_NO_UUID = r"(?! (?:\\{0,3}[\"'])? [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12} )"
"""A UUID after a weak name is an identifier."""


def _quoted(least: int) -> str:
    """A quoted value of so many characters or more, at any of three levels of quoting, without spaces."""
    first = rf"(?![,:}}\]]){_NOT_A_VALUE}"
    flat = rf"(?: [^\s\"'\\] | \\[^nrt\s] ){{{least},4096}}"
    once = rf"(?: [^\s\"'\\] | \\\\(?:\\[\"\\]|[^\"\\nrt]) ){{{least},4096}}"
    twice = rf"(?: [^\s\"'\\] ){{{least},4096}}"
    return rf"""(?: " {first} (?P<value>{flat}) " | \\" {first} (?P<once>{once}) \\" |
      \\\\\\" {first} (?P<twice>{twice}) \\\\\\" | ' {first} (?P<single>[^\s\"'\\]{{{least},4096}}) ' )"""


_PAIR = r"(?:(?:\\{0,3}[\"'])?\s?[:=]|\\{0,3}\"\s?,\s{0,40}\\{0,3}\"value\\{0,3}\"\s?:)"
"""Between a header's name and its value: `: `, or `", "value": ` as HAR files have it."""
_OPEN = r"(?:\\{0,3}[\"'])?"
_NAME_END = r"""(?! [_-]? (?:name|file|path|ref|type|url|uri|length|len|policy|count|limit|expir|field|hint|prompt|hash
  |label|page|input|param|regex|pattern|usage|source|id(?![a-z])) )
  (?: _?(?:access_?)?(?:key|value|token|string) )? (?: [_.-][a-z0-9_.-]{0,30} | [0-9]{1,4} )?"""
_NAMES = r"""(?: passw(?:or)?d | passphrase | passwd | pwd(?!=[/~]) | secret(?!s\b) | credential(?!s\b)
  | (?<=[_\"'\s-])pass(?![a-z]) )"""
_NAME_ANCHORS = (
    "pass_ pass= pass: pass\" pass\\ pass' pass␣ passw passp pwd_ pwd= pwd: pwd\" pwd\\ pwd' pwd␣ secret credential"
)
_KEY_OWNERS = (
    "api access private signing encryption auth master account consumer license deploy ssh jwt sharedaccess "
    "shared_access"
)
_KEY = rf"""(?: {" | ".join(rf"(?<={word}) | (?<={word}[_-])" for word in _KEY_OWNERS.split())} ) key
  | (?: (?<=connection) | (?<=connection[_-]) ) string"""
_KEY_ANCHORS = "_^key -^key i^key s^key e^key g^key n^key h^key r^key t^key y^key _^string -^string n^string"
_SOON_ASSIGNED = r"(?=[a-z0-9_.\]\\\"'\ -]{0,40}[=:,])"
"""A cheap look ahead that lets go of nearly every mere mention."""
_VALUE_BESIDE = r"\\{0,3}\"\s?,(?:\s|\\+[nrt]|&\#x?[0-9ad]{1,2};){0,40}\\{0,3}\"value\\{0,3}\"\s?:\s?"
"""Between a name and its value in lists of pairs: forms and cookies of HAR files, environments of containers."""
_SIGN = rf"(?:(?:\\{{0,3}}[\"'])?\]?[ ]?(?:=>|:=|==?|:)[ ]?|{_VALUE_BESIDE})"
_BARE_SIGN = r"(?:=|:[ ]|:|[ ]=[ ])"
_WITH_DIGIT = rf"(?={_PLAIN}{{0,80}}?[0-9])"
_NO_MERE_WORD = rf"(?={_PLAIN}{{0,80}}?[0-9!@#%^*+~?])"
"""Unquoted values in running text are mostly types and variables; those have no such characters."""
_KEN_ANCHORS = "ken= ken: ken\" ken\\ ken' ken␣ ken_"

_TELLING: tuple[Shape, ...] = (
    shape(
        "password-option",
        "--passw --passp --token --secret --api-key --auth-token --access-token --client-secret",
        r"--(?:passw(?:or)?d|passphrase|(?:auth-|access-)?token|(?:client-)?secret|api-key)(?:[ ]|=)(?:\\{0,3}[\"'])?"
        rf"{_NOT_A_VALUE}(?!-)(?P<value>{_PLAIN}{{6,4096}}+)(?![(\[])",
        fold=True,
    ),
    shape("sshpass", "sshpass", r"sshpass[ ]+-p[ ]*(?:\\{0,3}[\"'])?(?!\$)(?P<value>[^\s\"'\\]{4,256})"),
    shape(
        "curl-login",
        "␣-u␣ --user␣",
        rf"[ ]?-(?:u|-user)[ ]+(?:\\{{0,3}}[\"'])?[A-Za-z0-9_.@+-]{{1,80}}:"
        rf"(?!\d{{1,6}}(?![0-9A-Za-z])){_NOT_A_VALUE}(?P<value>[^\s\"'\\]{{4,256}})",
    ),
    shape(
        "netrc",
        "machine␣",
        rf"machine{_GAP}+\S{{1,200}}?{_GAP}+login{_GAP}+\S{{1,200}}?{_GAP}+password{_GAP}+"
        r"(?P<value>[^\s\"'\\]{4,256})",
    ),
    shape(
        "docker-login", '"auth" \\"auth', r"(?:\\{0,3})\"auth\\{0,3}\":\s?\\{0,3}\"(?P<value>[A-Za-z0-9+/=]{16,4096})"
    ),
    shape(
        "npm-login",
        "_auth= _authToken= _password=",
        r"(?<![A-Za-z0-9])_(?:auth|authToken|password)=\s?(?!\$)(?P<value>[^\s\"'\\]{8,1024})",
    ),
    shape(
        "authorization-header",
        "auth|orization x-api-key x-auth-token x-amz-security-token private|-token job-token",
        r"(?:authorization|x-api-key|x-auth-token|x-amz-security-token|private-token|job-token)"
        rf"{_PAIR}\s?{_OPEN}(?:(?:basic|bearer|token|digest|negotiate|apikey|aws4-hmac-sha256)[ ]+)?"
        rf"{_NOT_A_VALUE}(?![a-z]+\b(?![-+/=_.0-9]))(?P<value>[^\s\"'\\,;<>(){{}}\[\]]{{8,16384}})",
        fold=True,
    ),
    shape(
        "bearer-token",
        "bearer␣",
        rf"bearer[ ]+{_NOT_A_VALUE}(?=[A-Za-z_./+=~-]{{0,200}}[0-9])"
        r"(?P<value>[A-Za-z0-9_.~+/=-]{16,16384})",
        fold=True,
    ),
    shape(
        "basic-login",
        "basic␣",
        r"basic[ ]+(?=[A-Za-z0-9+/]{0,80}[0-9=])(?P<value>[A-Za-z0-9+/]{12,4096}={0,2})(?![A-Za-z0-9])",
        fold=True,
    ),
    shape(
        "cookie",
        "cookie: cookie\" cookie\\ cookie'",
        rf"cookie{_PAIR}[ ]?{_OPEN}(?P<value>[a-z0-9_.$%!~-]{{1,80}}=[^\s\"'\\;,]{{6,4096}}"
        r"(?:;[ ]?(?!path=|domain=|expires=|max-age=|samesite=)[A-Za-z0-9_.$%!~-]{1,80}=[^\s\"'\\;,]{1,4096}){0,60})",
        fold=True,
    ),
    shape(
        "cookie",
        'sid" sid\\ onid" onid\\',
        rf"(?:sid|onid){_VALUE_BESIDE}{_NO_UUID}{_quoted(8)}",
        fold=True,
    ),
    shape(
        "address-login",
        ":// :\\/\\/",
        r":\\?/\\?/(?![^/\s@]{0,300}\$)[^\s:/@\"'\\<>(){}\[\]]{0,128}:(?!\d{1,5}[/\"'\s\\])"
        r"(?P<value>[^\s/\"'\\<>{}]{1,256})@(?=[A-Za-z0-9_.\[-])",
    ),
    shape(
        "azure-connection",
        "Account|Key= SharedAccess|Key= SharedSecret|Value=",
        r"(?:accountkey|sharedaccesskey|sharedsecretvalue)=(?P<value>[A-Za-z0-9+/%]{20,}={0,2})",
        fold=True,
    ),
    shape("azure-signature", "sig=", r"sig=(?P<value>[A-Za-z0-9%+/]{30,}={0,2})", fold=True),
    shape(
        "signed-address",
        "X-Amz-Signature= X-Goog-Signature=",
        r"x-(?:amz|goog)-signature=(?P<value>[0-9a-f]{32,})",
        fold=True,
    ),
    shape(
        "connection-password",
        ";password= ;pwd= ;uid=",
        r";(?:uid=[^;\"'\\]{0,80};)?(?:password|pwd)=(?P<value>[^\s;\"'\\]{1,256})",
        fold=True,
    ),
    shape(
        "aws-secret-key",
        "aws_secret awssecret secretaccess aws_session awssession session|_tok sess|iontoken",
        r"(?:aws_?secret_?access_?key|secretaccesskey|aws_?session_?token|sessiontoken)(?:\\{0,3}[\"'])?\s?[:=]\s?"
        r"(?:\\{0,3}[\"'])?(?P<value>[A-Za-z0-9+/=]{30,4096})",
        fold=True,
    ),
    shape(
        "heroku-key",
        "heroku",
        r"heroku[a-z0-9_.\ -]{0,30}(?:key|token)(?:\\{0,3}[\"'])?\s?[:=]\s?(?:\\{0,3}[\"'])?"
        r"(?P<value>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",
        fold=True,
    ),
)
"""Forms that one tool or protocol owns."""

_DUMPED_ENVIRONMENT: tuple[Shape, ...] = (
    shape(
        "password-in-environment",
        "PASSW PASSP PASS= PASS_ PWD= PWD_ SECRET CREDENTIAL _^KEY I^KEY _^STRING",
        r"(?:(?<![a-z])(?:PASSW(?:OR)?D|PASSPHRASE|(?<=[A-Z_])PWD|(?<=_)PASS|SECRET(?!S\b)|CREDENTIAL)"
        r"|(?:(?<=API)|(?<=API_)|(?<=ACCESS_)|(?<=PRIVATE_)|(?<=SIGNING_)|(?<=ENCRYPTION_)|(?<=AUTH_)|(?<=MASTER_)"
        r"|(?<=ACCOUNT_)|(?<=JWT_)|(?<=DEPLOY_)|(?<=LICENSE_))KEY|(?<=CONNECTION_)STRING)"
        r"(?!_(?:FILE|PATH|NAME|ID|URL|TYPE|LENGTH))[A-Z0-9_]{0,30}="
        rf"{_NOT_A_VALUE}(?P<value>{_DUMPED}{{4,4096}})",
    ),
    shape(
        "token-in-environment",
        "KEN= KEN_",
        rf"(?<=TO)KEN(?!_(?:FILE|PATH|NAME|ID|URL|TYPE|LENGTH|COUNT|LIMIT))[A-Z0-9_]{{0,30}}={_NOT_A_VALUE}"
        rf"(?=[^\s\"'\\]*?[0-9A-Za-z])(?!\d{{1,9}}(?![0-9A-Za-z]))(?P<value>{_DUMPED}{{8,4096}})",
    ),
)
"""`NAME=value` on a line of its own: the value goes on to the line's end."""

_NAMED: tuple[Shape, ...] = (
    shape(
        "password-assignment",
        _NAME_ANCHORS,
        rf"{_NAMES}{_SOON_ASSIGNED}{_NAME_END}(?: {_SIGN}{_quoted(4)} | {_BARE_SIGN}{_NOT_A_VALUE}{_NO_MERE_WORD}"
        rf"(?![0-9.,]{{1,5}}(?![0-9a-z]))(?P<plain>{_PLAIN}{{6,4096}}+)(?![(\[]) )",
        fold=True,
    ),
    shape(
        "key-assignment",
        _KEY_ANCHORS,
        rf"(?: {_KEY} ){_SOON_ASSIGNED}{_NAME_END}(?: {_SIGN}{_quoted(4)} | {_BARE_SIGN}{_NOT_A_VALUE}{_WITH_DIGIT}"
        rf"(?![0-9.,]{{1,5}}(?![0-9a-z]))(?P<plain>{_PLAIN}{{6,4096}}+)(?![(\[]) )",
        fold=True,
    ),
    shape(
        "token-assignment",
        _KEN_ANCHORS,
        rf"(?<=to)(?<!publickeyto)ken(?![^=]{{0,4}}==){_SOON_ASSIGNED}{_NAME_END}"
        rf"(?: {_SIGN}{_NO_UUID}{_quoted(8)} | {_BARE_SIGN}{_NOT_A_VALUE}"
        rf"{_NO_UUID}{_WITH_DIGIT}(?![0-9.,:]{{1,12}}(?![0-9a-z]))(?P<plain>{_PLAIN}{{8,4096}}+)(?![(\[]) )",
        fold=True,
    ),
)
"""A name that promises a secret, and a value."""

ASSIGNMENTS: tuple[Shape, ...] = _TELLING + _DUMPED_ENVIRONMENT + _NAMED
"""Everything that only its surroundings give away, the most telling first."""
