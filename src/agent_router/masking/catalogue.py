r"""The shapes of secrets that vendors issue, by their published prefixes. `assignments.py` knows others by context.

No pattern takes a backslash, a quote or a line break, so that JSON stays JSON whatever is masked (the private keys
excepted, which take only whole escapes). A left border is asked for only where a prefix is too weak without one; there
the `n` of an escaped line break (`\nAKIA…`) counts as a border.
"""

from agent_router.masking.shape import Shape, shape

BORDER = r"(?:(?<![A-Za-z0-9_+-])|(?<=\\[nrtbf])|(?<=\\u[0-9a-fA-F]{4})|(?<=\[\dm)|(?<=\d\dm)|(?<=%3[AaDd]))"
"""The left border of a word, in plain text, in JSON strings and after color codes."""

_KEY_LINE = r"""(?: \\+[nrt"/] | → | [A-Za-z0-9+/=\s:,.()\ -] )"""
"""One byte of a key file, as is, escaped in JSON, or with the line numbers that tools print before it."""

CLOUD: tuple[Shape, ...] = (
    shape("aws-access-key", "AKIA ASIA ABIA ACCA", rf"{BORDER}(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{{16}}(?![A-Za-z0-9])"),
    shape("aws-bedrock-key", "ABSK bedrock|-api-key-", r"(?:ABSK|bedrock-api-key-)[A-Za-z0-9+/]{90,4096}={0,2}"),
    shape("google-api-key", "AIza", r"AIza[0-9A-Za-z_-]{35}"),
    shape("google-oauth-secret", "GOCSPX-", r"GOCSPX-[0-9A-Za-z_-]{24,}"),
    shape("google-oauth-token", "ya29", r"ya29\.[0-9A-Za-z_-]{20,}"),
    shape("google-refresh-token", "1//0", rf"{BORDER}1//0[0-9A-Za-z_-]{{40,}}"),
    shape("azure-ad-secret", "???|7Q~ ???|8Q~", r"[A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,34}"),
    shape(
        "azure-devops-token",
        "????????????????????????????????????????????????????|JQQJ99",
        r"[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{18,26}",
    ),
    shape("digitalocean-token", "doo_v1_ dop_v1_ dor_v1_", r"do[opr]_v1_[0-9a-f]{64}"),
    shape("alibaba-key", "LTAI", rf"{BORDER}LTAI[A-Za-z0-9]{{17,21}}(?![A-Za-z0-9])"),
    shape("databricks-token", "dapi", rf"{BORDER}dapi[0-9a-f]{{32}}(?:-\d)?"),
    shape("terraform-token", "??????????????|.atlasv1", r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,}"),
    shape("vault-token", "hvs. hvb. hvr.", r"hv[sbr]\.[A-Za-z0-9_-]{24,}"),
    shape("pulumi-token", "pul-", rf"{BORDER}pul-[0-9a-f]{{40}}"),
    shape("fly-token", "fm1r_ fm2_ fo1_", rf"{BORDER}(?:fm1r|fm2|fo1)_[A-Za-z0-9+/=_-]{{40,}}"),
    shape("planetscale-token", "pscale_", r"pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.=-]{32,}"),
    shape("supabase-key", "sbp_ sb_secret_", rf"{BORDER}(?:sbp_[0-9a-f]{{40}}|sb_secret_[A-Za-z0-9_-]{{20,}})"),
    shape("doppler-token", "dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit.", r"dp\.[a-z]{2,5}\.[A-Za-z0-9._-]{40,}"),
    shape("netlify-token", "nfp_ nfc_ nfo_", rf"{BORDER}nf[pco]_[A-Za-z0-9]{{36,}}"),
    shape("render-key", "rnd_", rf"{BORDER}rnd_[A-Za-z0-9]{{28,}}"),
    shape("cloudant-key", "apikey-v2-", r"apikey-v2-[A-Za-z0-9]{20,}"),
)
"""Clouds and what runs on them."""

CODE_HOSTS: tuple[Shape, ...] = (
    shape("github-token", "ghp_ gho_ ghu_ ghs_ ghr_", r"gh[pousr]_[A-Za-z0-9]{36}[A-Za-z0-9._-]{0,1024}(?<![.])"),
    shape("github-fine-grained-token", "github|_pat_", r"github_pat_[A-Za-z0-9_]{22,}"),
    shape(
        "gitlab-token",
        "glpat- gldt- glrt- glrtr- glptt- glcbt- glsoat- glimt- glagent- gloas- glffct- glft- GR1348941",
        r"(?:gl(?:pat|dt|rt|rtr|ptt|cbt|soat|imt|agent|oas|ffct|ft)-[A-Za-z0-9_.-]{20,}|GR1348941[A-Za-z0-9_-]{20,})",
    ),
    shape("bitbucket-token", "ATBB", rf"{BORDER}ATBB[A-Za-z0-9_=]{{28,}}"),
    shape("atlassian-token", "ATATT3 ATCTT3 ATSTT3", r"AT[ACS]TT3[A-Za-z0-9_=-]{60,}"),
    shape("npm-token", "npm_", r"npm_[A-Za-z0-9]{36}"),
    shape("pypi-token", "pypi-", r"pypi-[A-Za-z0-9_-]{50,}"),
    shape("rubygems-key", "rubygems_", r"rubygems_[0-9a-f]{48}"),
    shape("crates-io-token", "cio", rf"{BORDER}cio[A-Za-z0-9]{{32}}(?![A-Za-z0-9])"),
    shape("nuget-key", "oy2", rf"{BORDER}oy2[a-z0-9]{{43}}(?![a-z0-9])"),
    shape("docker-token", "dckr_pat_ dckr_oat_", r"dckr_[po]at_[A-Za-z0-9_-]{20,}"),
    shape("artifactory-key", "AKCp cmVmdGtu", rf"{BORDER}(?:AKCp[A-Za-z0-9]{{10,}}|cmVmdGtu[A-Za-z0-9]{{50,}})"),
    shape("circleci-token", "CCIPAT_ CCIPRJ_", r"CCIP(?:AT|RJ)_[A-Za-z0-9]{10,}_[0-9a-f]{40}"),
    shape("buildkite-token", "bkua_ bkaj_", r"bk(?:ua|aj)_[0-9a-f]{40}"),
    shape("sentry-token", "sntrys_ sntryu_", r"sntry[su]_[A-Za-z0-9_+/=-]{40,}"),
    shape("sonar-token", "sqp_ squ_ sqa_", rf"{BORDER}sq[pua]_[0-9a-f]{{40}}"),
    shape("postman-key", "PMAK-", r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
)
"""Code hosts, package registries, build services."""

MODELS: tuple[Shape, ...] = (
    shape("anthropic-key", "sk-ant-", r"sk-ant-[A-Za-z0-9]{2,12}-[A-Za-z0-9_-]{20,}"),
    shape("openrouter-key", "sk-or-", r"sk-or-(?:v1-)?[0-9a-f]{40,}"),
    shape("langsmith-key", "lsv2_", r"lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}"),
    shape(
        "openai-key",
        "sk-",
        rf"{BORDER}sk-(?:(?:proj|svcacct|admin|None|service)-[A-Za-z0-9_-]{{20,}}|[A-Za-z0-9]{{20,}})",
    ),
    shape("huggingface-token", "hf_ api|_org_", rf"{BORDER}(?:hf_|api_org_)[A-Za-z0-9]{{30,}}"),
    shape("groq-key", "gsk_", rf"{BORDER}gsk_[A-Za-z0-9]{{40,}}"),
    shape("xai-key", "xai-", rf"{BORDER}xai-[A-Za-z0-9]{{60,}}"),
    shape("perplexity-key", "pplx-", r"pplx-[A-Za-z0-9]{32,}"),
    shape("replicate-token", "r8_", rf"{BORDER}r8_[A-Za-z0-9]{{37,}}"),
)
"""Model providers."""

SERVICES: tuple[Shape, ...] = (
    shape("slack-token", "xox", r"xox[abeoprsc](?:\.xox[bp])?-(?:[0-9]+-)?[A-Za-z0-9-]{10,}"),
    shape("slack-app-token", "xapp-", r"xapp-\d-[A-Z0-9]+-\d+-[A-Za-z0-9]{20,}"),
    shape(
        "slack-webhook",
        "hooks|.slack.com",
        r"hooks\.slack\.com\\?/(?:services|workflows|triggers)\\?/(?P<value>[A-Za-z0-9+/]{20,})",
    ),
    shape("stripe-key", "sk_live_ sk_test_ rk_live_ rk_test_", rf"{BORDER}[sr]k_(?:live|test)_[A-Za-z0-9]{{16,}}"),
    shape("stripe-webhook-secret", "whsec_", rf"{BORDER}whsec_[A-Za-z0-9+/=]{{24,}}"),
    shape("square-token", "sq0atp- sq0csp- sq0idp-", r"sq0(?:atp|csp|idp)-[0-9A-Za-z_-]{22,}"),
    shape("braintree-token", "access_tok|en$", r"access_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}"),
    shape("shopify-token", "shpat_ shpca_ shppa_ shpss_", r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"),
    shape(
        "twilio-key",
        " ".join(f"SK{digit}" for digit in "0123456789abcdef"),
        rf"{BORDER}SK[0-9a-f]{{32}}(?![0-9A-Za-z])",
    ),
    shape("sendgrid-key", "SG.", rf"{BORDER}SG\.[A-Za-z0-9_-]{{16,32}}\.[A-Za-z0-9_-]{{16,64}}"),
    shape("mailgun-key", "key-", rf"{BORDER}key-[0-9a-zA-Z]{{32}}(?![0-9A-Za-z])"),
    shape(
        "mailchimp-key",
        " ".join(f"{'?' * 32}|-us{digit}" for digit in range(1, 10)),
        r"(?<![0-9a-f])[0-9a-f]{32}-us[0-9]{1,2}(?![0-9a-z])",
    ),
    shape("brevo-key", "xkeysib- xsmtpsib-", r"x(?:key|smtp)sib-[0-9a-f]{64}-[A-Za-z0-9]{16}"),
    shape("telegram-token", ":AA", r"(?<=\d{8}):(?P<value>AA[A-Za-z0-9_-]{33})(?![A-Za-z0-9_-])"),
    shape("discord-webhook", "/api/webhooks/", r"/api/webhooks/\d{15,21}/(?P<value>[A-Za-z0-9_-]{50,})"),
    shape("teams-webhook", ".webhook.office.com", r"\.webhook\.office\.com/webhookb2/(?P<value>[A-Za-z0-9@/-]{60,})"),
    shape("linear-key", "lin_api_ lin_oauth_", r"lin_(?:api|oauth)_[A-Za-z0-9]{32,}"),
    shape("notion-token", "ntn_", rf"{BORDER}ntn_[A-Za-z0-9]{{40,}}"),
    shape("figma-token", "figd_ figo_", r"fig[do]_[A-Za-z0-9_-]{30,}"),
    shape("typeform-token", "tfp_", rf"{BORDER}tfp_[A-Za-z0-9_.=-]{{40,}}"),
    shape("newrelic-key", "NRAK- NRII- NRJS-", rf"{BORDER}NR(?:AK|II|JS)-[A-Za-z0-9_-]{{19,}}"),
    shape("grafana-token", "glsa_ glc_", rf"{BORDER}gl(?:sa|c)_[A-Za-z0-9_+/=]{{32,}}"),
    shape("dynatrace-token", "dt0c01. dt0s01.", r"dt0[cs]01\.[A-Z0-9]{24}\.[A-Z0-9]{64}"),
    shape("easypost-key", "EZAK EZTK", rf"{BORDER}EZ[AT]K[A-Za-z0-9]{{54}}"),
    shape("contentful-token", "CFPAT-", r"CFPAT-[A-Za-z0-9_-]{43}"),
    shape(
        "hubspot-token",
        "pat-na pat-eu",
        r"pat-(?:na|eu)\d-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    ),
    shape("facebook-token", "EAACEdEose0cBA EAAG EAAB", rf"{BORDER}EAA[A-Z][A-Za-z0-9]{{60,}}"),
    shape("age-key", "AGE-SECRET-KEY-1", r"AGE-SECRET-KEY-1[0-9A-Z]{58}"),
    shape("jwt", "eyJ", rf"{BORDER}eyJ[A-Za-z0-9_-]{{10,8192}}\.eyJ[A-Za-z0-9_-]{{8,32768}}\.[A-Za-z0-9_-]{{16,8192}}"),
    shape(
        "private-key",
        "---|--BEGIN",
        r"-----BEGIN\ (?:[A-Z0-9]+\ ){0,4}PRIVATE\ KEY(?:\ BLOCK)?-----"
        rf"(?={_KEY_LINE}{{0,400}}?[A-Za-z0-9+/]{{20}})(?P<value>{_KEY_LINE}{{1,40000}}?)(?=-----END|(?!{_KEY_LINE}))",
    ),
    shape("putty-key", "PuTTY-User-Key", rf"PuTTY-User-Key-File-\d:(?P<value>{_KEY_LINE}{{1,40000}})"),
)
"""Payment, messaging and other services, and keys as files."""

VENDOR_SHAPES: tuple[Shape, ...] = CLOUD + CODE_HOSTS + MODELS + SERVICES
