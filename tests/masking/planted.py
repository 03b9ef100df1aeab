"""Secrets made up for tests, put together at run time so that no scanner of this repository takes them for real."""

import hashlib
from collections.abc import Iterator
from string import ascii_letters, ascii_uppercase, digits

_HEX = digits + "abcdef"
_WORDS = ascii_letters + digits


def letters(seed: str, count: int, alphabet: str = _WORDS) -> str:
    """So many characters of an alphabet, always the same for one seed."""
    return "".join(alphabet[byte % len(alphabet)] for byte in _bytes(seed, count))


def _bytes(seed: str, count: int) -> bytes:
    return b"".join(hashlib.sha256(f"{seed} {block}".encode()).digest() for block in range(count // 32 + 1))[:count]


def _any(prefix: str, count: int, alphabet: str = _WORDS) -> str:
    return prefix + letters(prefix, count, alphabet)


_UPPER = ascii_uppercase + digits
_PREFIXED: tuple[tuple[str, str, int, str], ...] = (
    ("aws-access-key", "AKIA", 16, _UPPER),
    ("aws-access-key", "ASIA", 16, _UPPER),
    ("aws-bedrock-key", "ABSK", 112, _WORDS),
    ("google-api-key", "AIza", 35, _WORDS),
    ("google-oauth-secret", "GOCSPX-", 28, _WORDS),
    ("google-oauth-token", "ya29.", 60, _WORDS),
    ("google-refresh-token", "1//0", 60, _WORDS),
    ("digitalocean-token", "dop_v1_", 64, _HEX),
    ("alibaba-key", "LTAI", 20, _WORDS),
    ("databricks-token", "dapi", 32, _HEX),
    ("vault-token", "hvs.", 90, _WORDS),
    ("pulumi-token", "pul-", 40, _HEX),
    ("fly-token", "fm2_", 80, _WORDS),
    ("planetscale-token", "pscale_tkn_", 43, _WORDS),
    ("supabase-key", "sbp_", 40, _HEX),
    ("supabase-key", "sb_secret_", 31, _WORDS),
    ("doppler-token", "dp.pt.", 43, _WORDS),
    ("netlify-token", "nfp_", 36, _WORDS),
    ("render-key", "rnd_", 28, _WORDS),
    ("cloudant-key", "apikey-v2-", 40, _HEX),
    *[("github-token", prefix, 36, _WORDS) for prefix in ("ghp_", "gho_", "ghu_", "ghs_", "ghr_")],
    ("github-fine-grained-token", "github_pat_", 82, _WORDS),
    *[("gitlab-token", f"gl{kind}-", 20, _WORDS) for kind in ("pat", "dt", "rt", "ptt", "cbt", "soat", "agent")],
    ("gitlab-token", "GR1348941", 20, _WORDS),
    ("bitbucket-token", "ATBB", 32, _WORDS),
    ("atlassian-token", "ATATT3", 180, _WORDS),
    ("npm-token", "npm_", 36, _WORDS),
    ("pypi-token", "pypi-AgEIcHlwaS5vcmc", 120, _WORDS),
    ("rubygems-key", "rubygems_", 48, _HEX),
    ("crates-io-token", "cio", 32, _WORDS),
    ("nuget-key", "oy2", 43, digits + "abcdefgh"),
    ("docker-token", "dckr_pat_", 27, _WORDS),
    ("artifactory-key", "AKCp", 69, _WORDS),
    ("buildkite-token", "bkua_", 40, _HEX),
    ("sentry-token", "sntrys_", 120, _WORDS),
    ("sonar-token", "squ_", 40, _HEX),
    ("anthropic-key", "sk-ant-api03-", 93, _WORDS),
    ("anthropic-key", "sk-ant-oat01-", 86, _WORDS),
    ("openrouter-key", "sk-or-v1-", 64, _HEX),
    ("openai-key", "sk-", 48, _WORDS),
    ("openai-key", "sk-proj-", 148, _WORDS),
    ("openai-key", "sk-svcacct-", 60, _WORDS),
    ("huggingface-token", "hf_", 34, ascii_letters),
    ("groq-key", "gsk_", 52, _WORDS),
    ("xai-key", "xai-", 80, _WORDS),
    ("perplexity-key", "pplx-", 48, _WORDS),
    ("replicate-token", "r8_", 37, _WORDS),
    ("slack-token", "xoxb-123456789012-1234567890123-", 24, _WORDS),
    ("slack-token", "xoxp-123456789012-", 32, _HEX),
    ("slack-app-token", "xapp-1-A0123456789-1234567890123-", 64, _HEX),
    ("stripe-key", "sk_live_", 24, _WORDS),
    ("stripe-key", "rk_test_", 24, _WORDS),
    ("stripe-webhook-secret", "whsec_", 32, _WORDS),
    ("square-token", "sq0atp-", 22, _WORDS),
    ("shopify-token", "shpat_", 32, _HEX),
    ("twilio-key", "SK", 32, _HEX),
    ("mailgun-key", "key-", 32, _HEX),
    ("linear-key", "lin_api_", 40, _WORDS),
    ("notion-token", "ntn_", 46, _WORDS),
    ("figma-token", "figd_", 40, _WORDS),
    ("typeform-token", "tfp_", 44, _WORDS),
    ("newrelic-key", "NRAK-", 27, _UPPER),
    ("grafana-token", "glsa_", 41, _WORDS),
    ("easypost-key", "EZAK", 54, _WORDS),
    ("contentful-token", "CFPAT-", 43, _WORDS),
    ("age-key", "AGE-SECRET-KEY-1", 58, _UPPER),
    ("facebook-token", "EAAG", 90, _WORDS),
)
"""Rule, prefix, how many characters follow, and which."""


def vendor_secrets() -> Iterator[tuple[str, str]]:
    """Rule and one secret of its shape."""
    yield from ((rule, _any(prefix, count, alphabet)) for rule, prefix, count, alphabet in _PREFIXED)
    yield from _composed()


def _composed() -> Iterator[tuple[str, str]]:
    yield "azure-ad-secret", f"{letters('az', 3)}8Q~{letters('azure', 34)}"
    yield "azure-devops-token", f"{letters('ado', 52)}JQQJ99{letters('ado2', 26)}"
    yield "terraform-token", f"{letters('tf', 14)}.atlasv1.{letters('tf2', 67)}"
    yield "circleci-token", f"CCIPAT_{letters('cc', 22)}_{letters('cc2', 40, _HEX)}"
    yield "postman-key", f"PMAK-{letters('pm', 24, _HEX)}-{letters('pm2', 34, _HEX)}"
    yield "langsmith-key", f"lsv2_pt_{letters('ls', 32, _HEX)}_{letters('ls2', 10, _HEX)}"
    yield "braintree-token", f"access_token$production${letters('bt', 16, _HEX)}${letters('bt2', 32, _HEX)}"
    yield "sendgrid-key", f"SG.{letters('sg', 22)}.{letters('sg2', 43)}"
    yield "mailchimp-key", f"{letters('mc', 32, _HEX)}-us12"
    yield "brevo-key", f"xkeysib-{letters('br', 64, _HEX)}-{letters('br2', 16)}"
    yield (
        "hubspot-token",
        f"pat-na1-{letters('h', 8, _HEX)}-1111-2222-3333-{letters('hh', 12, _HEX)}",
    )
    yield "dynatrace-token", f"dt0c01.{letters('dt', 24, ascii_uppercase)}.{letters('dt2', 64, ascii_uppercase)}"
    yield "jwt", f"eyJhbGciOiJIUzI1NiJ9.eyJ{letters('jwt', 60)}.{letters('jwt2', 43)}"


def framed_secrets() -> Iterator[tuple[str, str, str]]:
    """Text with the place of the secret as `{}`, and the secret; the rule is what the frame gives away."""
    password = "Tr0ub4dor" + letters("password", 8)
    token = letters("token", 32)
    frames = [
        ("password-assignment", '{{"password": "{}"}}'),
        ("password-assignment", '{{"db_password":"{}","host":"db"}}'),
        ("password-assignment", "password = '{}'"),
        ("key-assignment", 'const apiKey = "{}";'),
        ("password-assignment", 'client_secret: "{}"'),
        ("password-assignment", '"content":"{{\\"client_secret\\": \\"{}\\"}}"'),
        ("key-assignment", '"content":"{{\\\\\\"api_key\\\\\\": \\\\\\"{}\\\\\\"}}"'),
        ("password-assignment", 'settings["secret_key"] = "{}"'),
        ("password-in-environment", "HOME=/root\nDB_PASSWORD={}\nSHELL=/bin/sh\n"),
        ("password-in-environment", '"stdout":"HOME=/root\\nAPP_SECRET={}\\nPWD=/root"'),
        ("password-in-environment", "export OPENAI_API_KEY={}"),
        ("token-in-environment", "CI=1\nDEPLOY_TOKEN={}\n"),
        ("token-in-environment", '"content":"CI=1\\nACCESS_TOKEN={}\\n"'),
        ("password-assignment", "password: {}\n"),
        ("password-assignment", "GET /login?user=a&password={}&next=/"),
        ("token-assignment", "https://api.test/items?access_token={}&page=2"),
        ("token-assignment", '"access_token": "{}"'),
        ("token-assignment", '\\"refresh_token\\":\\"{}\\"'),
        ("password-option", "tool --password {} --force"),
        ("password-option", "tool --token={}"),
        ("password-in-environment", "SMTP_PASS={}\n"),
        ("password-assignment", '{{"auth":{{"user":"me","pass":"{}"}}}}'),
        ("authorization-header", '{{"name": "Authorization", "value": "Bearer {}"}}'),
        ("cookie", '{{"name":"Cookie","value":"sid={}"}}'),
        ("cookie", '"cookies": [{{"name": "connect.sid", "value": "{}", "path": "/"}}]'),
        ("cookie", '{{\\n  \\"name\\": \\"JSESSIONID\\",\\n  \\"value\\": \\"{}\\"\\n}}'),
        ("password-assignment", '{{"name":"password","value":"{}"}}'),
        ("password-assignment", '{{\n  "name": "DB_PASSWORD",\n  "value": "{}"\n}}'),
        ("key-assignment", '"queryString": [{{"name": "api_key", "value": "{}"}}]'),
        ("token-assignment", '{{"name":"access_token","value":"{}"}}'),
        ("sshpass", "sshpass -p {} ssh host"),
        ("curl-login", "curl -u admin:{} https://api.test"),
        ("netrc", "machine api.test login me password {}"),
        ("npm-login", "//registry.test/:_authToken={}"),
        ("authorization-header", "Authorization: Bearer {}"),
        ("authorization-header", '"authorization": "Basic {}"'),
        ("authorization-header", "curl -H 'X-Api-Key: {}' https://api.test"),
        ("bearer-token", "sent bearer {} to the server"),
        ("cookie", "Cookie: session={}; theme=dark1"),
        ("cookie", '"set-cookie": "sid={}; Path=/; HttpOnly"'),
        ("address-login", "postgresql://app:{}@db.internal:5432/main"),
        ("address-login", "https://me:{}@git.test/repo.git"),
        ("address-login", '"url":"https:\\/\\/me:{}@git.test\\/repo"'),
        ("address-login", "redis://:{}@cache:6379/0"),
        ("connection-password", "Server=db;Database=app;User Id=sa;Password={};Encrypt=yes"),
        ("aws-secret-key", "aws_secret_access_key = {}"),
        ("azure-connection", "DefaultEndpointsProtocol=https;AccountName=a;AccountKey={};"),
        ("slack-webhook", "https://hooks.slack.com/services/{}"),
    ]
    for rule, frame in frames:
        secret = letters("long", 44) if rule in {"aws-secret-key", "azure-connection", "slack-webhook"} else password
        yield rule, frame, token if "token" in rule else secret


def private_key(kind: str = "RSA ") -> str:
    """A key file with line breaks."""
    body = "\n".join(letters(f"key {line}", 64) for line in range(12))
    return f"-----BEGIN {kind}PRIVATE KEY-----\n{body}\n{letters('last', 38)}==\n-----END {kind}PRIVATE KEY-----"
